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
    list: async () => listOf(await send({ op: 'keys.list' }), parseOutgoingKey),
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
    async list() {
      const records: SessionRecord[] = []
      for (let from: number | null = 0; from !== null;) {
        const page: Json = await send({ op: 'sessions.list', from })
        if (!isRecord(page)) throw noList()
        records.push(...listOf(own(page, 'items') ?? null, parseWireRecord))
        from = numberOf(page, 'next')
      }
      return records
    },
    async recall(key, now) {
      const value = await send({ op: 'sessions.recall', key, now })
      return typeof value === 'string' ? value : null
    },
    async remember(key, value, until) {
      await send({ op: 'sessions.remember', key, value, until })
    },
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
