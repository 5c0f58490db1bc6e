/** The values of a request's context keys; names in lower case, since IAM does not look at their case. */
export type PolicyContext = ReadonlyMap<string, readonly string[]>

/** A context from its keys in any case; null leaves a key out, as AWS does for keys that do not apply. */
export function createContext(keys: Readonly<Record<string, string | readonly string[] | null>>): PolicyContext {
  const context = new Map<string, readonly string[]>()
  for (const [key, value] of Object.entries(keys))
    if (value !== null) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value)
  return context
}

/** One context over another. */
export function mergeContexts(...contexts: readonly PolicyContext[]): PolicyContext {
  return new Map(contexts.flatMap((context) => [...context]))
}

/**
 * True when `value` fits a pattern with `*` and `?`. With a context, `${key}` stands for a key's value (an unknown key
 * fits nothing), and `${*}`, `${?}`, `${$}` for the character itself.
 */
export function matchWildcard(pattern: string, value: string, context: PolicyContext | null = null): boolean {
  let unknown = false
  const source = pattern.replace(/\$\{([^}]*)\}|[\s\S]/g, (part, variable: string | undefined) => {
    if (context === null || variable === undefined)
      return part.length > 1 ? part.replace(/[\s\S]/g, toSource) : toSource(part)
    if (variable === '*' || variable === '?' || variable === '$') return escapeSource(variable)
    const [name = '', fallback] = variable.split(/\s*,\s*/)
    const text = context.get(name.trim().toLowerCase())?.[0] ?? fallback?.replaceAll("'", '')
    if (text === undefined) unknown = true
    return escapeSource(text ?? '')
  })
  return !unknown && new RegExp(`^${source}$`, 's').test(value)
}

function toSource(character: string): string {
  if (character === '*') return '.*'
  return character === '?' ? '.' : escapeSource(character)
}

function escapeSource(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
