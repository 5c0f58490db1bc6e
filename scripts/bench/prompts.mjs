// What a prompt costs while a profile is in use: the CPU time of the hook's part of it, and the processes it starts, as
// strace counts them. Both are differences of two runs, so that the shell itself does not count.
import { spawnSync } from 'node:child_process'

const shells = [
  {
    shell: 'zsh',
    prompts: 2000,
    argv: ['zsh', '-f', '-c'],
    script: (load, count) => `${load}; __awsx_precmd; repeat ${count}; do __awsx_precmd; done`,
  },
  {
    shell: 'bash',
    prompts: 2000,
    argv: ['bash', '--noprofile', '--norc', '-c'],
    script: (load, count) => `${load}; __awsx_precmd; for ((i = 0; i < ${count}; i++)); do __awsx_precmd; done`,
  },
  {
    shell: 'fish',
    prompts: 100,
    argv: ['fish', '--no-config', '-c'],
    script: (load, count) =>
      `${load}; __awsx_tick; for i in (seq ${count}); __awsx_tick; fish_right_prompt >/dev/null; end`,
  },
]

/** For each shell the CPU ms of one prompt, a number a round, and how many processes one starts; null for what cannot be told. */
export function measurePrompts({ programs, env, profile, write }, rounds) {
  return shells.map(({ shell, prompts, argv, script }) => {
    const text = (words, more = {}) => {
      const { stdout, status } = spawnSync(programs.native, words, { env: { ...env, ...more }, encoding: 'utf8' })
      if (status !== 0) throw new Error(`awsx ${words.join(' ')} ended with ${status}`)
      return stdout
    }
    const hook = write(`prompt-hook.${shell}`, text(['hook', shell]))
    const use = write(`prompt-use.${shell}`, text(['use', profile], { AWSX_HOOK: shell }))
    const command = (count) => [...argv, script(`source ${hook}; source ${use}`, count)]
    const perPrompt = (measure, count) => {
      const [few, many] = [measure(command(1), env), measure(command(1 + count), env)]
      return few === null || many === null ? null : (many - few) / count
    }
    const times = Array.from({ length: rounds }, () => perPrompt(measureCpu, prompts))
    return {
      shell,
      times: times.includes(null) ? null : times,
      processes: perPrompt(countProcesses, 10),
    }
  })
}

/** CPU ms of a command and its children; null where it fails. */
function measureCpu(argv, env) {
  const words = ['--norc', '-c', 'TIMEFORMAT="cpu %3U %3S"; time "$@"', 'bash', ...argv]
  const { status, stderr } = spawnSync('bash', words, { env, encoding: 'utf8' })
  const found = status === 0 ? /^cpu ([\d.]+) ([\d.]+)$/m.exec(stderr) : null
  return found === null ? null : (Number(found[1]) + Number(found[2])) * 1000
}

/** Processes that were started; null without strace or the shell. */
function countProcesses(argv, env) {
  const words = ['-f', '-qq', '-e', 'trace=clone,clone3,fork,vfork', '-e', 'signal=none', ...argv]
  const { status, stderr } = spawnSync('strace', words, { env, encoding: 'utf8' })
  if (status !== 0) return null
  // A thread is none.
  return stderr.split('\n').filter((line) => /fork\(|clone3?\(/.test(line) && !/CLONE_THREAD/.test(line)).length
}
