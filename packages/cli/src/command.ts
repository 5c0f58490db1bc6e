import type { Io } from './io.ts'

/** One option of a command. */
export interface OptionSpec {
  readonly name: string
  readonly summary: string
  /** What stands for the value in the help; null for a switch. */
  readonly value: string | null
}

/** What a command takes and how it is explained. */
export interface CommandSpec {
  readonly name: string
  /** One line for the overview. */
  readonly summary: string
  /** The arguments as in `awsx NAME <usage>`. */
  readonly usage: string
  /** What the positional argument is, for completion. */
  readonly argument: 'profile' | 'shell' | 'setting' | 'words' | null
  /** How many arguments it takes; not given: one where there is an `argument`, any number of `words`. */
  readonly mostArguments?: number
  /** The words completion offers where `argument` is `words`. */
  readonly words?: readonly string[]
  /** Those for the second place, where they are others. */
  readonly moreWords?: readonly string[]
  readonly options: readonly OptionSpec[]
  readonly examples: readonly string[]
  /** True where everything after `--` (or after the profile) belongs to another command. */
  readonly takesCommand?: boolean
}

/** A command line after parsing. */
export interface Invocation {
  readonly io: Io
  readonly positionals: readonly string[]
  /** Values by option name; switches are `true`. */
  readonly options: ReadonlyMap<string, string | true>
  /** What stood behind `--`; null without one. */
  readonly rest: readonly string[] | null
}

/** A command: its description and what it does. `run` resolves to the exit code. */
export interface Command {
  readonly spec: CommandSpec
  run(invocation: Invocation): Promise<number>
  /**
   * What is still owed when the words are wrong or `run` throws; `words` are as typed. A number is the exit code, and
   * says that the error was told.
   */
  failed?(io: Io, words: readonly string[], error: unknown): number | null
}

/** The value of an option; null where it was not given. */
export function optionText(options: Invocation['options'], name: string): string | null {
  const value = options.get(name)
  return typeof value === 'string' ? value : null
}

/** The options every command takes. */
export const commonOptions: readonly OptionSpec[] = [
  { name: 'no-input', summary: 'never ask: end with exit code 4 and say what would have been asked', value: null },
  { name: 'help', summary: 'show this help', value: null },
]

/** Everything in this process, as without an agent. */
export const noAgentOption: OptionSpec = { name: 'no-agent', summary: 'neither use nor start the agent', value: null }

/** The options of the commands that make sessions. */
export const sessionOptions: readonly OptionSpec[] = [
  { name: 'duration', summary: 'how long the credentials last: 45m, 1h30m, 3600', value: 'TIME' },
  { name: 'region', summary: 'the region to use', value: 'REGION' },
  { name: 'refresh', summary: 'make a new session even where one is kept', value: null },
  { name: 'min-ttl', summary: 'the least life left, 5m when not given', value: 'TIME' },
  { name: 'no-session', summary: 'use the long-term keys themselves, without GetSessionToken', value: null },
  { name: 'read-only', summary: "limit the session by AWS's ReadOnlyAccess policy", value: null },
  { name: 'role-arn', summary: 'assume this role on top of the profile', value: 'ARN' },
  { name: 'mfa-code', summary: 'the code of the MFA device, used once', value: 'CODE' },
  noAgentOption,
]

/** A switch that lists print JSON with. */
export const jsonOption: OptionSpec = { name: 'json', summary: 'print JSON', value: null }
