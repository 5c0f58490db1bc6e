import { AwsxError, nearestNames } from '@awsx/core'
import { commonOptions, type CommandSpec, type OptionSpec } from './command.ts'
import { splitWords } from './word-tokens.ts'

/** A command line split by its command's description. */
export interface ParsedArguments {
  readonly positionals: readonly string[]
  readonly options: ReadonlyMap<string, string | true>
  readonly rest: readonly string[] | null
}

/**
 * Splits the words after the command's name.
 *
 * For a command that takes another command, the words from the second positional on (or after `--`) belong to that
 * command. Throws `usage` with the nearest option.
 */
export function parseArguments(spec: CommandSpec, words: readonly string[]): ParsedArguments {
  const specs = [...spec.options, ...commonOptions]
  const { own, rest } = splitRest(spec, words, specs)
  const options = new Map<string, string | true>()
  const positionals: string[] = []
  const tokens = splitWords(own, (name) => specs.some((option) => option.name === name && option.value !== null))
  for (const token of tokens) {
    if (token.kind === 'positional') {
      positionals.push(token.value)
      continue
    }
    const name = token.rawName === '-h' ? 'help' : token.name
    const known = specs.find((option) => option.name === name)
    if (known === undefined || (!token.rawName.startsWith('--') && token.rawName !== '-h')) {
      throw unknownOption(spec, token.rawName, specs)
    }
    if (known.value === null) {
      if (token.value !== undefined) throw usage(spec, `--${name} takes no value`)
      options.set(name, true)
    } else {
      // `--region --json` is a forgotten value, not a region called --json.
      if (token.value === undefined || (!token.isInline && token.value.startsWith('-'))) {
        throw usage(spec, `--${name} needs a value: --${name} ${known.value}`)
      }
      options.set(name, token.value)
    }
  }
  const most = spec.mostArguments ?? (spec.argument === null ? 0 : spec.argument === 'words' ? Infinity : 1)
  // What is too much is not repeated: it may be a secret in the wrong place.
  if (positionals.length > most)
    throw usage(spec, `awsx ${spec.name} takes ${['no arguments', 'one argument'][most] ?? 'fewer arguments'}`)
  if (rest !== null && spec.takesCommand !== true) throw usage(spec, `awsx ${spec.name} takes no command`)
  return { positionals, options, rest }
}

function splitRest(
  spec: CommandSpec,
  words: readonly string[],
  specs: readonly OptionSpec[],
): { own: string[]; rest: string[] | null } {
  let positionals = 0
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? ''
    if (word === '--') return { own: words.slice(0, index), rest: words.slice(index + 1) }
    if (word.startsWith('-') && word !== '-') {
      const option = specs.find((known) => `--${known.name}` === word)
      if (option !== undefined && option.value !== null) index += 1
      continue
    }
    positionals += 1
    if (spec.takesCommand === true && positionals === 2) return { own: words.slice(0, index), rest: words.slice(index) }
  }
  return { own: [...words], rest: null }
}

function unknownOption(spec: CommandSpec, raw: string, specs: readonly OptionSpec[]): AwsxError {
  const near = nearestNames(
    raw.replace(/^-+/, ''),
    specs.map((option) => option.name),
  )[0]
  const hint = near === undefined ? `awsx ${spec.name} --help` : `did you mean --${near}?`
  return new AwsxError('usage', `awsx ${spec.name} has no option ${raw}`, { hint })
}

function usage(spec: CommandSpec, message: string): AwsxError {
  return new AwsxError('usage', message, { hint: `awsx ${spec.name} --help` })
}
