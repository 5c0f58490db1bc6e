import { safe } from '@awsx/core'
import type { Glyphs } from './glyphs.ts'
import type { PickerRow, RowPreview } from './row.ts'
import { cutLine, dim, plain } from './span.ts'
import type { ScreenLine, Span } from './span.ts'
import { clockText } from './state-text.ts'

/** The lines of a preview: the steps, and what a person should know of them. */
export const previewHeight = 2

/** The plan of a row in two lines. */
export function viewPreview(
  row: PickerRow,
  preview: RowPreview,
  look: { readonly now: number; readonly width: number; readonly glyphs: Glyphs },
): readonly ScreenLine[] {
  const { now, width, glyphs } = look
  const steps = preview.steps.flatMap(({ label, cachedUntil }, at): Span[] => [
    ...(at > 0 ? [dim(` ${glyphs.arrow} `)] : []),
    cachedUntil !== null && cachedUntil > now ? { text: safe(label), style: 'good' } : plain(safe(label)),
  ])
  const facts = [cachedText(preview, now), asksText(preview)].filter((fact) => fact !== null).map((fact) => dim(fact))
  const notes = preview.notes.map((note) => plain(safe(note, 500)))
  const words = [...notes, ...facts].flatMap((span, at) => (at > 0 ? [dim(` ${glyphs.dot} `), span] : [span]))
  return [
    cutLine(steps.length > 0 ? steps : [dim(safe(row.name))], width, glyphs.cut),
    cutLine(words, width, glyphs.cut),
  ]
}

function cachedText({ steps }: RowPreview, now: number): string | null {
  const last = steps.findLast((step) => step.cachedUntil !== null && step.cachedUntil > now)
  if (last === undefined) return null
  const until = `cached until ${clockText(last.cachedUntil ?? 0)}`
  return last === steps.at(-1) ? until : `${safe(last.label)} ${until}`
}

function asksText({ asks }: RowPreview): string | null {
  return asks.length === 0 ? null : `asks for ${asks.map((ask) => safe(ask)).join(', ')}`
}
