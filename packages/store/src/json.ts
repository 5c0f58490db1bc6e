/** A JSON value; objects have no prototype. */
export type JsonValue = string | number | boolean | null | JsonObject | readonly JsonValue[]
export interface JsonObject {
  readonly [key: string]: JsonValue
}

const maxDepth = 32
const stringPattern = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y
const numberPattern = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const blankPattern = /[ \t\n\r]*/y

/**
 * Strict JSON in UTF-8; null when it is anything else.
 *
 * Unlike `JSON.parse` it refuses a key that appears twice, `__proto__`, more than 32 levels, and whole numbers above
 * 2^53 - 1: two programs could read such a text as different things.
 */
export function parseJson(bytes: Uint8Array): JsonValue | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    return parseText(text)
  } catch {
    return null
  }
}

/** A JSON object by {@link parseJson}; null for any other value. */
export function parseJsonObject(bytes: Uint8Array): JsonObject | null {
  const value = parseJson(bytes)
  return isJsonObject(value) ? value : null
}

/** The twin of {@link parseJson}. */
export function formatJson(value: JsonValue): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`, 'utf8')
}

/** Whether a JSON value is an object. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function parseText(text: string): JsonValue {
  let position = 0

  const match = (pattern: RegExp): string => {
    pattern.lastIndex = position
    const found = pattern.exec(text)?.[0]
    if (found === undefined) throw new SyntaxError()
    position += found.length
    return found
  }
  const take = (token: string): boolean => {
    if (!text.startsWith(token, position)) return false
    position += token.length
    return true
  }
  const need = (token: string): void => {
    if (!take(token)) throw new SyntaxError()
  }
  const parseString = (): string => JSON.parse(match(stringPattern)) as string
  const parseNumber = (): number => {
    const value = Number(match(numberPattern))
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) throw new SyntaxError()
    return value
  }

  const parseObject = (depth: number): JsonObject => {
    const object = Object.create(null) as Record<string, JsonValue>
    match(blankPattern)
    if (take('}')) return object
    do {
      match(blankPattern)
      const key = parseString()
      if (key === '__proto__' || key in object) throw new SyntaxError()
      match(blankPattern)
      need(':')
      object[key] = parseValue(depth)
    } while (take(','))
    need('}')
    return object
  }
  const parseArray = (depth: number): JsonValue[] => {
    const array: JsonValue[] = []
    match(blankPattern)
    if (take(']')) return array
    do array.push(parseValue(depth))
    while (take(','))
    need(']')
    return array
  }
  const parseValue = (depth: number): JsonValue => {
    if (depth > maxDepth) throw new SyntaxError()
    match(blankPattern)
    const value = parseBare(depth)
    match(blankPattern)
    return value
  }
  const parseBare = (depth: number): JsonValue => {
    if (take('{')) return parseObject(depth + 1)
    if (take('[')) return parseArray(depth + 1)
    if (take('true')) return true
    if (take('false')) return false
    if (take('null')) return null
    return text[position] === '"' ? parseString() : parseNumber()
  }

  const value = parseValue(0)
  if (position !== text.length) throw new SyntaxError()
  return value
}
