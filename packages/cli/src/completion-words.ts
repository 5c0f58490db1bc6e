import { commandTable } from './command-table.ts'
import { commonOptions, type CommandSpec, type OptionSpec } from './command.ts'
import { settingSpecs } from './settings.ts'

/** What stands for the profile names in a list of words: the shell asks awsx for them when they are wanted. */
export const profileWords = '@profiles'

/** What stands for file names in a list of words. */
export const fileWords = '@files'

/** A command as completion sees it. */
export interface CompletionCommand {
  readonly name: string
  readonly summary: string
  readonly options: readonly OptionSpec[]
  /** What the first argument may be. */
  readonly first: readonly string[]
  /** What the arguments behind it may be. */
  readonly second: readonly string[]
  /** Whether the second kind of argument comes as often as wanted. */
  readonly repeats: boolean
  /** Whether another command line follows. */
  readonly takesCommand: boolean
}

/** Loads the description of every command, in the order of the overview. */
export async function readCompletionCommands(): Promise<CompletionCommand[]> {
  return await Promise.all(
    commandTable.map(async (entry) => {
      const { spec } = await entry.load()
      return toCompletionCommand(spec, entry.summary)
    }),
  )
}

/** The values an option takes, where they can be known; empty where not. */
export function choicesOf(option: OptionSpec): readonly string[] {
  switch (option.value) {
    case 'FILE':
      return [fileWords]
    case 'SHELL':
      return ['zsh', 'bash', 'fish', 'posix']
    case 'FORMAT':
      return ['shell', 'dotenv', 'json', 'ini']
    case 'WAY':
      return ['environment', 'endpoint', 'profile']
    case 'FORM':
      return ['role_arn', 'credential_process']
    default:
      return []
  }
}

function toCompletionCommand(spec: CommandSpec, summary: string): CompletionCommand {
  const { name, usage, takesCommand = false } = spec
  const repeats = usage.includes('…')
  const options = [...spec.options, ...commonOptions]
  return { name, summary, options, ...argumentsOf(spec, repeats), repeats, takesCommand }
}

function argumentsOf(
  { argument, words = [], moreWords = [] }: CommandSpec,
  repeats: boolean,
): { first: readonly string[]; second: readonly string[] } {
  switch (argument) {
    case 'profile':
      return { first: [...words, profileWords], second: repeats || words.length > 0 ? [profileWords] : [] }
    case 'shell':
      return { first: ['zsh', 'bash', 'fish'], second: [] }
    case 'words':
    case 'setting': {
      // `settings set KEY`: the keys come behind the verbs.
      const isKey = (word: string): boolean => settingSpecs.some(({ key }) => key === word)
      return { first: words.filter((word) => !isKey(word)), second: [...words.filter(isKey), ...moreWords] }
    }
    case null:
      return { first: [], second: [] }
  }
}
