import { AwsxError, nearestNames } from '@awsx/core'
import { parseArguments } from './args.ts'
import { commandTable } from './command-table.ts'
import type { Io } from './io.ts'
import { keychainWord } from './keychain-outcome.ts'

/** The hidden word by which the hook renews the session of its shell. */
const renewWord = '__renew'

/** Runs what a person typed after `awsx`; resolves to the exit code. Throws `AwsxError`. */
export async function runCommandLine(words: readonly string[], io: Io): Promise<number> {
  const [name, ...rest] = words
  if (name === undefined) return await (await import('./commands/pick.ts')).pickProfile(io)
  if (name === '--help' || name === '-h' || name === 'help') return await showHelp(rest, io)
  if (name === '--version' || name === '-V' || name === 'version') {
    io.out(`awsx ${AWSX_VERSION} (${AWSX_FLAVOUR})\n`)
    return 0
  }
  if (name === keychainWord) return await (await import('./keychain-helper.ts')).answerKeychain(rest, io)
  if (name === renewWord) return await (await import('./commands/in-shell.ts')).renew(io)
  const entry = commandTable.find((known) => known.name === name)
  if (entry === undefined) throw unknownCommand(name)
  const command = await entry.load()
  try {
    const parsed = parseArguments(command.spec, rest)
    if (parsed.options.has('help')) return await showHelp([name], io)
    return await command.run({ io, ...parsed })
  } catch (error) {
    const code = command.failed?.(io, rest, error) ?? null
    if (code === null) throw error
    return code
  }
}

async function showHelp(words: readonly string[], io: Io): Promise<number> {
  const { formatOverview, formatCommandHelp } = await import('./help.ts')
  const [name] = words
  if (name === undefined) {
    io.out(formatOverview(io.paint))
    return 0
  }
  const entry = commandTable.find((known) => known.name === name)
  if (entry === undefined) throw unknownCommand(name)
  io.out(formatCommandHelp((await entry.load()).spec, io.paint))
  return 0
}

function unknownCommand(name: string): AwsxError {
  if (name.startsWith('-')) {
    return new AwsxError('usage', `the command comes first, and '${name}' behind it`, { hint: 'awsx --help' })
  }
  const near = nearestNames(
    name,
    commandTable.map((entry) => entry.name),
  )[0]
  const hint = near === undefined ? 'awsx --help shows every command' : `did you mean awsx ${near}?`
  return new AwsxError('usage', `there is no command '${name}'`, { hint })
}
