const kept = 'AWSX_KEEP_'

/**
 * The environment the caller gave, as a snapshot.
 *
 * The first line of the Node build takes `NODE_OPTIONS` and its like away before Node starts, and hands their values on
 * as `AWSX_KEEP_*`: here they get their names back, for the commands awsx starts.
 */
export function callerEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const own: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !name.startsWith(kept)) own[name] = value
  }
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && value !== '' && name.startsWith(kept)) own[name.slice(kept.length)] = value
  }
  return own
}

/** Makes sure that what this process writes is the user's alone, whatever the caller's umask; returns that umask. */
export function tightenUmask(): number {
  return process.umask(0o077)
}
