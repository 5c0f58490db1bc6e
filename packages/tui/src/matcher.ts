import { go, snapshot } from 'fuzzysort'
import type { KeysResult, KeysResults, SnapshotKeys } from 'fuzzysort'
import { isFavoured, textColumns, textOf } from './listed-row.ts'
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
  /** Begins to make all rows ready to be searched, a few at a time: the first key shall not have to wait. */
  prepare(): void
  /** Ends that; nothing is found any more. */
  close(): void
}

/** Scores are from 0 to 1. Those that differ by less are as good: the order of the list decides. */
const grain = 0.01

/** How much more what fits in the name counts. */
const shareOfName = 0.25

/** From here on a first key would take longer than a frame may. */
const manyRows = 2000
const rowsOfRehearsal = 400

/** A matcher over rows that stay as they are. */
export function createMatcher(rows: readonly ListedRow[]): Matcher {
  let isClosed = false
  let index: SnapshotKeys<ListedRow> | null = null
  // The rows that have a place of their own among equally good ones. Searched once more by themselves, so that they
  // are found whatever else is; to compare them with all others would take each key ten times as long.
  const favoured = rows.filter(({ row }) => isFavoured(row))
  let favouredIndex: SnapshotKeys<ListedRow> | null = null

  function openIndex(of: readonly ListedRow[]): SnapshotKeys<ListedRow> {
    return snapshot(of, { keys: textColumns.map((column) => (listed: ListedRow) => readText(listed, column)) })
  }

  function readText(listed: ListedRow, column: TextColumn): string {
    // The library calls this while it gets rows ready, and has no other way to be stopped.
    if (isClosed) throw new Error('the matcher is closed')
    return textOf(listed, column)
  }

  function prepare(): void {
    if (index !== null) return
    index = openIndex(rows)
    favouredIndex ??= openIndex(favoured)
    if (rows.length >= manyRows) rehearse(openIndex(rows.slice(0, rowsOfRehearsal)), () => isClosed)
  }

  function search(words: string, count: number): Matches {
    index ??= openIndex(rows)
    favouredIndex ??= openIndex(favoured)
    const best = go(words, index, { limit: count })
    const own = go(words, favouredIndex, { limit: 0 })
    return { total: best.total, first: merge(best, own).map(toMatch) }
  }

  return {
    prepare,
    find(query, count) {
      const words = query.trim()
      if (words !== '') return search(words, count)
      return { total: rows.length, first: rows.slice(0, count).map((listed) => ({ listed, letters: () => [] })) }
    },
    close() {
      isClosed = true
    },
  }
}

/**
 * Searches a few rows before anybody asks, one query at a time: code that has run is compiled, and the first keys take
 * half as long.
 */
function rehearse(index: SnapshotKeys<ListedRow>, isOver: () => boolean): void {
  const queries = ['e', 'ea', 'ead', 'eadm', 'e r', 'ea re', 'ead rea', 'ead rea u'].flatMap((query) => [
    query,
    query.toUpperCase(),
    `${query}n`,
  ])
  function next(): void {
    const query = queries.shift()
    if (query === undefined || isOver()) return
    go(query, index, { limit: rowsOfRehearsal })
    setImmediate(next)
  }
  setImmediate(next)
}

function merge(best: KeysResults<ListedRow>, own: KeysResults<ListedRow>): readonly KeysResult<ListedRow>[] {
  const seen = new Set(best.map(({ obj }) => obj))
  return [...best, ...own.filter(({ obj }) => !seen.has(obj))]
    .map((result) => ({ result, score: Math.round(worth(result) / grain) }))
    .sort((one, other) => other.score - one.score || one.result.obj.place - other.result.obj.place)
    .map(({ result }) => result)
}

/** A name that fits says more than a role or a region that many rows share. */
function worth(result: KeysResult<ListedRow>): number {
  return result.score + shareOfName * (result[textColumns.indexOf('name')]?.score ?? 0)
}

function toMatch(result: KeysResult<ListedRow>): Match {
  return { listed: result.obj, letters: (column) => result[textColumns.indexOf(column)]?.indexes ?? [] }
}
