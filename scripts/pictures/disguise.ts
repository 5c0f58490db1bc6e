import type { Cell, ScreenCells } from '../../test/harness/screen-cells.ts'

const shownHome = '/home/franklin'

/**
 * The cells with `/home/franklin` where the throw-away home stood; it may be cut in two by the end of a line.
 *
 * Throws where the two are not equally long, and where a part of the throw-away one would still be seen.
 */
export function disguise(screen: ScreenCells, home: string): ScreenCells {
  if (home.length !== shownHome.length) throw new Error(`${home} is not as long as ${shownHome}`)
  const cells = screen.rows.flat()
  for (let at = 0; at + home.length <= cells.length; at++) {
    if (readText(cells, at, home.length) !== home) continue
    for (const [index, text] of [...shownHome].entries()) {
      const cell = cells[at + index]
      if (cell !== undefined) cells[at + index] = { ...cell, text }
    }
  }
  const rest = readText(cells, 0, cells.length)
  const left = /\/tmp|127\.0\.0\.1|localhost/.exec(rest)
  if (left !== null) throw new Error(`the picture would show ${rest.slice(left.index, left.index + 80)}`)
  const { columns } = screen
  return { ...screen, rows: screen.rows.map((_, row) => cells.slice(row * columns, (row + 1) * columns)) }
}

function readText(cells: readonly Cell[], from: number, count: number): string {
  return cells
    .slice(from, from + count)
    .map(({ text }) => text)
    .join('')
}
