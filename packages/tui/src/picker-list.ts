import { layOutColumns } from './column-layout.ts'
import type { LaidColumn } from './column-layout.ts'
import { guessColumns, listFirstRows, listRows, measureColumns, sampleRows, textColumns } from './listed-row.ts'
import type { ListedRow, TextColumn } from './listed-row.ts'
import { createMatcher } from './matcher.ts'
import type { Matcher, Matches } from './matcher.ts'
import type { PickerRow } from './row.ts'
import { stateWidth } from './state-text.ts'

/** The rows of the world, in order, searched as far as they are looked at. */
export interface PickerList {
  /** How many there are without a query. */
  readonly count: number
  /** What fits the query, at least `end` of it. */
  find(query: string, end: number): Matches
  /** The columns that fit into `room`. */
  columns(room: number): readonly LaidColumn[]
  /** Takes other rows, or shows those that are hidden. */
  take(rows: readonly PickerRow[], showsHidden: boolean): void
  /** Begins to make the rows ready to be searched. */
  prepare(): void
  close(): void
}

/** Some screens more than what is seen: fuzzysort sorts no more than it gives. */
const leastFound = 200

/** Read between two keys. */
const rowsAtOnce = 200

/** Whoever deletes letters gets back to what was found before them. */
const mostKept = 64

type Widths = Readonly<Record<TextColumn, number>>

/** A list without rows. */
export function createPickerList(): PickerList {
  let taken: readonly PickerRow[] | null = null
  let takenHidden = false
  let shown: readonly PickerRow[] = []
  // The first frame needs only these. All others are put in order after it, or when they are asked for.
  let top: readonly ListedRow[] = []
  let matcher: Matcher | null = null
  let widths: Widths = guessColumns([])
  let found = new Map<string, Matches>()
  let later: NodeJS.Immediate | null = null

  function complete(): Matcher {
    if (matcher === null) {
      const all = listRows(shown)
      matcher = createMatcher(all)
      widths = measureColumns(all)
    }
    return matcher
  }

  /** Looks at all rows, a few at a time: to read what they stand for may take long, and a key comes first. */
  function readSome(from: number): void {
    guessColumns(shown.slice(from, from + rowsAtOnce))
    const next = from + rowsAtOnce
    later = setImmediate(() => (next < shown.length ? readSome(next) : complete().prepare()))
  }

  function close(): void {
    if (later !== null) clearImmediate(later)
    later = null
    matcher?.close()
    matcher = null
  }

  function search(query: string, end: number): Matches {
    const isAtTop = query.trim() === '' && (end <= top.length || top.length === shown.length)
    if (isAtTop && matcher === null) {
      return { total: shown.length, first: top.map((listed) => ({ listed, letters: () => [] })) }
    }
    return complete().find(query, end)
  }

  return {
    get count() {
      return shown.length
    },
    find(query, end) {
      const kept = found.get(query)
      if (kept !== undefined && kept.first.length >= Math.min(end, kept.total)) return kept
      const matches = search(query, Math.max(leastFound, end * 2))
      if (found.size >= mostKept) found = new Map()
      found.set(query, matches)
      return matches
    },
    columns: (room) => layOutColumns({ ...widths, state: stateWidth }, room),
    take(rows, showsHidden) {
      if (rows === taken && showsHidden === takenHidden) return
      close()
      taken = rows
      takenHidden = showsHidden
      shown = showsHidden ? rows : rows.filter((row) => !row.isHidden)
      top = listFirstRows(shown, leastFound)
      widths = widest(guessColumns(sampleRows(shown)), measureColumns(top))
      found = new Map()
    },
    prepare() {
      if (matcher === null) later ??= setImmediate(() => readSome(0))
    },
    close,
  }
}

function widest(one: Widths, other: Widths): Widths {
  const entries = textColumns.map((column) => [column, Math.max(one[column], other[column])])
  return Object.fromEntries(entries) as Widths
}
