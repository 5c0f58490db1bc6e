import { safe } from '@awsx/core'
import type { Notice } from './picker-state.ts'
import { plain } from './span.ts'
import type { ScreenLine } from './span.ts'
import { wrapText } from './wrap-text.ts'

/** A long message takes no more lines than this, and its hint as many. */
const mostLines = 3

/** Words that were said, or an error and its hint, in lines of `width` columns. */
export function viewNotice(notice: Notice, width: number): readonly ScreenLine[] {
  if (notice.kind === 'said') return wrap(notice.text, width).map((text) => [plain(text)])
  const error = wrap(`error: ${notice.text}`, width)
  const hint = notice.hint === null ? [] : wrap(`hint: ${notice.hint}`, width)
  return [
    ...error.map((text): ScreenLine => [{ text, style: 'bad' }]),
    ...hint.map((text): ScreenLine => [plain(text)]),
  ]
}

function wrap(text: string, width: number): readonly string[] {
  const lines = wrapText(safe(text, 2000), width)
  if (lines.length <= mostLines) return lines
  return [...lines.slice(0, mostLines - 1), safe(lines.slice(mostLines - 1).join(' '), width)]
}
