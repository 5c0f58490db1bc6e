import type { TextColumn } from './listed-row.ts'

/** A column on the screen. */
export interface LaidColumn {
  readonly name: TextColumn | 'state'
  readonly width: number
}

/** Between two columns. */
export const gap = 2

interface Wish {
  readonly name: TextColumn | 'state'
  /** What makes it still worth its room. */
  readonly least: number
  /** What it never goes beyond while others want room too. */
  readonly most: number
}

/** The most important ones first: the last ones go first where there is no room. */
const wishes: readonly Wish[] = [
  { name: 'name', least: 14, most: 44 },
  { name: 'state', least: 18, most: 18 },
  { name: 'role', least: 10, most: 32 },
  { name: 'account', least: 10, most: 28 },
  { name: 'accountId', least: 12, most: 12 },
  { name: 'region', least: 14, most: 14 },
]

/** From left to right. */
const order: readonly LaidColumn['name'][] = ['name', 'role', 'account', 'accountId', 'region', 'state']

/**
 * Which columns have room in `total` columns of a terminal, and how wide each one is.
 *
 * `wanted` says how wide each one would like to be; those that want nothing are left out.
 */
export function layOutColumns(
  wanted: Readonly<Record<TextColumn | 'state', number>>,
  total: number,
): readonly LaidColumn[] {
  const widths = new Map<LaidColumn['name'], number>()
  let room = total + gap
  for (const { name, least } of wishes) {
    const width = Math.min(wanted[name], least)
    if (width === 0) continue
    // What is less important does not squeeze in where something more important had to go.
    if (width + gap > room && widths.size > 0) break
    widths.set(name, Math.max(0, Math.min(width, room - gap)))
    room -= width + gap
  }
  for (const limit of ['most', 'all'] as const) {
    for (const { name, most } of wishes) {
      const width = widths.get(name)
      if (width === undefined || room <= 0) continue
      const wish = Math.min(wanted[name], limit === 'most' ? most : wanted[name])
      const grown = Math.min(Math.max(width, wish), width + room)
      widths.set(name, grown)
      room -= grown - width
    }
  }
  return order.flatMap((name) => {
    const width = widths.get(name)
    return width === undefined ? [] : [{ name, width }]
  })
}
