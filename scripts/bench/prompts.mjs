// What a prompt costs while a profile is in use: the hook's part of it, by each shell's own clock, and the processes
// it starts, as strace counts them.
import { spawnSync } from 'node:child_process'

const prompts = 500

const shells = [
  {
    shell: 'zsh',
    argv: (script) => ['zsh', '-f', '-c', script],
    script: (hook, use, count) =>
      `source ${hook}; source ${use}; __awsx_precmd; zmodload zsh/datetime; s=$EPOCHREALTIME
repeat ${count}; do __awsx_precmd; done; printf '%.6f %.6f\\n' $s $EPOCHREALTIME`,
    read: readClock,
  },
  {
    shell: 'bash',
    argv: (script) => ['bash', '--noprofile', '--norc', '-c', script],
    script: (hook, use, count) =>
      `. ${hook}; . ${use}; __awsx_precmd; s=$EPOCHREALTIME
for ((i = 0; i < ${count}; i++)); do __awsx_precmd; done; echo $s $EPOCHREALTIME`,
    read: readClock,
  },
  {
    shell: 'fish',
    argv: (script) => ['fish', '--no-config', '-c', script],
    script: (hook, use, count) =>
      `source ${hook}; source ${use}; __awsx_tick; time for i in (seq ${count}); __awsx_tick; fish_right_prompt >/dev/null; end`,
    read: readFishTime,
  },
]

/** For each shell the ms of one prompt, in rounds, and how many processes one starts; null for what cannot be told. */
export function measurePrompts({ programs, env, profile, write }, rounds) {
  return shells.map((entry) => {
    const { shell } = entry
    const text = (words, more = {}) => {
      const { stdout, status } = spawnSync(programs.native, words, { env: { ...env, ...more }, encoding: 'utf8' })
      if (status !== 0) throw new Error(`awsx ${words.join(' ')} ended with ${status}`)
      return stdout
    }
    const hook = write(`prompt-hook.${shell}`, text(['hook', shell]))
    const use = write(`prompt-use.${shell}`, text(['use', profile], { AWSX_HOOK: shell }))
    const command = (count) => entry.argv(entry.script(hook, use, count))
    const times = []
    for (let round = 0; round <= rounds; round++) {
      const [name, ...args] = command(prompts)
      const ms = entry.read(spawnSync(name, args, { env, encoding: 'utf8' }))
      if (round > 0 && ms !== null) times.push(ms / prompts)
    }
    const [few, many] = [1, 11].map((count) => countProcesses(command(count), env))
    return {
      shell,
      times: times.length === rounds ? times : null,
      processes: few === null || many === null ? null : (many - few) / 10,
    }
  })
}

/** Processes that were started; null without strace or the shell. */
function countProcesses(argv, env) {
  const words = ['-f', '-qq', '-e', 'trace=clone,clone3,fork,vfork', '-e', 'signal=none', ...argv]
  const { status, stderr } = spawnSync('strace', words, { env, encoding: 'utf8' })
  // A thread is none.
  return status === 0
    ? stderr.split('\n').filter((line) => /fork\(|clone3?\(/.test(line) && !/CLONE_THREAD/.test(line)).length
    : null
}

function readClock({ status, stdout }) {
  const [from, to] = status === 0 ? stdout.trim().split(' ').map(Number) : []
  return from > 0 && to > 0 ? (to - from) * 1000 : null
}

function readFishTime({ status, stderr }) {
  const [, amount, unit] = (status === 0 ? /Executed in\s+([\d.]+) (\w+)/.exec(stderr) : null) ?? []
  const unitMs = { secs: 1000, millis: 1, micros: 0.001 }
  return unit in unitMs ? Number(amount) * unitMs[unit] : null
}
