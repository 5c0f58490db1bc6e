import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { flavourUnderTest, runCommand } from '../../harness/index.ts'

const packageFolder = join(import.meta.dirname, '../../../packages/cli')

/** An agent that is nothing but its hardening (packages/cli/src/agent-stub.ts), built as awsx is built. */
export interface Stub {
  readonly folder: string
  /** What stands for `awsx`. */
  readonly argv: readonly [string, ...string[]]
}

/** Builds the stub in a folder that every user may read; delete the folder afterwards. */
export function buildStub(): Stub {
  const folder = mkdtempSync(join(tmpdir(), 'awsx-stub-'))
  chmodSync(folder, 0o755)
  const flavour = flavourUnderTest()
  const bun = join(packageFolder, '../../node_modules/.bin/bun')
  const out = join(folder, flavour === 'native' ? 'stub' : 'stub.mjs')
  const kind =
    flavour === 'native'
      ? ['--compile', '--minify', '--bytecode', '--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig']
      : ['--target=node', '--minify-syntax']
  const constant = `AWSX_FLAVOUR="${flavour}"`
  const args = ['build', ...kind, '--format=esm', '--define', constant, 'src/agent-stub.ts', '--outfile', out]
  execFileSync(bun, args, { cwd: packageFolder, stdio: 'pipe' })
  if (flavour === 'native') return { folder, argv: [out] }
  // A copy: the one in this checkout may lie where another user cannot go.
  const node = join(folder, 'node')
  copyFileSync(process.execPath, node)
  return { folder, argv: [node, out] }
}

/** How a stub is started. */
export interface StubStart {
  /** What the new agent is told to do; `serve` by default. */
  readonly words?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Goes in front of the command, such as `setpriv …`. */
  readonly prefix?: readonly string[]
}

/** A started stub. */
export interface RunningStub {
  /** What its starter was told: ready, refused, ended, silent. */
  readonly started: { readonly kind: string; readonly why?: string }
  /** Its process now: another one after `again` in Node. */
  pid(): number
  readonly folder: string
  /** Sends a line to the one that runs now; the answer, null where it hangs up. */
  ask(line: string): Promise<StubAnswer | null>
  stop(): void
}

/** What the stub says of itself. */
export interface StubAnswer {
  readonly pid: number
  readonly hardening: Readonly<Record<string, boolean>> | null
  readonly peer: { readonly uid: number; readonly pid: number } | null
  readonly inspector: string | null
  readonly files: readonly string[]
}

/** Starts the stub the way awsx starts its agent, from a process of the same build. */
export async function startStub(stub: Stub, start: StubStart = {}): Promise<RunningStub> {
  const { words = ['serve'], env = {}, prefix = [] } = start
  const folder = mkdtempSync(join(stub.folder, 'run-'))
  // The folder of whoever runs it.
  if (prefix.length > 0) execFileSync('chown', ['65534:65534', folder])
  const [first = '', ...rest] = [...prefix, ...stub.argv, 'launch', folder, ...words]
  const { stdout, stderr } = await runCommand([first, ...rest], { env, cwd: stub.folder })
  const started = parse(stdout, stderr)
  const pids = (): number[] =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.sock'))
      .map((name) => Number.parseInt(name, 10))
  const pid = (): number => {
    const alive = pids().find((number) => isAlive(number))
    if (alive === undefined) throw new Error('the stub is not running')
    return alive
  }
  return {
    started,
    folder,
    pid,
    ask: async (line) => await askSocket(join(folder, `${pid()}.sock`), line),
    stop() {
      for (const number of pids()) if (isAlive(number)) process.kill(number, 'SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function parse(stdout: string, stderr: string): RunningStub['started'] {
  try {
    return JSON.parse(stdout) as RunningStub['started']
  } catch (cause) {
    throw new Error(`the stub's starter said: ${stdout}${stderr}`, { cause })
  }
}

/** Sends one line to a socket; what comes back, null where nothing does. Throws where nobody listens. */
export function askSocket<T = StubAnswer>(path: string, line: string): Promise<T | null> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(`${line}\n`))
    let text = ''
    socket.on('data', (data) => (text += String(data)))
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? resolve(null) : reject(error)))
    socket.on('close', () => resolve(text === '' ? null : (JSON.parse(text) as T)))
  })
}

/** Whether a process is there and has not ended: one that nobody waited for stays as a zombie. */
function isAlive(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}
