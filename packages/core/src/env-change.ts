/** Environment variables by name, as a runtime gives them. */
export type Env = Readonly<Record<string, string | undefined>>

/** What is to change in an environment: `unset` goes first, no name is in both. */
export interface EnvChange {
  readonly unset: readonly string[]
  readonly set: ReadonlyMap<string, string>
}

/** The environment after `change`. */
export function applyEnvChange(env: Env, change: EnvChange): Record<string, string> {
  const after = new Map<string, string>()
  for (const [name, value] of Object.entries(env)) if (value !== undefined) after.set(name, value)
  for (const name of change.unset) after.delete(name)
  for (const [name, value] of change.set) after.set(name, value)
  return Object.fromEntries(after)
}

/** The change that leads from the environment after `change` back to `before`. */
export function reverseEnvChange(before: Env, change: EnvChange): EnvChange {
  const unset: string[] = []
  const set = new Map<string, string>()
  for (const name of new Set([...change.unset, ...change.set.keys()])) {
    const value = Object.hasOwn(before, name) ? before[name] : undefined
    if (value !== undefined) set.set(name, value)
    else if (change.set.has(name)) unset.push(name)
  }
  return { unset, set }
}
