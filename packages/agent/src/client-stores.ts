import type { KeyStore, SessionRecord, SessionStore } from '@awsx/core'
import { AwsxError } from '@awsx/core'
import { isRecord, numberOf, own, type Json, type JsonRecord } from './wire-json.ts'
import { formatIncomingKey, parseOutgoingKey } from './wire-key.ts'
import { formatWireRecord, parseWireRecord } from './wire-session.ts'

/** How the stores send a request. */
export type SendRequest = (request: JsonRecord) => Promise<Json>

/** The vault behind an agent. The secrets of its keys are withheld; all methods throw `locked` while the agent is. */
export function createAgentKeyStore(send: SendRequest): KeyStore {
  return {
    list: () => listAll(send, 'keys.list', parseOutgoingKey),
    get: async (profile) => parseOutgoingKey(recordOrNull(await send({ op: 'keys.get', profile }))),
    async put(key, options) {
      await send({ op: 'keys.put', key: formatIncomingKey(key), ...options })
    },
    remove: async (profile, options) =>
      (await send({ op: 'keys.remove', profile, purge: options?.purge === true })) === true,
  }
}

/** The sessions behind an agent; all methods throw `locked` while it is. */
export function createAgentSessionStore(send: SendRequest): SessionStore {
  return {
    get: async (key) => parseWireRecord(recordOrNull(await send({ op: 'sessions.get', key }))),
    async put(record: SessionRecord) {
      await send({ op: 'sessions.put', record: formatWireRecord(record) })
    },
    async delete(key) {
      await send({ op: 'sessions.delete', key })
    },
    list: () => listAll(send, 'sessions.list', parseWireRecord),
    async recall(key, now) {
      const value = await send({ op: 'sessions.recall', key, now })
      return typeof value === 'string' ? value : null
    },
    async remember(key, value, until) {
      await send({ op: 'sessions.remember', key, value, until })
    },
  }
}

/** All pages of a list; one is what fits into a message. */
async function listAll<T>(send: SendRequest, op: string, parse: (found: JsonRecord | null) => T | null): Promise<T[]> {
  const all: T[] = []
  for (let from = 0; ;) {
    const page = await send({ op, from })
    if (!isRecord(page)) throw noList()
    all.push(...listOf(own(page, 'items') ?? null, parse))
    const next = numberOf(page, 'next')
    if (next === null) return all
    if (next <= from) throw noList()
    from = next
  }
}

function listOf<T>(value: Json, parse: (found: JsonRecord | null) => T | null): T[] {
  if (!Array.isArray(value)) throw noList()
  return value.map((item: Json) => parse(recordOrNull(item))).filter((item) => item !== null)
}

function recordOrNull(value: Json): JsonRecord | null {
  return isRecord(value) ? value : null
}

function noList(): AwsxError {
  return new AwsxError('unexpected', 'the agent sent no list')
}
