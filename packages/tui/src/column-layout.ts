import type { TextColumn } from './listed-row.ts'

/** The name of a column on the screen. */
type ColumnName = TextColumn | 'state'

/** A column on the screen. */
export interface LaidColumn {
  readonly name: ColumnName
  readonly width: number
}

/** Between two columns. */
export const gap = 2

/**
 * Who gets room, and up to which width, in this order.
 *
 * What is not there yet comes whole or not at all, and nothing less important comes in its place; what is there takes
 * what it can get.
 */
const shares: readonly (readonly [ColumnName, number])[] = [
  ['name', 14],
  ['state', 18],
  ['name', 24],
  ['role', 12],
  ['account', 12],
  ['accountId', 12],
  ['role', 20],
  ['account', 20],
  ['name', 32],
  ['region', 14],
  ['role', 32],
  ['account', 32],
  ['name', 48],
  ['role', Infinity],
  ['account', Infinity],
  ['name', Infinity],
]

/** From left to right. */
const order: readonly ColumnName[] = ['name', 'role', 'account', 'accountId', 'region', 'state']

/**
 * Which columns have room in `total` columns of a terminal, and how wide each one is.
 *
 * `wanted` says how wide each one would like to be; those that want nothing are left out.
 */
export function layOutColumns(wanted: Readonly<Record<ColumnName, number>>, total: number): readonly LaidColumn[] {
  const widths = new Map<ColumnName, number>()
  let room = total
  let isFull = false
  for (const [name, upTo] of shares) {
    const wish = Math.min(wanted[name], upTo)
    const width = widths.get(name)
    if (width !== undefined) {
      const grown = Math.min(Math.max(wish, width), width + room)
      widths.set(name, grown)
      room -= grown - width
      continue
    }
    const before = widths.size === 0 ? 0 : gap
    isFull ||= wish + before > room && widths.size > 0
    if (wish === 0 || isFull) continue
    widths.set(name, Math.min(wish, room))
    room = Math.max(0, room - wish - before)
  }
  return order.flatMap((name) => {
    const width = widths.get(name)
    return width === undefined ? [] : [{ name, width }]
  })
}
