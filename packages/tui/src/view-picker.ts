import { countColumns, formatDuration, safe } from '@awsx/core'
import type { LaidColumn } from './column-layout.ts'
import type { FrameSize } from './frame-size.ts'
import type { Glyphs } from './glyphs.ts'
import type { Match, Matches } from './matcher.ts'
import type { PickerState } from './picker-state.ts'
import type { PickerRow, RowPreview, RowState } from './row.ts'
import { cutLine, cutText, dim, plain } from './span.ts'
import type { ScreenLine } from './span.ts'
import { stateText } from './state-text.ts'
import { viewQuery, viewQuestion } from './view-line.ts'
import type { InputView } from './view-line.ts'
import { viewNotice } from './view-notice.ts'
import { viewPreview } from './view-preview.ts'
import { rowMargin, viewNothing, viewRow } from './view-row.ts'

/** The whole picker, as lines. */
export interface Screen {
  readonly lines: readonly ScreenLine[]
  /** The column of the cursor in the first line; null where nothing is typed. */
  readonly cursor: number | null
  /** When the sessions end whose time left is shown; ms since the epoch. */
  readonly ends: readonly number[]
}

/** What is to be seen. */
export interface PickerLook {
  readonly state: PickerState
  readonly matches: Matches
  /** How many rows there are without a query. */
  readonly rowCount: number
  readonly columns: readonly LaidColumn[]
  readonly size: FrameSize
  readonly now: number
  readonly glyphs: Glyphs
  stateOf(row: PickerRow): RowState
  previewOf(row: PickerRow): RowPreview
}

/** Draws the picker: the line that is typed in, the list or what lies over it, the preview, the keys. */
export function viewPicker(look: PickerLook): Screen {
  const { size, glyphs } = look
  const input = viewInput(look)
  const ends: number[] = []
  const stateOf = (row: PickerRow): RowState => {
    const state = look.stateOf(row)
    if (state.kind === 'ready' && state.expiresAt !== null) ends.push(state.expiresAt)
    return state
  }
  const lines = [input.line, ...fill(viewBody({ ...look, stateOf }), size.list), ...fill(viewSlot(look), size.slot)]
  if (size.hasFooter) lines.push([plain('  '), dim(footer(look))])
  return { lines: lines.map((line) => cutLine(line, size.width, glyphs.cut)), cursor: input.cursor, ends }
}

function viewInput(look: PickerLook): InputView | { line: ScreenLine; cursor: null } {
  const { state, size, glyphs, matches, rowCount, now } = look
  const { overlay } = state
  switch (overlay?.kind) {
    case 'question':
      return viewQuestion(overlay, size.width, glyphs)
    case 'wait': {
      const since = formatDuration((now - overlay.since) / 1000)
      return { line: [plain(safe(overlay.words, 500).trimEnd()), dim(` ${since}`)], cursor: null }
    }
    case 'menu':
    case 'text':
      return { line: [{ text: safe(overlay.title), style: 'plain', isBold: true }], cursor: null }
    case undefined:
      return viewQuery(state.query, countText(matches.total, rowCount), size.width, glyphs)
  }
}

function countText(total: number, rowCount: number): string {
  return total === rowCount ? String(rowCount) : `${total}/${rowCount}`
}

function viewBody(look: PickerLook): readonly ScreenLine[] {
  const { state, size, glyphs } = look
  const { overlay } = state
  if (overlay?.kind === 'text') {
    const shown = overlay.lines.slice(overlay.top, overlay.top + size.list)
    return shown.map((line) => indent([plain(cutText(safe(line, 1000), size.width - rowMargin, glyphs.cut))]))
  }
  if (overlay?.kind === 'menu') {
    const top = Math.max(0, overlay.cursor - size.list + 1)
    return overlay.lines.slice(top, top + size.list).map(({ letter, label }, at): ScreenLine => {
      const isHere = top + at === overlay.cursor
      return [
        isHere ? { text: glyphs.cursor, style: 'accent', isBold: true } : plain(' '),
        plain(' '),
        { text: safe(letter, 4), style: 'accent', isBold: true },
        plain('  '),
        { text: safe(label), style: 'plain', isBold: isHere },
      ]
    })
  }
  return viewList(look)
}

function viewList(look: PickerLook): readonly ScreenLine[] {
  const { state, matches, rowCount, size, columns, glyphs, now, stateOf } = look
  if (matches.total === 0) return [viewNothing(rowCount > 0)]
  return matches.first.slice(state.top, state.top + size.list).map((match, at) =>
    viewRow(match, {
      columns,
      isUnderCursor: state.top + at === state.cursor,
      state: stateText(stateOf(match.listed.row), now),
      glyphs,
    }),
  )
}

function viewSlot(look: PickerLook): readonly ScreenLine[] {
  const { state, size, glyphs, now, previewOf } = look
  if (state.notice !== null) {
    const lines = viewNotice(state.notice, size.width - rowMargin).map(indent)
    return lines.length < size.slot ? [[], ...lines] : lines
  }
  const row = rowUnderCursor(look)?.listed.row
  if (row === undefined || !size.hasPreview) return []
  const lines = viewPreview(row, previewOf(row), { now, width: size.width - rowMargin, glyphs })
  return [[], ...lines.map(indent)]
}

function rowUnderCursor({ state, matches }: PickerLook): Match | undefined {
  return matches.first[state.cursor]
}

function footer({ state, size }: PickerLook): string {
  switch (state.overlay?.kind) {
    case 'question':
      return 'enter answer   esc back'
    case 'wait':
      return 'esc back'
    case 'menu':
      return 'letter or enter choose   esc back'
    case 'text':
      return state.overlay.lines.length > size.list ? 'up, down scroll   any other key back' : 'any key back'
    case undefined: {
      const whole = 'enter use   tab more   ? keys   esc leave'
      return countColumns(whole) + rowMargin <= size.width ? whole : 'enter use   tab more   ? keys'
    }
  }
}

/** Under the names of the rows. */
function indent(line: ScreenLine): ScreenLine {
  return [plain(' '.repeat(rowMargin)), ...line]
}

/** Exactly `height` lines. */
function fill(lines: readonly ScreenLine[], height: number): readonly ScreenLine[] {
  return [...lines, ...Array.from({ length: Math.max(0, height - lines.length) }, (): ScreenLine => [])].slice(
    0,
    height,
  )
}

/** The room for columns in a list of this width. */
export function columnRoom(width: number): number {
  return width - rowMargin
}
