import { AwsxError, safe } from '@awsx/core'
import {
  deviceFilePath,
  enrolDevice,
  forgetDevice,
  openDeviceIdentity,
  readDeviceLink,
  type IdentitySource,
} from '@awsx/store'
import type { Invocation } from '../command.ts'
import type { Engine } from '../engine.ts'
import { formatJson } from '../json-text.ts'
import { createKeychain } from '../keychain.ts'
import { keychainService } from '../keychain-outcome.ts'
import type { Terminal } from '../terminal.ts'
import { passphraseFromEnvironment } from '../unlock.ts'

/** `awsx vault unlock-with [keychain|passphrase]`: what opens the vault on this machine. */
export async function unlockWith(engine: Engine, { positionals, options }: Invocation): Promise<number> {
  switch (positionals[1]) {
    case undefined:
      return showInForce(engine, options.has('json'))
    case 'keychain':
      return await useKeychain(engine)
    case 'passphrase':
      return await usePassphrase(engine)
    default:
      throw new AwsxError('usage', 'unlock with which: keychain or passphrase?', { hint: 'awsx vault --help' })
  }
}

function showInForce({ paths, io }: Engine, asJson: boolean): number {
  const link = readDeviceLink(paths.deviceFile)
  const file = link === null ? null : deviceFilePath(paths, link.device)
  const unlocksWith = link === null ? 'passphrase' : 'keychain'
  if (asJson) io.out(formatJson({ unlocksWith, device: link?.device ?? null, file }))
  else if (link === null) io.out('passphrase\n')
  else io.out(`keychain: the entry ${keychainService} of ${link.device} opens ${file}; the passphrase works too\n`)
  return 0
}

async function useKeychain({ paths, io, vault, terminal }: Engine): Promise<number> {
  if (!vault.store.exists()) {
    throw new AwsxError('usage', 'there is no vault yet to unlock', { hint: 'awsx add makes one' })
  }
  const person = terminal()
  if (person === null) {
    throw new AwsxError('confirmation_required', 'to let the keychain unlock the vault has to be confirmed', {
      hint: 'run it in a terminal',
    })
  }
  const quiet = { paths, keys: createKeychain({ env: io.env, paths, mayAsk: false }) }
  if (await worksAlready(quiet)) {
    io.say('awsx: the keychain unlocks the vault already')
    return 0
  }
  await requireKeychain(quiet)
  person.say('With this, every program of yours can open the vault while you are logged in: it is as good as unlocked.')
  if (!(await person.confirm('Let the keychain unlock the vault on this machine?'))) {
    throw new AwsxError('cancelled', 'nothing was changed')
  }
  const source = await findSource({ paths, io }, person)
  const keys = createKeychain({ env: io.env, paths, mayAsk: true })
  const { device } = await person.wait('Sealing…', () => enrolDevice({ paths, keys }, source))
  io.say(
    `awsx: the keychain unlocks the vault on this machine from now on (device ${device}); the passphrase still does`,
  )
  io.say('awsx: awsx vault unlock-with passphrase undoes it')
  return 0
}

async function usePassphrase({ paths, io, terminal }: Engine): Promise<number> {
  const keys = createKeychain({ env: io.env, paths, mayAsk: terminal() !== null })
  const forgotten = await forgetDevice({ paths, keys })
  if (forgotten === null) {
    io.say('awsx: the passphrase unlocks the vault already, and nothing else does')
    return 0
  }
  const { device, keyLeft } = forgotten
  if (keyLeft !== null) {
    const entry = device === null ? keychainService : `${keychainService} of ${device}`
    io.warn(`the entry ${entry} may still be in the keychain: ${keyLeft.message}; it opens only old copies of its file`)
  }
  io.say('awsx: only the passphrase unlocks the vault on this machine from now on')
  return 0
}

async function worksAlready(deps: Parameters<typeof openDeviceIdentity>[0]): Promise<boolean> {
  try {
    const scalar = await openDeviceIdentity(deps)
    scalar?.fill(0)
    return scalar !== null
  } catch (cause) {
    // Whatever is wrong with it is made anew.
    if (cause instanceof AwsxError) return false
    throw cause
  }
}

/** Says that there is no keychain before anybody types a passphrase for it. */
async function requireKeychain({ keys }: Parameters<typeof openDeviceIdentity>[0]): Promise<void> {
  try {
    await keys.get('0'.repeat(16))
  } catch (cause) {
    if (!(cause instanceof AwsxError) || cause.data['keychain'] !== 'locked') throw cause
  }
}

async function findSource({ paths, io }: Pick<Engine, 'paths' | 'io'>, person: Terminal): Promise<IdentitySource> {
  const file = io.env['AWSX_IDENTITY_FILE']
  if (file !== undefined && file !== '') return { kind: 'file', path: file }
  const given = passphraseFromEnvironment(io.env)
  const passphrase = given ?? (await person.ask(`Passphrase of ${safe(paths.identityFile, 300)}: `, 'hidden'))
  return { kind: 'passphrase', path: paths.identityFile, passphrase }
}
