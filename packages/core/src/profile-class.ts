import { parseDuration } from './duration.ts'
import { AwsxError } from './errors.ts'

/** The colours a class may have: those that every terminal with colours has a readable tone of. */
export const classColours = ['red', 'yellow', 'green', 'blue', 'magenta', 'cyan'] as const

/** One of {@link classColours}. */
export type ClassColour = (typeof classColours)[number]

/** What counts for the profiles whose name fits a pattern. */
export interface ProfileClass {
  /** The glob as written: `*` is any text, `?` one character; upper and lower case are the same. */
  readonly pattern: string
  readonly colour: ClassColour | null
  /** Whether a person has to say yes before these credentials are handed out. */
  readonly confirm: boolean
  /** Whether every session is limited by a read-only policy. */
  readonly readOnly: boolean
  /** The longest life of a session, seconds; null for no limit. */
  readonly maxDurationSeconds: number | null
}

/** The classes of somebody who has set none. */
export const defaultClasses = '*prod*: red'

/**
 * Reads the setting `classes`: `*prod*: red confirm max=1h; *audit*: blue read-only`.
 *
 * One class between semicolons: a glob, a colon, then words in any order. Throws `config_invalid` for anything else.
 */
export function parseProfileClasses(text: string): readonly ProfileClass[] {
  return text
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map(parseClass)
}

/** The first class whose pattern fits a profile's name; null where none does. */
export function classOf(profile: string, classes: readonly ProfileClass[]): ProfileClass | null {
  return classes.find(({ pattern }) => fitsGlob(profile.toLowerCase(), pattern.toLowerCase())) ?? null
}

/** The colour of the class of a profile; null where it has none. */
export function colourOf(profile: string, classes: readonly ProfileClass[]): ClassColour | null {
  return classOf(profile, classes)?.colour ?? null
}

function parseClass(text: string): ProfileClass {
  // Names may have colons; what stands behind the last one is ours.
  const at = text.lastIndexOf(':')
  const pattern = text.slice(0, at).trim()
  if (at === -1 || pattern === '') throw broken(`"${text}" has no colon behind a pattern`)
  const plain: ProfileClass = { pattern, colour: null, confirm: false, readOnly: false, maxDurationSeconds: null }
  const words = text.slice(at + 1).split(/\s+/)
  return Object.assign(plain, ...words.filter((word) => word !== '').map(readWord))
}

function readWord(word: string): Partial<ProfileClass> {
  const colour = classColours.find((name) => name === word)
  if (colour !== undefined) return { colour }
  if (word === 'confirm') return { confirm: true }
  if (word === 'read-only') return { readOnly: true }
  if (!word.startsWith('max=')) throw broken(`"${word}" is not a colour, confirm, read-only or max=TIME`)
  const seconds = parseDuration(word.slice('max='.length), 'max')
  if (seconds < 900 || seconds > 43_200) throw broken('max is from 15m to 12h')
  return { maxDurationSeconds: seconds }
}

/** Without backtracking further than the last star: a hostile pattern takes no longer than its length times the name's. */
function fitsGlob(name: string, pattern: string): boolean {
  let at = 0
  let from = 0
  let star = -1
  let starAt = 0
  while (at < name.length) {
    if (pattern[from] === '*') {
      star = from++
      starAt = at
    } else if (pattern[from] === '?' || pattern[from] === name[at]) {
      from++
      at++
    } else if (star === -1) {
      return false
    } else {
      from = star + 1
      at = ++starAt
    }
  }
  while (pattern[from] === '*') from++
  return from === pattern.length
}

function broken(why: string): AwsxError {
  return new AwsxError('config_invalid', `classes: ${why}`, {
    hint: `awsx settings set classes '*prod*: red confirm max=1h'`,
  })
}
