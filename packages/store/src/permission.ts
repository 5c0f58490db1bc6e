/**
 * Whether Node runs with `--permission`, as the agent does.
 *
 * Its rules are about paths, so it refuses calls on descriptors whatever they are open on: fchmod, and since Node 24
 * futimes and fsync. Who needs one has to do without.
 */
export function isUnderPermission(): boolean {
  return (process.permission as object | undefined) !== undefined
}
