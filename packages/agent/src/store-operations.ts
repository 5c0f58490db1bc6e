import type { AgentEngine } from './agent-engine.ts'
import { needed } from './bad-request.ts'
import { formatOutgoingKey, parseIncomingKey } from './wire-key.ts'
import { frameLimits } from './protocol.ts'
import { encodeJson, flagOf, numberOf, own, recordOf, textOf, type Json, type JsonRecord } from './wire-json.ts'
import { formatWireRecord, parseWireRecord } from './wire-session.ts'

type Operation = (engine: AgentEngine, request: JsonRecord) => Promise<Json>

/** The methods of the two stores as operations. No answer holds the secret of a long-term key. */
export const storeOperations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [
    'keys.list',
    async ({ keys }, request) => pageOf((await keys.list()).map(formatOutgoingKey), number(request, 'from')),
  ],
  [
    'keys.get',
    async ({ keys }, request) => {
      const key = await keys.get(text(request, 'profile'))
      return key === null ? null : formatOutgoingKey(key)
    },
  ],
  [
    'keys.put',
    async ({ keys }, request) => {
      const key = needed(parseIncomingKey(recordOf(request, 'key')), 'a key')
      const expected = own(request, 'expected')
      const isExpected = typeof expected === 'string' || expected === null
      await keys.put(key, ...(isExpected ? [{ expected }] : []))
      return null
    },
  ],
  ['keys.remove', ({ keys }, request) => keys.remove(text(request, 'profile'), { purge: flagOf(request, 'purge') })],
  [
    'sessions.get',
    async ({ sessions }, request) => {
      const record = await sessions.get(text(request, 'key'))
      return record === null ? null : formatWireRecord(record)
    },
  ],
  [
    'sessions.put',
    async ({ sessions }, request) => {
      await sessions.put(needed(parseWireRecord(recordOf(request, 'record')), 'a session'))
      return null
    },
  ],
  [
    'sessions.delete',
    async ({ sessions }, request) => {
      await sessions.delete(text(request, 'key'))
      return null
    },
  ],
  [
    'sessions.list',
    async ({ sessions }, request) => pageOf((await sessions.list()).map(formatWireRecord), number(request, 'from')),
  ],
  ['sessions.recall', ({ sessions }, request) => sessions.recall(text(request, 'key'), number(request, 'now'))],
  [
    'sessions.remember',
    async ({ sessions }, request) => {
      await sessions.remember(text(request, 'key'), text(request, 'value'), number(request, 'until'))
      return null
    },
  ],
])

function text(request: JsonRecord, name: string): string {
  return needed(textOf(request, name), name)
}

function number(request: JsonRecord, name: string): number {
  return needed(numberOf(request, name), name)
}

/** What fits into one frame; the rest is asked for with `next`. */
function pageOf(records: readonly JsonRecord[], from: number): JsonRecord {
  const items: JsonRecord[] = []
  let bytes = 0
  let next = Math.max(0, Math.floor(from))
  for (let record = records[next]; record !== undefined; record = records[next]) {
    bytes += encodeJson(record).length + 1
    if (items.length > 0 && bytes > frameLimits.fromAgent - 1024) return { items, next }
    items.push(record)
    next += 1
  }
  return { items, next: null }
}
