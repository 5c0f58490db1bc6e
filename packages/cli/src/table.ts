import { countColumns } from '@awsx/core'
import type { Paint } from './io.ts'

/** Rows under headings, aligned by what a terminal shows; the last column is not padded. Cells must be `safe()`. */
export function formatTable(headings: readonly string[], rows: readonly (readonly string[])[], paint: Paint): string {
  const widths = headings.map((heading, column) =>
    Math.max(countColumns(heading), ...rows.map((row) => visibleColumns(row[column] ?? ''))),
  )
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column === cells.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - visibleColumns(cell))))
      .join('  ')
      .trimEnd()
  return [paint.dim(line(headings)), ...rows.map(line), ''].join('\n')
}

/** Our own colours take no room; `safe()` has removed all others. */
function visibleColumns(cell: string): number {
  return countColumns(cell.replaceAll(/\u001b\[[0-9]+m/g, ''))
}
