/** One thing that is remembered of a profile; `at` in ms since the epoch. */
export interface MemoryEntry {
  readonly what: 'use' | 'pin' | 'unpin' | 'hide' | 'show'
  readonly profile: string
  readonly at: number
  /** How much a use counts; 1 but for uses that were added up. */
  readonly score: number
}

/** What is remembered of a profile. */
export interface RememberedProfile {
  /** Its uses, each worth half after two weeks, as it was at `at`. */
  readonly score: number
  /** When it was used last, ms since the epoch. */
  readonly at: number
  readonly isPinned: boolean
  readonly isHidden: boolean
}

const halfLifeMs = 14 * 24 * 3_600_000
const longestName = 512
const mostProfiles = 5_000
const words: ReadonlySet<unknown> = new Set(['use', 'pin', 'unpin', 'hide', 'show'])
const nothing: RememberedProfile = { score: 0, at: 0, isPinned: false, isHidden: false }

/** One line a thing: `["use","web-admin",1790000000000]`. Names longer than 512 are left out. */
export function formatMemory(entries: readonly MemoryEntry[]): string {
  return entries
    .filter(({ profile }) => profile.length <= longestName)
    .map(({ what, profile, at, score }) => JSON.stringify([what, profile, at, ...(score === 1 ? [] : [score])]))
    .map((line) => `${line}\n`)
    .join('')
}

/** The twin of {@link formatMemory}; lines that are none are passed over. */
export function parseMemory(text: string): MemoryEntry[] {
  return text.split('\n').flatMap((line) => parseLine(line) ?? [])
}

/** What entries come to, in the order they were written. */
export function foldMemory(entries: readonly MemoryEntry[]): ReadonlyMap<string, RememberedProfile> {
  const found = new Map<string, RememberedProfile>()
  for (const entry of entries) found.set(entry.profile, change(found.get(entry.profile) ?? nothing, entry))
  return found
}

/** The fewest entries that come to the same: of 5,000 profiles at most, those that say most. */
export function unfoldMemory(profiles: ReadonlyMap<string, RememberedProfile>, now: number): MemoryEntry[] {
  const weight = ([, found]: [string, RememberedProfile]): number =>
    found.isPinned || found.isHidden ? Infinity : frecencyOf(found, now)
  return [...profiles]
    .filter(([, { isPinned, isHidden, score }]) => isPinned || isHidden || score > 0)
    .toSorted((a, b) => (weight(a) === weight(b) ? 0 : weight(b) - weight(a)))
    .slice(0, mostProfiles)
    .flatMap(([profile, { score, at, isPinned, isHidden }]): MemoryEntry[] => [
      ...(score > 0 ? [{ what: 'use' as const, profile, at, score }] : []),
      ...(isPinned ? [{ what: 'pin' as const, profile, at, score: 1 }] : []),
      ...(isHidden ? [{ what: 'hide' as const, profile, at, score: 1 }] : []),
    ])
}

/** How often and how lately a profile was used; 0 for never. */
export function frecencyOf({ score, at }: RememberedProfile, now: number): number {
  return score * 0.5 ** (Math.max(0, now - at) / halfLifeMs)
}

function change(before: RememberedProfile, { what, at, score }: MemoryEntry): RememberedProfile {
  switch (what) {
    case 'use':
      // A clock that was set back makes nothing more of what was before.
      return { ...before, score: frecencyOf(before, at) + score, at: Math.max(at, before.at) }
    case 'pin':
      return { ...before, isPinned: true }
    case 'unpin':
      return { ...before, isPinned: false }
    case 'hide':
      return { ...before, isHidden: true }
    case 'show':
      return { ...before, isHidden: false }
  }
}

function parseLine(line: string): MemoryEntry | null {
  const found = parseArray(line)
  if (found === null) return null
  const [what, profile, at, score = 1] = found
  if (!isWord(what) || typeof profile !== 'string' || profile === '' || profile.length > longestName) return null
  if (!isAmount(at, Number.MAX_SAFE_INTEGER) || !isAmount(score, 1e6)) return null
  return { what, profile, at, score }
}

function parseArray(line: string): readonly unknown[] | null {
  if (!line.startsWith('[')) return null
  try {
    const value: unknown = JSON.parse(line)
    return Array.isArray(value) ? value : null
  } catch {
    return null
  }
}

function isWord(value: unknown): value is MemoryEntry['what'] {
  return words.has(value)
}

function isAmount(value: unknown, most: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= most
}
