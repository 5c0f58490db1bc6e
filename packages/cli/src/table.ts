import { countColumns } from '@awsx/core'
import type { Paint } from './io.ts'

/** Rows under headings, aligned by what a terminal shows; the last column is not padded. Cells must be `safe()`. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = headings.map((heading) => countColumns(heading))
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, visibleColumns(cell))
  }
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) =>
        column === cells.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - visibleColumns(cell)),
      )
      .join('  ')
      .trimEnd()
  return [paint.dim(line(headings)), ...rows.map(line), ''].join('\n')
}

/** Our own colours take no room; `safe()` has removed all others. */
function visibleColumns(cell: string): number {
  if (!cell.includes('\u001b')) return countColumns(cell)
  return countColumns(cell.replaceAll(/\u001b\[[0-9]+m/g, ''))
}
