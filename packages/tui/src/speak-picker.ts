import { safe } from '@awsx/core'
import type { PickerLook, Screen } from './view-picker.ts'
import type { Overlay } from './picker-state.ts'
import type { PickerRow, RowPreview, RowState } from './row.ts'
import { plain } from './span.ts'
import { clockText, stateText } from './state-text.ts'
import { viewQuestion } from './view-line.ts'
import { spellDuration } from './words.ts'
import { wrapText } from './wrap-text.ts'

/**
 * The picker in sentences, for a screen reader: what is typed, then the one row that Enter would use.
 *
 * The terminal gets only the lines that changed, and a screen reader reads what a terminal gets.
 */
export function speakPicker(look: PickerLook): Screen {
  const { state, size, now } = look
  const ends: number[] = []
  const first = speakInput(look)
  const row = look.matches.first[state.cursor]?.listed.row
  const sentences: string[] = []
  if (state.notice !== null) sentences.push(...speakNotice(state.notice))
  if (state.overlay !== null) sentences.push(...speakOverlay(state.overlay))
  else if (row === undefined) sentences.push(look.rowCount > 0 ? 'Nothing fits.' : 'There are no profiles yet.')
  else {
    const rowState = look.stateOf(row)
    if (rowState.kind === 'ready' && rowState.expiresAt !== null) ends.push(rowState.expiresAt)
    sentences.push(`${state.cursor + 1} of ${look.matches.total}: ${speakRow(row, rowState, now)}`)
    sentences.push(speakPreview(look.previewOf(row), now))
  }
  if (state.overlay === null)
    sentences.push('Enter uses it, tab opens a menu, question mark lists the keys, escape leaves.')
  const lines = sentences.flatMap((sentence) => wrapText(sentence, size.width)).map((text) => [plain(text)])
  return { lines: [first.line, ...lines], cursor: first.cursor, ends }
}

function speakInput({
  state,
  size,
  glyphs,
  now,
}: PickerLook): Pick<Screen, 'cursor'> & { line: Screen['lines'][number] } {
  const { overlay, query } = state
  if (overlay?.kind === 'question') return viewQuestion(overlay, size.width, glyphs)
  if (overlay?.kind === 'wait') {
    const since = spellDuration((now - overlay.since) / 1000)
    return { line: [plain(safe(`${overlay.words.trimEnd()}, since ${since}`, size.width))], cursor: null }
  }
  if (overlay !== null) return { line: [plain(safe(overlay.title, size.width))], cursor: null }
  const label = 'Search: '
  return {
    line: [plain(safe(label + query.text, size.width))],
    cursor: Math.min(size.width, label.length + query.cursor),
  }
}

function speakNotice(notice: NonNullable<PickerLook['state']['notice']>): readonly string[] {
  if (notice.kind === 'said') return [safe(notice.text, 2000)]
  return [`Error: ${safe(notice.text, 2000)}.`, ...(notice.hint === null ? [] : [`Hint: ${safe(notice.hint, 2000)}.`])]
}

function speakOverlay(overlay: Overlay): readonly string[] {
  switch (overlay.kind) {
    case 'question':
      return ['Enter answers, escape goes back.']
    case 'wait':
      return ['Escape goes back.']
    case 'text':
      return [...overlay.lines.map((line) => safe(line, 1000)), 'Any key goes back.']
    case 'menu':
      return [
        ...overlay.lines.map(({ letter, label }) => `${safe(letter)}: ${safe(label)}.`),
        `On ${safe(overlay.lines[overlay.cursor]?.label ?? 'nothing')}. A letter or enter chooses, escape goes back.`,
      ]
  }
}

function speakRow(row: PickerRow, state: RowState, now: number): string {
  const account = [row.accountAlias, row.accountId].filter((part) => part !== null).map((part) => safe(part))
  const parts = [
    safe(row.name),
    row.role === null ? null : `role ${safe(row.role)}`,
    account.length === 0 ? null : `account ${account.join(' ')}`,
    row.region === null ? null : `region ${safe(row.region)}`,
    speakState(state, now),
    row.isPinned ? 'pinned' : null,
    row.isHidden ? 'hidden' : null,
  ]
  return `${parts.filter((part) => part !== null).join(', ')}.`
}

function speakState(state: RowState, now: number): string | null {
  if (state.kind !== 'ready' || state.expiresAt === null) return stateText(state, now)?.text ?? null
  return `ready, ${spellDuration((state.expiresAt - now) / 1000)} left`
}

function speakPreview({ steps, asks, notes }: RowPreview, now: number): string {
  const labels = steps.map(({ label, cachedUntil }) =>
    cachedUntil !== null && cachedUntil > now ? `${safe(label)} cached until ${clockText(cachedUntil)}` : safe(label),
  )
  const sentences = [
    labels.length === 0 ? null : `Steps: ${labels.join(', then ')}.`,
    asks.length === 0 ? null : `Asks for ${asks.map((ask) => safe(ask)).join(', ')}.`,
    ...notes.map((note) => `${safe(note, 500)}.`),
  ]
  return sentences.filter((sentence) => sentence !== null).join(' ')
}
