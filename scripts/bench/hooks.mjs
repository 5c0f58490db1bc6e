// How long each shell takes to load the hook from a file, by the shell's own clock.
import { spawnSync } from 'node:child_process'

const unitMs = { secs: 1000, millis: 1, micros: 0.001 }

const shells = [
  {
    shell: 'zsh',
    argv: (file) => [
      'zsh',
      '-f',
      '-c',
      `zmodload zsh/datetime; s=$EPOCHREALTIME; source ${file}; printf '%.6f %.6f\\n' $s $EPOCHREALTIME`,
    ],
    read: readClock,
  },
  {
    shell: 'bash',
    argv: (file) => ['bash', '--noprofile', '--norc', '-c', `s=$EPOCHREALTIME; . ${file}; echo $s $EPOCHREALTIME`],
    read: readClock,
  },
  { shell: 'fish', argv: (file) => ['fish', '--no-config', '-c', `time source ${file}`], read: readFishTime },
]

/** Milliseconds by shell, in rounds; null for a shell that is not here or has no such clock. */
export async function measureHooks({ programs, env, write }, runs) {
  const measured = shells.map(({ shell, argv, read }) => {
    const { stdout, status } = spawnSync(programs.native, ['hook', shell], { env, encoding: 'utf8' })
    if (status !== 0) throw new Error(`awsx hook ${shell} ended with ${status}`)
    return { shell, read, times: [], argv: argv(write(`hook.${shell}`, stdout)) }
  })
  for (let round = 0; round <= runs; round++) {
    for (const { read, times, argv } of measured) {
      const [command, ...args] = argv
      const ms = read(spawnSync(command, args, { env, encoding: 'utf8' }))
      if (round > 0 && ms !== null) times.push(ms)
    }
  }
  return measured.map(({ shell, times }) => ({ shell, times: times.length === runs ? times : null }))
}

function readClock({ status, stdout }) {
  const [from, to] = status === 0 ? stdout.trim().split(' ').map(Number) : []
  return from > 0 && to > 0 ? (to - from) * 1000 : null
}

function readFishTime({ status, stderr }) {
  const [, amount, unit] = (status === 0 ? /Executed in\s+([\d.]+) (\w+)/.exec(stderr) : null) ?? []
  return unit in unitMs ? Number(amount) * unitMs[unit] : null
}
