import { go, prepare, snapshot } from 'fuzzysort'
import type { Prepared, SnapshotKeys } from 'fuzzysort'
import { textColumns } from './listed-row.ts'
import type { ListedRow, TextColumn } from './listed-row.ts'

/** A row that fits, and which of its letters do: UTF-16 units of its cells. */
export interface Match {
  readonly listed: ListedRow
  letters(column: TextColumn): readonly number[]
}

/** What fits a query, best first. */
export interface Matches {
  readonly total: number
  /** The first ones: as many as were asked for, or all. */
  readonly first: readonly Match[]
}

/** Finds rows by letters of all their columns. */
export interface Matcher {
  /** What fits `query`, at least the `count` best of it; all rows in their order for an empty one. */
  find(query: string, count: number): Matches
  /** Makes some more rows ready to be searched, so that the first key need not; false when all are. */
  prepareSome(): boolean
}

/** Scores are from 0 to 1; fuzzysort calls 0.5 good. Below this, letters are strewn about. */
const threshold = 0.35
/** What differs by less is an equally good match, and the order of the list decides. */
const grain = 0.01
const rowsAtOnce = 250

/** A matcher over rows that stay as they are. */
export function createMatcher(rows: readonly ListedRow[]): Matcher {
  const prepared: (readonly Prepared[])[] = []
  let index: SnapshotKeys<ListedRow> | null = null

  function prepareSome(): boolean {
    const end = Math.min(rows.length, prepared.length + rowsAtOnce)
    for (const { cells } of rows.slice(prepared.length, end)) {
      prepared.push(textColumns.map((column) => prepare(cells[column])))
    }
    return prepared.length < rows.length
  }

  function openIndex(): SnapshotKeys<ListedRow> {
    while (prepareSome());
    index ??= snapshot(rows, {
      keys: textColumns.map((_, at) => (listed: ListedRow) => prepared[listed.place]?.[at] ?? null),
    })
    return index
  }

  return {
    prepareSome,
    find(query, count) {
      const words = query.trim()
      if (words === '') return { total: rows.length, first: rows.slice(0, count).map(matchOfAll) }
      const results = go(words, openIndex(), {
        limit: count,
        threshold,
        scoreFn: ({ score, obj }) =>
          score < threshold ? 0 : Math.round(score / grain) * grain - (obj.place / rows.length) * grain * 0.9,
      })
      return {
        total: results.total,
        first: results.map((result) => ({
          listed: result.obj,
          letters: (column) => result[textColumns.indexOf(column)]?.indexes ?? [],
        })),
      }
    },
  }
}

function matchOfAll(listed: ListedRow): Match {
  return { listed, letters: () => [] }
}
