import { existsSync } from 'node:fs'
import { nobodyToAsk } from '@awsx/agent'
import { AwsxError, Secret, splitCommandLine } from '@awsx/core'
import { findProgram, withoutSecrets } from '@awsx/aws'
import {
  checkPassphrase,
  createIdentityFile,
  openIdentity,
  readFileSafely,
  type Identity,
  type StorePaths,
} from '@awsx/store'
import type { Io } from './io.ts'
import type { Terminal } from './terminal.ts'

/** What unlocking works with. */
export interface UnlockDeps {
  readonly env: Io['env']
  readonly paths: StorePaths
  /** Null where nobody can be asked. */
  readonly terminal: () => Terminal | null
  readonly io: Io
  /** The identity by the key of this device; null where that is not in force or does not work here. */
  readonly device: () => Promise<Identity | null>
  /** Told of an identity that a typed passphrase opened, before anybody uses it. */
  readonly typed: (identity: Identity) => void
}

const passphraseLimits = { maxBytes: 4096, unreadable: 'config_unreadable', untrusted: 'config_untrusted' } as const
const tries = 3

/**
 * Gets the identity of the vault: from the environment, else by the key of this device where that is in force, else from
 * the person at the terminal.
 *
 * Throws `locked` where nobody can be asked, `wrong_passphrase` after three tries, `cancelled`.
 */
export async function unlockIdentity(deps: UnlockDeps): Promise<Identity> {
  const { env, paths } = deps
  if (isSet(env['AWSX_IDENTITY_FILE'])) return await openIdentity({ kind: 'file', path: env['AWSX_IDENTITY_FILE'] })
  const given = passphraseFromEnvironment(env)
  if (given !== null) return await openIdentity({ kind: 'passphrase', path: paths.identityFile, passphrase: given })
  const byDevice = await deps.device()
  if (byDevice !== null) return byDevice
  const terminal = deps.terminal()
  if (terminal === null) throw lockedError()
  for (let attempt = 1; ; attempt += 1) {
    const passphrase = await terminal.ask('Passphrase of the awsx vault: ', 'hidden')
    try {
      const identity = await terminal.wait('Unlocking…', () =>
        openIdentity({ kind: 'passphrase', path: paths.identityFile, passphrase }),
      )
      deps.typed(identity)
      return identity
    } catch (error) {
      if (!(error instanceof AwsxError) || error.code !== 'wrong_passphrase' || attempt === tries) throw error
      terminal.say('That passphrase does not open the vault.')
    }
  }
}

/**
 * Makes or finds the identity for a new vault: from the environment, else with a passphrase that is typed twice.
 *
 * Null where nobody can be asked.
 */
export async function prepareIdentity(deps: UnlockDeps): Promise<Identity | null> {
  const { env, paths, io } = deps
  if (isSet(env['AWSX_IDENTITY_FILE'])) return await openIdentity({ kind: 'file', path: env['AWSX_IDENTITY_FILE'] })
  const given = passphraseFromEnvironment(env)
  if (given !== null) return await makeIdentity(paths, given)
  const terminal = deps.terminal()
  if (terminal === null) return null
  // Left by a command that was ended before it made the vault: there is a passphrase already.
  if (existsSync(paths.identityFile)) return await unlockIdentity(deps)
  terminal.say(`awsx keeps keys and sessions encrypted in ${paths.vaultDir}.`)
  const passphrase = await askNewPassphrase(terminal, io)
  const identity = await terminal.wait('Sealing…', () => makeIdentity(paths, passphrase))
  deps.typed(identity)
  return identity
}

/** Asks for a new passphrase until it is good and was typed twice alike; throws `cancelled`. */
export async function askNewPassphrase(terminal: Terminal, io: Io): Promise<Secret> {
  for (;;) {
    const passphrase = await terminal.ask('New passphrase (12 characters or more): ', 'hidden')
    const { problem, warning } = checkPassphrase(passphrase)
    if (problem !== null) {
      terminal.say(`That will not do: ${problem}.`)
      continue
    }
    if (warning !== null) io.warn(warning)
    const again = await terminal.ask('The same once more: ', 'hidden')
    if (again.reveal() === passphrase.reveal()) return passphrase
    terminal.say('The two are not the same.')
  }
}

/** The error for a vault that nobody can unlock. */
export function lockedError(): AwsxError {
  return nobodyToAsk({ kind: 'passphrase', again: null })
}

/** The passphrase a file or a program gives; null where neither is named. Throws `config_unreadable`, `process_failed`. */
export function passphraseFromEnvironment(env: Io['env']): Secret | null {
  const file = env['AWSX_PASSPHRASE_FILE']
  const command = env['AWSX_PASSPHRASE_COMMAND']
  if (isSet(command)) return runPassphraseCommand(command, env)
  if (!isSet(file)) return null
  const bytes = readFileSafely(file, passphraseLimits)
  if (bytes === null) {
    throw new AwsxError('config_unreadable', `AWSX_PASSPHRASE_FILE is not there: ${file}`)
  }
  return firstLine(Buffer.from(bytes), 'AWSX_PASSPHRASE_FILE')
}

function runPassphraseCommand(command: string, env: Io['env']): Secret {
  const [program = '', ...args] = splitCommandLine(command, { file: 'AWSX_PASSPHRASE_COMMAND', line: 1 })
  // Loaded here: most commands start nothing.
  const { spawnSync } = process.getBuiltinModule('node:child_process')
  // Not by the runtime, which would take it from the current folder where PATH has an empty or a relative entry.
  const path = findProgram(program, env['PATH'] ?? '')
  if (path === null) {
    throw new AwsxError(
      'process_failed',
      `AWSX_PASSPHRASE_COMMAND names ${program}, which is no executable file in a folder of PATH`,
      {
        hint: 'write its whole path',
      },
    )
  }
  const { status, stdout, error } = spawnSync(path, args, {
    argv0: program,
    env: withoutSecrets(env),
    stdio: ['inherit', 'pipe', 'inherit'],
    maxBuffer: 4096,
    timeout: 60_000,
  })
  if (status === 0) return firstLine(stdout, 'AWSX_PASSPHRASE_COMMAND')
  const why =
    error === undefined
      ? `it ended with ${status ?? 'a signal'}`
      : ((error as NodeJS.ErrnoException).code ?? 'it did not run')
  throw new AwsxError('process_failed', `AWSX_PASSPHRASE_COMMAND gave no passphrase: ${why}`, {
    hint: 'it has to print the passphrase on its first line and end with 0',
  })
}

function firstLine(bytes: Buffer, name: string): Secret {
  const text = bytes.toString('utf8').split(/\r?\n/, 1)[0] ?? ''
  bytes.fill(0)
  if (text !== '') return new Secret(text)
  throw new AwsxError('config_invalid', `${name} gave an empty passphrase`)
}

async function makeIdentity(paths: StorePaths, passphrase: Secret): Promise<Identity> {
  try {
    // To seal one takes a second: not where an earlier command was ended between the identity and the vault.
    if (!existsSync(paths.identityFile)) return await createIdentityFile(paths.identityFile, passphrase)
  } catch (error) {
    // Another process was first.
    if (!(error instanceof AwsxError) || error.data['errno'] !== 'EEXIST') throw error
  }
  return await openIdentity({ kind: 'passphrase', path: paths.identityFile, passphrase })
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}
