import { layOutColumns } from './column-layout.ts'
import type { LaidColumn } from './column-layout.ts'
import { listRows, measureColumns } from './listed-row.ts'
import type { ListedRow } from './listed-row.ts'
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
  /** Takes other rows, or shows those that are hidden; false when nothing is new. */
  take(rows: readonly PickerRow[], showsHidden: boolean): boolean
  /** Begins to make the rows ready to be searched. */
  prepare(): void
  close(): void
}

/** Some screens more than what is seen: fuzzysort sorts no more than it gives. */
const leastFound = 200

/** Whoever deletes letters gets back to what was found before them. */
const mostKept = 64

interface Found {
  readonly count: number
  readonly matches: Matches
}

/** A list without rows. */
export function createPickerList(): PickerList {
  let taken: readonly PickerRow[] | null = null
  let takenHidden = false
  let listed: readonly ListedRow[] = []
  let matcher: Matcher = createMatcher([])
  let widths = measureColumns([])
  let found = new Map<string, Found>()

  return {
    get count() {
      return listed.length
    },
    find(query, end) {
      const kept = found.get(query)
      if (kept !== undefined && (kept.count >= end || kept.count >= kept.matches.total)) return kept.matches
      const count = Math.max(leastFound, end * 2)
      const matches = matcher.find(query, count)
      if (found.size >= mostKept) found = new Map()
      found.set(query, { count, matches })
      return matches
    },
    columns: (room) => layOutColumns({ ...widths, state: stateWidth }, room),
    take(rows, showsHidden) {
      if (rows === taken && showsHidden === takenHidden) return false
      taken = rows
      takenHidden = showsHidden
      listed = listRows(rows, showsHidden)
      matcher.close()
      matcher = createMatcher(listed)
      widths = measureColumns(listed)
      found = new Map()
      return true
    },
    prepare: () => matcher.prepare(),
    close: () => matcher.close(),
  }
}
