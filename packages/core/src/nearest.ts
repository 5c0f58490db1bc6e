const longest = 128

/**
 * The names most like a mistyped one, best first: same but for case, then starting with it, then a few slips away, then
 * containing it. Empty when nothing comes near.
 *
 * A slip is a character too many, too few, another one, or two swapped; one is allowed per three characters, at most
 * three. Linear in the number of names.
 */
export function nearestNames(name: string, names: Iterable<string>, max: number = 3): string[] {
  const wanted = name.toLowerCase()
  const allowed = Math.min(3, Math.max(1, Math.floor(wanted.length / 3)))
  const found: { readonly candidate: string; readonly rank: number }[] = []
  for (const candidate of names) {
    const rank = wanted === '' ? null : rankCandidate(wanted, candidate.toLowerCase(), allowed)
    if (rank !== null) found.push({ candidate, rank })
  }
  return found
    .toSorted((a, b) => a.rank - b.rank || a.candidate.length - b.candidate.length)
    .slice(0, max)
    .map(({ candidate }) => candidate)
}

function rankCandidate(wanted: string, candidate: string, allowed: number): number | null {
  if (candidate === wanted) return 0
  if (candidate.startsWith(wanted)) return 1
  const slips = countSlips(wanted, candidate, allowed)
  if (slips !== null) return 1 + slips
  return wanted.length >= 3 && candidate.includes(wanted) ? 10 : null
}

// Optimal string alignment; null when it takes more than `allowed`.
function countSlips(a: string, b: string, allowed: number): number | null {
  if (Math.abs(a.length - b.length) > allowed || a.length > longest || b.length > longest) return null
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a.charCodeAt(row - 1) === b.charCodeAt(column - 1)
      let least = Math.min(
        (previous[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (previous[column - 1] ?? 0) + (same ? 0 : 1),
      )
      const swapped =
        row > 1 &&
        column > 1 &&
        a.charAt(row - 1) === b.charAt(column - 2) &&
        a.charAt(row - 2) === b.charAt(column - 1)
      if (swapped) least = Math.min(least, (before[column - 2] ?? 0) + 1)
      current.push(least)
    }
    if (Math.min(...current) > allowed) return null
    before = previous
    previous = current
  }
  const slips = previous[b.length] ?? 0
  return slips <= allowed ? slips : null
}
