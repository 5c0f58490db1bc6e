import { AwsxError } from './errors.ts'

/**
 * Reads `1h30m`, `45m`, `3600s` or `3600` (seconds) as seconds.
 *
 * Throws `usage` for anything else: a sign, a fraction, another unit, more than 9 digits. `name` is the flag or
 * property the text belongs to.
 */
export function parseDuration(text: string, name: string): number {
  const match = /^(?=\d)(?:(\d{1,9})h)?(?:(\d{1,9})m)?(?:(\d{1,9})s?)?$/.exec(text.trim())
  if (match === null) {
    throw new AwsxError('usage', `${name}: "${text}" is not a duration`, { hint: 'write it like 45m, 1h30m or 3600' })
  }
  const [hours, minutes, seconds] = match.slice(1).map((digits) => Number(digits ?? 0)) as [number, number, number]
  return (hours * 60 + minutes) * 60 + seconds
}

/** Writes seconds for a person, cut to the unit that matters: `30s`, `42m`, `1h05m`; `0s` for none and less. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return `${whole}s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}m`
  return `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m`
}
