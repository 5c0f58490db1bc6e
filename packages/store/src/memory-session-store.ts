import type { SessionRecord, SessionStore } from '@awsx/core'

/** Sessions that are gone with the process. */
export function createMemorySessionStore(): SessionStore {
  const records = new Map<string, SessionRecord>()
  const facts = new Map<string, { readonly value: string; readonly until: number }>()
  return {
    get: (key) => Promise.resolve(records.get(key) ?? null),
    put(record) {
      records.set(record.key, record)
      return Promise.resolve()
    },
    delete(key) {
      records.delete(key)
      return Promise.resolve()
    },
    list: () => Promise.resolve([...records.values()]),
    recall(key, now) {
      const fact = facts.get(key)
      return Promise.resolve(fact !== undefined && fact.until > now ? fact.value : null)
    },
    remember(key, value, until) {
      facts.set(key, { value, until })
      return Promise.resolve()
    },
  }
}
