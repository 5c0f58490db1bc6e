import { AwsxError } from '@awsx/core'
import { ensureFolder, type DeviceKeys, type StorePaths } from '@awsx/store'
import { keychainOutcomes, keychainWord, type KeychainOutcome } from './keychain-outcome.ts'

/** How the keychain may be used. */
export interface KeychainDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly paths: StorePaths
  /** Whether the system may show its own dialog to unlock the keychain. */
  readonly mayAsk: boolean
}

/** What a call of the keychain says and gives. */
interface Answer {
  readonly outcome: KeychainOutcome | 'late'
  readonly bytes: Buffer
  readonly why: string
}

/** How long a keychain may take: a program, then a person who is to find a password. */
const quietSeconds = 5
const askingSeconds = 60

/** All that reaches the process: nothing that changes a runtime, names a library or holds a secret. */
const passedOn = ['HOME', 'USER', 'LOGNAME', 'LANG', 'DBUS_SESSION_BUS_ADDRESS', 'XDG_RUNTIME_DIR']

/**
 * The system's keychain (Secret Service, macOS Keychain), each call in a process of its own with a time limit.
 *
 * Throws `locked`; its `data.keychain` is `locked` where a person could still unlock it, else `unavailable`.
 */
export function createKeychain({ env, paths, mayAsk }: KeychainDeps): DeviceKeys {
  const seconds = mayAsk ? askingSeconds : quietSeconds
  const manner = mayAsk ? 'ask' : 'quiet'

  async function call(verb: string, device: string, input: Uint8Array = new Uint8Array()): Promise<Answer> {
    const { spawn } = process.getBuiltinModule('node:child_process')
    const own = AWSX_FLAVOUR === 'native' ? [] : [process.argv[1] ?? '']
    const childEnv = Object.fromEntries(passedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
    // The executable unpacks the library and loads it from there: never from a folder that others write to.
    if (AWSX_FLAVOUR === 'native') {
      ensureFolder(paths.runDir)
      childEnv['TMPDIR'] = paths.runDir
    }
    const child = spawn(process.execPath, [...own, keychainWord, verb, device, manner, String(input.length)], {
      env: childEnv,
      cwd: '/',
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    return await new Promise<Answer>((resolve) => {
      const chunks: Buffer[] = []
      const words: Buffer[] = []
      let isLate = false
      const deadline = setTimeout(() => {
        isLate = true
        child.kill('SIGKILL')
      }, seconds * 1000)
      const finish = (outcome: Answer['outcome'], why: string): void => {
        clearTimeout(deadline)
        child.stdin.destroy()
        const bytes = Buffer.concat(chunks)
        for (const chunk of chunks) chunk.fill(0)
        resolve({ outcome, bytes, why })
      }
      child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
      child.stderr.on('data', (chunk: Buffer) => words.push(chunk))
      child.stdin.on('error', () => undefined)
      child.on('error', ({ message }) => finish('unavailable', message))
      child.on('close', (code) => {
        const said = Buffer.concat(words).toString('utf8').slice(0, 300)
        finish(isLate ? 'late' : outcomeOf(code), said)
      })
      // It stays open: its end is the end of the process.
      child.stdin.write(input)
    })
  }

  async function ask(verb: string, device: string, input?: Uint8Array): Promise<Buffer | null> {
    const { outcome, bytes, why } = await call(verb, device, input)
    switch (outcome) {
      case 'done':
        return bytes
      case 'absent':
        return null
      case 'locked':
        throw refused('locked', 'the keychain is locked', 'log in to the desktop, or unlock it there')
      case 'late':
        throw refused('unavailable', `the keychain did not answer within ${seconds} seconds`, 'see what holds it up')
      case 'missing':
        throw refused('unavailable', `the part that speaks with the keychain is not installed (${why})`, howToInstall)
      case 'unavailable':
        throw refused('unavailable', `the keychain cannot be used here (${why})`, 'awsx vault unlock-with passphrase')
    }
  }

  return {
    get: (device) => ask('get', device),
    async set(device, identityText) {
      await ask('set', device, identityText)
    },
    async delete(device) {
      return (await ask('delete', device)) !== null
    },
  }
}

const howToInstall = 'install awsx again without --omit=optional, or npm install --global @napi-rs/keyring'

function outcomeOf(code: number | null): KeychainOutcome {
  const names = Object.keys(keychainOutcomes) as KeychainOutcome[]
  return names.find((name) => keychainOutcomes[name] === code) ?? 'unavailable'
}

function refused(keychain: 'locked' | 'unavailable', message: string, hint: string): AwsxError {
  return new AwsxError('locked', message, { hint, data: { keychain } })
}
