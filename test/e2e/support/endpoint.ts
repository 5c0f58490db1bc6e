import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { createWorld } from '../../harness/index.ts'
import type { EnvironmentChange, World } from '../../harness/index.ts'
import { ageIdentity } from './story.ts'

/** An `awsx serve` that is ready. */
export interface ServedEndpoint {
  readonly pid: number
  readonly variables: Readonly<Record<string, string>>
  readonly url: URL
  readonly tokenFile: string
  readonly token: string
  /** What it has said so far. */
  stderr(): string
  /** Sends a signal and waits for the end: the exit code, or the signal. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>
}

/** A world with the profile `p`, whose session a program gives; its secret may come out of an endpoint only. */
export interface EndpointWorld {
  readonly here: World
  /** The secret access key of the session. */
  readonly secret: string
}

/** Makes that world; no AWS is needed in it. */
export function createEndpointWorld(options: { readonly env?: EnvironmentChange } = {}): EndpointWorld {
  const here = createWorld({ env: (home) => ({ AWSX_IDENTITY_FILE: `${home}/.age/key.txt`, ...options.env }) })
  here.write('.age/key.txt', `${ageIdentity}\n`)
  here.canaries.plant('age identity', ageIdentity)
  const secret = here.canaries.plantRandom('secret of the session')
  const expiration = new Date(Date.now() + 3600_000).toISOString()
  const session = { Version: 1, AccessKeyId: 'ASIAENDPOINTENDPOINT', SecretAccessKey: secret, SessionToken: 'token' }
  const file = here.write('answer.json', JSON.stringify({ ...session, Expiration: expiration }))
  const program = here.write(join(here.bin, 'give-answer'), `#!/bin/sh\ncat '${file}'\n`, 0o755)
  here.write('.aws/config', `[profile p]\ncredential_process = ${program}\nregion = eu-west-1\n`)
  return { here, secret }
}

/** Runs `awsx serve ARGS --json` until it is ready; the world kills what is left of it. */
export async function serve(
  here: World,
  args: readonly string[] = ['p'],
  around: { readonly env?: EnvironmentChange } = {},
): Promise<ServedEndpoint> {
  const env = { ...here.env, ...around.env }
  const child = spawn(here.awsx, ['serve', ...args, '--json'], { env, cwd: here.home, stdio: 'pipe' })
  child.stdin.end()
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code))
  })
  const json = await new Promise<string>((resolve, reject) => {
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.endsWith('}\n')) resolve(text)
    })
    void ended.then((code) => reject(new Error(`awsx serve ended with ${code}: ${said}`)))
  })
  const variables = JSON.parse(json) as Record<string, string>
  const tokenFile = variables['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE'] ?? ''
  return {
    pid: child.pid ?? 0,
    variables,
    url: new URL(variables['AWS_CONTAINER_CREDENTIALS_FULL_URI'] ?? ''),
    tokenFile,
    token: variables['AWS_CONTAINER_AUTHORIZATION_TOKEN'] ?? readFileSync(tokenFile, 'utf8'),
    stderr: () => said,
    end(signal) {
      child.kill(signal)
      return ended
    },
  }
}

/** What an SDK would get from an endpoint. Not by `fetch`: Node's sends `Sec-Fetch-Mode`, as a browser does. */
export async function fetchCredentials({ url, token }: ServedEndpoint): Promise<{
  readonly status: number | null
  readonly accessKeyId: string | null
  readonly body: string
}> {
  const head = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nAuthorization: ${token}\r\n\r\n`
  const answer = await exchange(Number(url.port), head)
  const body = answer.text.split('\r\n\r\n')[1] ?? ''
  return { status: statusOf(answer), accessKeyId: /"AccessKeyId":"(\w+)"/.exec(body)?.[1] ?? null, body }
}

/** What came back on a connection until the other side closed it; `error` where that was rough. */
export interface Exchange {
  readonly text: string
  readonly error: string | null
}

/** Sends bytes as they are and reads until the other side closes; throws where it does not within 20 s. */
export function exchange(port: number, bytes: string, host = '127.0.0.1'): Promise<Exchange> {
  return new Promise((resolve, reject) => {
    let text = ''
    let error: string | null = null
    const socket = connect(port, host, () => socket.write(bytes, 'latin1'))
    const deadline = setTimeout(() => {
      socket.destroy()
      reject(new Error(`the connection is still open; it said ${JSON.stringify(text)}`))
    }, 20_000)
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    socket.on('error', (cause: NodeJS.ErrnoException) => (error = cause.code ?? cause.message))
    socket.on('close', () => {
      clearTimeout(deadline)
      resolve({ text, error })
    })
  })
}

/** The status of an answer; null where there was none. */
export function statusOf({ text }: Exchange): number | null {
  const status = /^HTTP\/1\.1 (\d{3}) /.exec(text)?.[1]
  return status === undefined ? null : Number(status)
}

/** Sends bytes and resets the connection at once. */
export function reset(port: number, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes, 'latin1', () => socket.resetAndDestroy())
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
  })
}
