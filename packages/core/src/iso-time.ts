import { AwsxError } from './errors.ts'

const instantPattern = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:[Zz]|([+-])(\d\d):?(\d\d))$/

/**
 * Writes `ms` since the epoch as RFC 3339 in UTC, cut to whole seconds: `2026-01-02T03:04:05Z`.
 *
 * Throws `unexpected` outside the years 0 to 9999, which the format cannot say.
 */
export function formatInstant(ms: number): string {
  const date = new Date(Math.floor(ms / 1000) * 1000)
  const year = date.getUTCFullYear()
  if (!(year >= 0 && year <= 9999)) throw new AwsxError('unexpected', 'a time lies outside the years 0 to 9999')
  return date.toISOString().replace('.000Z', 'Z')
}

/**
 * Reads an RFC 3339 time as ms since the epoch; null when it is none.
 *
 * A zone is required, because tools disagree on what a time without one means; `+0000` is taken for `+00:00`, since
 * Python writes it.
 */
export function parseInstant(text: string): number | null {
  const match = instantPattern.exec(text)
  if (match === null) return null
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [zoneHour, zoneMinute] = [Number(match[9] ?? 0), Number(match[10] ?? 0)]
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  // 60 is a leap second; it counts as the second after.
  if (hour > 23 || minute > 59 || second > 60 || zoneHour > 23 || zoneMinute > 59) return null
  const offset = (zoneHour * 60 + zoneMinute) * (match[8] === '-' ? -60_000 : 60_000)
  const ms = Math.floor(Number(`0.${match[7] ?? 0}`) * 1000)
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + ms - offset
}
