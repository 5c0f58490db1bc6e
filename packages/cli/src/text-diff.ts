import type { Paint } from './io.ts'

interface DiffLine {
  readonly mark: ' ' | '-' | '+'
  readonly text: string
}

const context = 3
const maxCells = 4_000_000

/**
 * What changes from one text to another as a unified diff, empty where nothing does; `show` makes a line fit for the
 * terminal. Of two long texts that differ in far places it may show more than the least.
 */
export function formatDiff(
  path: string,
  before: string,
  after: string,
  { paint, show }: { readonly paint: Paint; show(line: string): string },
): string {
  const lines = diffLines(splitLines(before), splitLines(after))
  if (lines.every(({ mark }) => mark === ' ')) return ''
  const shown = [paint.bold(`--- ${show(path)}`), paint.bold(`+++ ${show(path)}`)]
  for (const { from, to } of findHunks(lines)) {
    const hunk = lines.slice(from, to)
    const old = countLines(lines.slice(0, from), '+')
    const young = countLines(lines.slice(0, from), '-')
    shown.push(paint.dim(`@@ -${range(old, countLines(hunk, '+'))} +${range(young, countLines(hunk, '-'))} @@`))
    for (const { mark, text } of hunk) shown.push(paintLine(`${mark}${show(text)}`, mark, paint))
  }
  return `${shown.join('\n')}\n`
}

function paintLine(line: string, mark: DiffLine['mark'], paint: Paint): string {
  if (mark === ' ') return line
  return mark === '+' ? paint.good(line) : paint.bad(line)
}

function countLines(lines: readonly DiffLine[], without: DiffLine['mark']): number {
  return lines.filter(({ mark }) => mark !== without).length
}

function range(linesBefore: number, count: number): string {
  return `${count === 0 ? linesBefore : linesBefore + 1},${count}`
}

function findHunks(lines: readonly DiffLine[]): { from: number; to: number }[] {
  const hunks: { from: number; to: number }[] = []
  for (const [index, { mark }] of lines.entries()) {
    if (mark === ' ') continue
    const last = hunks.at(-1)
    const to = Math.min(lines.length, index + 1 + context)
    if (last !== undefined && index - context <= last.to) last.to = to
    else hunks.push({ from: Math.max(0, index - context), to })
  }
  return hunks
}

function splitLines(text: string): string[] {
  const lines = text.split(/\r\n|\n|\r/)
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines
}

/** The longest common part by dynamic programming, between what both begin and end with. */
function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const least = Math.min(before.length, after.length)
  let head = 0
  while (head < least && before[head] === after[head]) head += 1
  let tail = 0
  while (tail < least - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1
  const same = (text: string): DiffLine => ({ mark: ' ', text })
  return [
    ...before.slice(0, head).map(same),
    ...diffMiddle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(same),
  ]
}

function diffMiddle(before: readonly string[], after: readonly string[]): DiffLine[] {
  const width = after.length + 1
  const cells = (before.length + 1) * width <= maxCells ? (before.length + 1) * width : 0
  const common = new Uint32Array(cells)
  const at = (row: number, column: number): number => common[row * width + column] ?? 0
  if (cells > 0) {
    for (let row = before.length - 1; row >= 0; row -= 1) {
      for (let column = after.length - 1; column >= 0; column -= 1) {
        const equal = before[row] === after[column]
        common[row * width + column] = equal
          ? at(row + 1, column + 1) + 1
          : Math.max(at(row + 1, column), at(row, column + 1))
      }
    }
  }
  const lines: DiffLine[] = []
  let row = 0
  let column = 0
  while (row < before.length || column < after.length) {
    const [old, young] = [before[row], after[column]]
    if (cells > 0 && old !== undefined && old === young) {
      lines.push({ mark: ' ', text: old })
      row += 1
      column += 1
    } else if (old !== undefined && (young === undefined || at(row + 1, column) >= at(row, column + 1))) {
      lines.push({ mark: '-', text: old })
      row += 1
    } else {
      lines.push({ mark: '+', text: young ?? '' })
      column += 1
    }
  }
  return lines
}
