import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { quoteForShell } from '../../packages/core/src/index.ts'

/** The throw-away folder the demo plays in, 0700: a HOME, a `bin`, and nothing of the caller's. */
export interface DemoHome {
  readonly root: string
  readonly home: string
  readonly bin: string
  /** The whole environment of what runs here. */
  readonly env: Readonly<Record<string, string>>
  /** Adds text to a file under HOME, which is made where it is not there: 0600, with its folders. */
  append(path: string, text: string): void
  /** Puts a program into `bin` that runs a script of the demo with this Node. */
  addScript(name: string, scriptPath: string, args?: readonly string[]): void
  /** Ends the agent that a typed passphrase has started; it is nobody's child. */
  endAgent(): void
  /** Removes everything; may be called again. */
  remove(): void
}

/** What a terminal, a language and a user name need; everything else of the caller's environment stays outside. */
const inherited = /^(TERM|COLORTERM|TERMINFO|TERMINFO_DIRS|LANG|LANGUAGE|LC_\w+|TZ|USER|LOGNAME|NO_COLOR)$/

/** Makes the folder, with `awsx` first on PATH. */
export function createDemoHome(awsxPath: string, stsUrl: string, shellPath: string): DemoHome {
  const root = mkdtempSync(join(realpathSync(tmpdir()), 'awsx-demo-'))
  const home = join(root, 'home')
  const bin = join(root, 'bin')
  const temporary = join(root, 'tmp')
  for (const folder of [home, bin, temporary]) mkdirSync(folder, { mode: 0o700 })
  symlinkSync(awsxPath, join(bin, 'awsx'))
  // The Node bundle names only `node`, and the machine's own may be too old for it.
  if (awsxPath.endsWith('.js')) symlinkSync(process.execPath, join(bin, 'node'))
  const kept = Object.entries(process.env).flatMap(([name, value]) =>
    value !== undefined && inherited.test(name) ? [[name, value] as const] : [],
  )
  const env = {
    ...Object.fromEntries(kept),
    HOME: home,
    PATH: [bin, ...callerPath()].join(delimiter),
    SHELL: shellPath,
    TMPDIR: temporary,
    AWS_ENDPOINT_URL_STS: stsUrl,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  }
  return {
    root,
    home,
    bin,
    env,
    append(path, text) {
      const file = join(home, path)
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      appendFileSync(file, text, { mode: 0o600 })
    },
    addScript(name, scriptPath, args = []) {
      const words = [process.execPath, scriptPath, ...args].map((word) => quoteForShell('posix', word))
      const file = join(bin, name)
      writeFileSync(file, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`)
      chmodSync(file, 0o700)
    },
    endAgent: () => void spawnSync(join(bin, 'awsx'), ['agent', 'stop'], { env, stdio: 'ignore', timeout: 5000 }),
    remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }),
  }
}

/** The caller's PATH without what npm puts in front of it for a script. */
function callerPath(): string[] {
  const folders = (process.env['PATH'] ?? '/usr/bin:/bin').split(delimiter)
  return folders.filter((folder) => folder !== '' && !/node_modules\/\.bin|node-gyp-bin/.test(folder))
}
