import { spawn, spawnSync } from 'node:child_process'
import { openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { EnvironmentChange, World } from '../../harness/index.ts'
import type { Problem } from './fault-probe.ts'

/** A real Secret Service on a session bus of its own, both of which end with the world. */
export interface SecretService {
  /** What leads a command there. */
  readonly env: Readonly<Record<string, string>>
  lock(): void
  /** The secret under an account of the service `awsx`; null where there is none. */
  get(account: string, change?: EnvironmentChange): Buffer | null
  set(account: string, secret: Buffer): void
  delete(account: string): void
  /** How often something asked for a dialog to be shown to the person. */
  dialogs(): number
}

/** Why there is no Secret Service to test with; null where there is. */
export function findSecretServiceProblem(): Problem | null {
  const missing = [
    ['dbus-daemon', '--version'],
    ['dbus-send', '--help'],
    ['gnome-keyring-daemon', '--version'],
  ].filter(([name = '', ...args]) => spawnSync(name, args).error !== undefined)
  if (missing.length === 0) return null
  return { reason: `not installed: ${missing.map(([name]) => name).join(' ')}`, missing: true }
}

/** Starts both, with a keyring that is unlocked. */
export async function startSecretService(world: World): Promise<SecretService> {
  const socket = join(world.root, 'run/bus')
  const env = { DBUS_SESSION_BUS_ADDRESS: `unix:path=${socket}` }
  const whole = { ...world.env, ...env }
  const log = join(world.root, 'bus.log')
  const out = openSync(log, 'a')
  const config = ['--session', '--nofork', `--address=unix:path=${socket}`]
  spawn('dbus-daemon', config, { env: whole, stdio: ['ignore', out, out] })
  const secrets = 'org.freedesktop.secrets'
  const send = (...args: readonly string[]): string => {
    const { status, stdout, stderr } = spawnSync('dbus-send', ['--session', '--print-reply', ...args], {
      env: whole,
      encoding: 'utf8',
    })
    if (status !== 0) throw new Error(`dbus-send ${args.join(' ')}: ${stderr}`)
    return stdout
  }
  const askBus = (method: string, ...args: readonly string[]): string =>
    send('--dest=org.freedesktop.DBus', '/org/freedesktop/DBus', `org.freedesktop.DBus.${method}`, ...args)
  // Its socket is there a moment before anybody listens.
  await until(() => succeeds(() => askBus('GetId')), 'the session bus')

  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: whole,
    stdio: ['pipe', out, out],
  })
  daemon.stdin?.end('the password of the login')
  await until(() => askBus('NameHasOwner', `string:${secrets}`).includes('true'), 'the Secret Service')

  // By the library itself: what it wrote, as any other program of the same user reads it.
  const call = (code: string, change: EnvironmentChange = {}): string => {
    const script = `import { Entry } from '@napi-rs/keyring'
      const entry = (account) => new Entry('awsx', account, { linux: { store: 'secret-service' } })
      ${code}`
    const options = { cwd: import.meta.dirname, env: { ...whole, ...change }, encoding: 'utf8' } as const
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], options)
    if (status !== 0) throw new Error(stderr)
    return stdout
  }

  return {
    env,
    lock() {
      const collection = '/org/freedesktop/secrets/collection/login'
      const service = [`--dest=${secrets}`, '/org/freedesktop/secrets', 'org.freedesktop.Secret.Service.Lock']
      if (!send(...service, `array:objpath:${collection}`).includes(collection)) throw new Error('it is not locked')
    },
    get(account, change) {
      const text = call(`console.log(JSON.stringify(entry('${account}').getSecret()))`, change)
      const bytes = JSON.parse(text) as number[] | null
      return bytes === null ? null : Buffer.from(bytes)
    },
    set: (account, secret) =>
      void call(`entry('${account}').setSecret(Buffer.from('${secret.toString('hex')}', 'hex'))`),
    delete: (account) => void call(`entry('${account}').deleteCredential()`),
    dialogs: () =>
      readFileSync(log, 'utf8').split("Activating service name='org.gnome.keyring.SystemPrompter'").length - 1,
  }
}

function succeeds(call: () => unknown): boolean {
  try {
    call()
    return true
  } catch {
    return false
  }
}

async function until(isDone: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !isDone(); tries++) {
    if (tries === 500) throw new Error(`${what} does not come up`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
