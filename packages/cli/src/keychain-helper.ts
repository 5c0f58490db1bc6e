import { errorText } from './keychain-error.ts'
import type { Io } from './io.ts'
import { keychainOutcomes, keychainService, type KeychainOutcome } from './keychain-outcome.ts'

/**
 * `awsx __keychain get|set|delete DEVICE quiet|ask LENGTH`: one call of the keychain, in a process that can be ended.
 *
 * The call is native code that waits for another program, and at times for a person: nothing stops it from within. The
 * key comes on stdin, where `set` has LENGTH bytes, and goes out on stdout; stderr has the reason of a failure. It ends
 * itself when stdin ends, so that it does not outlive who asked.
 */
export async function answerKeychain(words: readonly string[], io: Io): Promise<number> {
  const [verb = '', device = '', manner = '', length = '0'] = words
  const end = (outcome: KeychainOutcome, why = ''): number => {
    if (why !== '') process.stderr.write(why)
    return keychainOutcomes[outcome]
  }
  // A key is for the process that started this one, never for a screen.
  if (process.stdout.isTTY || process.stdin.isTTY) return end('unavailable', 'this is for awsx itself')
  const secret = await readThenWatch(Number(length))
  const keyring = await import('@napi-rs/keyring').catch((cause: unknown) => errorText(cause))
  if (typeof keyring === 'string') return end('missing', keyring)
  try {
    if (manner === 'quiet' && process.platform === 'linux') {
      const { findItemState } = await import('./secret-service.ts')
      const attributes = new Map([
        ['service', keychainService],
        ['username', device],
      ])
      const state = await findItemState(io.env, attributes)
      if (state === 'locked') return end('locked', 'it is locked')
      if (state === 'absent' && verb !== 'set') return end('absent')
    }
    // Without the option the library falls back to the kernel's keyring, which forgets everything at the next start.
    const entry = new keyring.AsyncEntry(keychainService, device, { linux: { store: 'secret-service' } })
    if (verb === 'set') {
      await entry.setSecret(secret)
      return end('done')
    }
    if (verb === 'delete') return end((await entry.deleteCredential()) ? 'done' : 'absent')
    const found = await entry.getSecret()
    if (found === null) return end('absent')
    const bytes = Buffer.from(found)
    found.fill(0)
    await new Promise((resolve) => process.stdout.write(bytes, resolve))
    bytes.fill(0)
    return end('done')
  } catch (cause) {
    const why = errorText(cause)
    return end(/dismissed|locked/i.test(why) ? 'locked' : 'unavailable', why)
  } finally {
    secret.fill(0)
  }
}

/** The first `length` bytes of stdin; from then on the end of stdin is the end of this process. */
function readThenWatch(length: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    let bytes = Buffer.alloc(0)
    process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL'))
    process.stdin.on('data', (chunk: Buffer) => {
      const longer = Buffer.concat([bytes, chunk])
      bytes.fill(0)
      chunk.fill(0)
      bytes = longer
      if (bytes.length >= length) resolve(bytes)
    })
    process.stdin.resume()
    if (length === 0) resolve(bytes)
  })
}
