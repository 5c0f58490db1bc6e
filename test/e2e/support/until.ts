/**
 * Asks `probe` again and again until it gives something else than null or false, and returns that.
 *
 * Throws with `what` where it does not come within `timeoutMs` (60,000): far more than it takes, so that a busy machine
 * fails no test.
 */
export async function until<T>(
  what: string,
  probe: () => T | null | false | Promise<T | null | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const found = await probe()
    if (found !== null && found !== false) return found
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
