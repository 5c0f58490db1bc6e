import { safe } from '@awsx/core'
import { plain } from './span.ts'
import type { ScreenLine } from './span.ts'
import type { StatusLook } from './view-status.ts'
import type { StatusRow } from './status-world.ts'
import { countOf, spellDuration } from './words.ts'
import { wrapText } from './wrap-text.ts'

/** The sessions in sentences, for a screen reader. */
export function speakStatus({ rows, note, now, width, height }: StatusLook): readonly ScreenLine[] {
  const sentences = [
    `${rows.length === 0 ? 'No sessions' : countOf(rows.length, 'session')}. Press q to leave.`,
    ...(note === null ? [] : [safe(note, 500)]),
    ...rows.map((row) => speakRow(row, now)),
  ]
  return sentences
    .flatMap((sentence) => wrapText(sentence, width))
    .slice(0, height)
    .map((text) => [plain(text)])
}

function speakRow({ profile, accountId, expiresAt, isRenewed }: StatusRow, now: number): string {
  const parts = [
    safe(profile),
    accountId === null ? null : `account ${safe(accountId)}`,
    speakLeft(expiresAt, now),
    isRenewed ? 'renewed by itself' : null,
  ]
  return `${parts.filter((part) => part !== null).join(', ')}.`
}

function speakLeft(expiresAt: number | null, now: number): string {
  if (expiresAt === null) return 'does not end'
  return expiresAt <= now ? 'ended' : `${spellDuration((expiresAt - now) / 1000)} left`
}
