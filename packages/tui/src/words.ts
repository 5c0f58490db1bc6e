/** A number and what there are so many of: `1 profile`, `12 profiles`. */
export function countOf(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`
}

/** Seconds in words, cut to the two largest units: `42 minutes`, `1 hour 5 minutes`. */
export function spellDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  if (whole < 60) return countOf(whole, 'second')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return countOf(minutes, 'minute')
  const rest = minutes % 60
  return countOf(Math.floor(minutes / 60), 'hour') + (rest === 0 ? '' : ` ${countOf(rest, 'minute')}`)
}
