import type { ExecutePorts, KeyStore, Plan, SessionRecord, SessionStore, StoredKey } from '@awsx/core'
import { cacheKey } from '@awsx/core'

/**
 * The stores of one plan for an endpoint: they go on with the plan's own key and sessions when the agent locks.
 *
 * While it is open the common store is read and written first, so that other commands share what is there.
 */
export async function pinStores(
  plan: Plan,
  common: Pick<ExecutePorts, 'keys' | 'sessions'>,
  isOpen: () => boolean,
): Promise<{ readonly keys: KeyStore; readonly sessions: SessionStore }> {
  const own = new Map<string, StoredKey>()
  const records = new Map<string, SessionRecord>()
  const facts = new Map<string, { readonly value: string; readonly until: number }>()
  for (const steps of plan.direct === null ? [plan.steps] : [plan.steps, plan.direct]) {
    for (const [index, step] of steps.entries()) {
      const stored = step.api === 'StoredKeys' ? await common.keys.get(step.profile) : null
      if (stored !== null) own.set(stored.profile, stored)
      const key = cacheKey(steps, index)
      const record = key === null ? null : await common.sessions.get(key)
      if (record !== null) records.set(record.key, record)
    }
  }

  async function whileOpen<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
    return isOpen() ? await work() : otherwise
  }

  return {
    keys: {
      list: async () => [...own.values()],
      get: async (profile) => own.get(profile) ?? null,
      put: common.keys.put,
      remove: common.keys.remove,
    },
    sessions: {
      async get(key) {
        const found = await whileOpen(() => common.sessions.get(key), null)
        return found ?? records.get(key) ?? null
      },
      async put(record) {
        records.set(record.key, record)
        await whileOpen(() => common.sessions.put(record), undefined)
      },
      async delete(key) {
        records.delete(key)
        await whileOpen(() => common.sessions.delete(key), undefined)
      },
      list: async () => [...records.values()],
      async recall(key, now) {
        const fact = facts.get(key)
        if (fact !== undefined && fact.until > now) return fact.value
        return await whileOpen(() => common.sessions.recall(key, now), null)
      },
      async remember(key, value, until) {
        facts.set(key, { value, until })
        await whileOpen(() => common.sessions.remember(key, value, until), undefined)
      },
    },
  }
}
