import { formatDuration } from '@awsx/core'
import type { RowState } from './row.ts'
import type { Span } from './span.ts'

/** The widest text of {@link stateText}. */
export const stateWidth: number = 'plain keys on disk'.length

/** What stands between a person and the credentials, in a few words; null where nothing does. */
export function stateText(state: RowState, now: number): Span | null {
  switch (state.kind) {
    case 'ready':
      return { text: readyText(state.expiresAt, now), style: 'good' }
    case 'needs-nothing':
      return null
    case 'needs-mfa':
      return { text: 'needs MFA', style: 'warn' }
    case 'needs-sign-in':
      return { text: 'needs sign-in', style: 'warn' }
    case 'locked':
      return { text: 'locked', style: 'dim' }
    case 'plain-keys':
      return { text: 'plain keys on disk', style: 'warn' }
    case 'broken':
      return { text: 'broken', style: 'bad' }
  }
}

function readyText(expiresAt: number | null, now: number): string {
  return expiresAt === null ? 'ready' : `ready ${formatDuration((expiresAt - now) / 1000)}`
}

/** How long, in ms, until a time left reads otherwise: a minute passes, or a second of the last one. */
export function msUntilChange(expiresAt: number, now: number): number | null {
  const left = expiresAt - now
  if (left <= 0) return null
  const unit = left < 60_000 ? 1000 : 60_000
  return (left % unit) + 1
}

/** A time of day, as the clock on the wall shows it: `14:02`. */
export function clockText(ms: number): string {
  const date = new Date(ms)
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`
}
