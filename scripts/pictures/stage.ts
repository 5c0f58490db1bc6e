import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createSandbox, type Phone } from '../../packages/sandbox/src/index.ts'
import { findAwsCli } from '../../test/harness/aws-cli.ts'
import { openPty, type Pty, type PtyOptions } from '../../test/harness/pty.ts'
import { createCompany, type Company } from './company.ts'
import { createStillClock, type StillClock } from './still-clock.ts'

/** Where pictures are taken: the company's AWS, a home, and a clock that stands still. */
export interface Stage {
  readonly company: Company
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  readonly clock: StillClock
  readonly phone: Phone
  /** Writes a file under the home, 0600, with its folders. */
  write(path: string, text: string): void
  /** Runs a program on a terminal; it ends with the stage. */
  open(argv: readonly [string, ...string[]], options?: Partial<PtyOptions>): Pty
  /** Starts an agent that goes by the clock of the stage; one that awsx starts would not. */
  startAgent(): Promise<void>
  close(): Promise<void>
}

/** What the key of the vault is sealed with. */
export const passphrase = 'lantern orbit mustard'

/** Sets the stage with the program `awsxPath`. */
export async function openStage(awsxPath: string): Promise<Stage> {
  // As long as the home that the pictures show instead, so that columns and wraps are right.
  const home = mkdtempSync('/tmp/aws')
  const scratch = mkdtempSync('/tmp/awsx-pictures-')
  const write = (path: string, text: string, mode = 0o600): void => {
    const file = join(home, path)
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, text, { mode })
  }
  const company = createCompany()
  const clock = createStillClock(join(scratch, 'clock'))
  const sandbox = await createSandbox({ world: company.world, now: clock.now })
  write('.aws/config', company.config)
  const bin = join(home, '.local/bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(awsxPath, join(bin, 'awsx'))
  const aws = findAwsCli()
  // Versions before 2.13 do not know AWS_ENDPOINT_URL.
  if (aws !== null) write('.local/bin/aws', `#!/bin/sh\nexec ${aws} --endpoint-url "${sandbox.url}" "$@"\n`, 0o755)
  const env = {
    HOME: home,
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    USER: 'franklin',
    LOGNAME: 'franklin',
    SHELL: '/bin/bash',
    PS1: String.raw`\[\e[1;32m\]\w\[\e[0m\] $ `,
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
    ...clock.env,
  }
  // As awsx itself would start it: with no variable of AWS's.
  const agentEnv = { HOME: home, LANG: env.LANG, ...clock.env }
  const terminals: Pty[] = []
  let agent: ChildProcess | undefined
  const socket = join(home, '.local/state/awsx/run/agent.sock')

  return {
    company,
    home,
    env,
    clock,
    phone: sandbox.phone(company.mfaDevice.serialNumber),
    write,
    open(argv, options = {}) {
      const terminal = openPty(argv, { cwd: home, columns: 80, rows: 40, env, ...options })
      terminals.push(terminal)
      return terminal
    },
    async startAgent() {
      agent = spawn(join(bin, 'awsx'), ['agent', 'run', socket], { cwd: '/', env: agentEnv, stdio: 'ignore' })
      while (!existsSync(socket)) {
        if (agent.exitCode !== null) throw new Error(`the agent ended with ${agent.exitCode}`)
        await wait(10)
      }
    },
    async close() {
      for (const terminal of terminals) terminal.kill()
      agent?.kill()
      await sandbox.close()
      for (const folder of [home, scratch]) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    },
  }
}
