import { existsSync, rmSync } from 'node:fs'
import { AwsxError, safe } from '@awsx/core'
import {
  changePassphrase,
  deviceFilePath,
  readDeviceLink,
  writeFileDurably,
  type StoreFinding,
  type StorePaths,
} from '@awsx/store'
import { jsonOption, type Command, type Invocation } from '../command.ts'
import { tryDevice } from '../device-unlock.ts'
import { createEngine, type Engine } from '../engine.ts'
import { formatJson } from '../json-text.ts'
import { askNewPassphrase, lockedError, passphraseFromEnvironment } from '../unlock.ts'
import { requireVault } from '../vault-access.ts'

const verbs = ['path', 'passwd', 'unlock-with', 'recovery', 'verify']

/** `awsx vault path|passwd|unlock-with|recovery|verify`: the store itself. */
export const vault: Command = {
  spec: {
    name: 'vault',
    summary: 'the encrypted store: where it is, its passphrase, the keychain, a recovery key, a check',
    usage: 'path | passwd | unlock-with [keychain|passphrase] | recovery --out FILE | verify',
    argument: 'words',
    words: verbs,
    options: [jsonOption, { name: 'out', summary: 'the new file for the recovery key', value: 'FILE' }],
    examples: ['awsx vault path', 'awsx vault recovery --out /media/usb/awsx-recovery.txt', 'awsx vault verify'],
  },
  async run(invocation) {
    const engine = createEngine(invocation, { handsOn: true })
    switch (invocation.positionals[0]) {
      case 'path':
        return showPaths(engine, invocation)
      case 'passwd':
        return await changeVaultPassphrase(engine)
      case 'unlock-with':
        return await (await import('./vault-unlock-with.ts')).unlockWith(engine, invocation)
      case 'recovery':
        return await addRecoveryKey(engine, invocation)
      case 'verify':
        return await verifyVault(engine, invocation)
      default:
        throw new AwsxError('usage', 'which one: path, passwd, unlock-with, recovery or verify?', {
          hint: 'awsx vault --help',
        })
    }
  },
}

/** The file the keychain opens, where that is in force. */
function deviceRow(paths: StorePaths): { device?: string } {
  const link = readDeviceLink(paths.deviceFile)
  return link === null ? {} : { device: deviceFilePath(paths, link.device) }
}

function showPaths({ paths, io }: Engine, { options }: Invocation): number {
  const { identityFile, vaultDir, sessionsDir, markFile, configFile } = paths
  const rows = {
    identity: identityFile,
    ...deviceRow(paths),
    vault: vaultDir,
    sessions: sessionsDir,
    mark: markFile,
    settings: configFile,
  }
  if (options.has('json')) io.out(formatJson(rows))
  else for (const [name, path] of Object.entries(rows)) io.out(`${name.padEnd(9)} ${path}\n`)
  return 0
}

async function changeVaultPassphrase({ terminal, paths, io }: Engine): Promise<number> {
  const person = terminal()
  if (person === null) throw lockedError()
  const current = passphraseFromEnvironment(io.env) ?? (await person.ask('Current passphrase: ', 'hidden'))
  const next = await askNewPassphrase(person, io)
  await person.wait('Sealing…', () => changePassphrase(paths.identityFile, current, next))
  io.say('awsx: the passphrase is changed; old copies and backups still open with the old one')
  if (existsSync(paths.deviceFile)) io.say('awsx: the keychain unlocks the vault as before')
  return 0
}

/** The recovery key leaves awsx once: into a new file of this user, never onto the screen. */
async function addRecoveryKey(engine: Engine, { options }: Invocation): Promise<number> {
  const { io, vault: access } = engine
  const out = options.get('out')
  if (typeof out !== 'string') {
    throw new AwsxError('usage', 'where should the recovery key go?', { hint: 'awsx vault recovery --out FILE' })
  }
  await requireVault(access)
  await access.keys()
  let written = false
  let recipient: string
  try {
    const recovery = await access.store.addRecovery(({ identity }) => {
      writeFileDurably(out, Buffer.from(identity.reveal(), 'utf8'), { exclusive: true })
      written = true
    })
    recipient = recovery.recipient
  } catch (error) {
    // Where nobody knows whether the vault is sealed to it, the key stays.
    if (written && !(error instanceof AwsxError && error.data['outcome'] === 'unknown')) rmSync(out, { force: true })
    throw error
  }
  io.say(`awsx: the recovery key is in ${safe(out, 500)}; every vault file is sealed to ${recipient} too from now on`)
  io.say('awsx: keep that file away from this machine: whoever has it can open the vault without your passphrase')
  return 0
}

/** Whether the keychain does what it was chosen for; nothing where it was not. */
async function verifyKeychain({ io, paths }: Engine): Promise<StoreFinding[]> {
  if (!existsSync(paths.deviceFile)) return []
  const found = await tryDevice({ io, paths }, false)
  if (found instanceof AwsxError) return [{ level: 'warning', path: 'keychain', message: found.message }]
  found.fill(0)
  return [{ level: 'info', path: 'keychain', message: 'has the key of this device, and opens the vault with it' }]
}

async function verifyVault(engine: Engine, { options }: Invocation): Promise<number> {
  const { io, vault: access } = engine
  if (access.store.exists()) await access.keys()
  const findings = [...(await access.store.verify()), ...(await verifyKeychain(engine))]
  if (options.has('json')) io.out(formatJson({ findings }))
  else
    for (const { level, path, message } of findings)
      io.out(`${level.padEnd(7)}  ${safe(path, 300)}  ${safe(message, 300)}\n`)
  const bad = findings.filter(({ level }) => level === 'error').length
  if (bad > 0) {
    throw new AwsxError('vault_damaged', `${bad} of the store's files are not as they should be`, {
      hint: 'restore them from a backup; damaged sessions can go: awsx clear',
    })
  }
  if (!options.has('json')) io.out(access.store.exists() ? 'all is well\n' : 'there is no vault yet\n')
  return 0
}
