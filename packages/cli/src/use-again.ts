import { AwsxError, commandWord } from '@awsx/core'
import type { Invocation, OptionSpec } from './command.ts'
import { parseArguments } from './args.ts'

/** What the hook hands to `awsx -`: the {@link formatUseAgain} of the profile before. */
export const previousVariable = 'AWSX_PREVIOUS'

/** What the hook hands over when it wants the session of its shell renewed. */
export const againVariable = 'AWSX_AGAIN'

/** Options that count for one call only. */
const once: readonly string[] = ['refresh', 'min-ttl', 'mfa-code', 'no-input', 'yes', 'help']

/**
 * A `use` that can be done again: the whole name of the profile, then its options as they were typed. A read-only
 * session that came back as a full one would be a trap.
 */
export function formatUseAgain(profile: string, options: Invocation['options']): string {
  const words = lasting(options).map(([name, value]) => (value === true ? `--${name}` : `--${name}=${value}`))
  return JSON.stringify([profile, ...words])
}

/** The twin of {@link formatUseAgain}; null for no text, and for one that is none. */
export function parseUseAgain(
  text: string | undefined,
  options: readonly OptionSpec[],
): Pick<Invocation, 'positionals' | 'options' | 'rest'> | null {
  const [profile, ...words] = parseWords(text)
  if (profile === undefined) return null
  try {
    const spec = { name: 'use', summary: '', usage: '', argument: null, options, examples: [] }
    return { ...parseArguments(spec, words), positionals: [profile] }
  } catch (error) {
    if (error instanceof AwsxError) return null
    throw error
  }
}

/** The command that makes a new session of it, to be typed. */
export function useAgainCommand({ positionals, options }: Pick<Invocation, 'positionals' | 'options'>): string {
  const [profile = ''] = positionals
  const name = profile.startsWith('-') ? 'PROFILE' : commandWord(profile)
  const words = lasting(options).flatMap(([option, value]) => [
    `--${option}`,
    ...(value === true ? [] : [commandWord(value, 'VALUE')]),
  ])
  return ['awsx use', name, ...words, '--refresh'].join(' ')
}

function lasting(options: Invocation['options']): [string, string | true][] {
  return [...options].filter(([name]) => !once.includes(name))
}

function parseWords(text: string | undefined): string[] {
  if (text === undefined || text === '') return []
  try {
    const found: unknown = JSON.parse(text)
    return Array.isArray(found) && found.every((word) => typeof word === 'string') ? found : []
  } catch {
    return []
  }
}
