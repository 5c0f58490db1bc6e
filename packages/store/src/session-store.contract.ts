import type { SessionStore } from '@awsx/core'
import { describe, expect, test } from 'vitest'
import { makeSession } from './store-fixture.ts'

/** What every `SessionStore` does; `make` gives an empty one. */
export function describeSessionStore(name: string, make: () => Promise<SessionStore>): void {
  describe(`${name} is a SessionStore`, () => {
    test('has nothing at first', async () => {
      const sessions = await make()
      expect(await sessions.get('key')).toBeNull()
      expect(await sessions.list()).toEqual([])
      expect(await sessions.recall('key', 0)).toBeNull()
      await sessions.delete('key')
    })

    test('gives back every field of a session', async () => {
      const sessions = await make()
      const record = makeSession('key')
      await sessions.put(record)
      const found = await sessions.get('key')
      expect(found).toEqual(record)
      expect(found?.session.credentials.secretAccessKey.reveal()).toBe('session-secret')
      expect(found?.session.credentials.sessionToken?.reveal()).toBe('session-token')
    })

    test('keeps long-term keys without a token and an end', async () => {
      const sessions = await make()
      const record = makeSession('key', null)
      const credentials = { ...record.session.credentials, sessionToken: null }
      await sessions.put({ ...record, session: { ...record.session, credentials } })
      expect((await sessions.get('key'))?.session).toMatchObject({
        expiresAt: null,
        credentials: { sessionToken: null },
      })
    })

    test('replaces, lists and deletes by key', async () => {
      const sessions = await make()
      await sessions.put(makeSession('one'))
      await sessions.put({ ...makeSession('one'), profile: 'dev' })
      await sessions.put(makeSession('two'))
      expect((await sessions.list()).map(({ key, profile }) => `${key} ${profile}`).sort()).toEqual([
        'one dev',
        'two prod',
      ])
      await sessions.delete('one')
      expect(await sessions.get('one')).toBeNull()
      expect(await sessions.get('two')).not.toBeNull()
    })

    test('lists a session that has just ended', async () => {
      const sessions = await make()
      await sessions.put(makeSession('past', Date.now() - 1000))
      await sessions.put(makeSession('now'))
      expect((await sessions.list()).map(({ key }) => key).sort()).toEqual(['now', 'past'])
    })

    test('remembers a fact until its time, apart from sessions', async () => {
      const sessions = await make()
      const until = Date.now() + 60_000
      await sessions.remember('key', 'first', until)
      await sessions.remember('key', 'value', until)
      expect(await sessions.recall('key', until - 1)).toBe('value')
      expect(await sessions.recall('key', until)).toBeNull()
      expect(await sessions.recall('other', until - 1)).toBeNull()
      expect(await sessions.get('key')).toBeNull()
      expect(await sessions.list()).toEqual([])
    })

    test('keys are texts of any kind and length', async () => {
      const sessions = await make()
      for (const key of ['__proto__', '../../x', '{"policy":"' + 'x'.repeat(60_000) + '"}', 'a\nb\0c']) {
        await sessions.put(makeSession(key))
        expect((await sessions.get(key))?.key).toBe(key)
      }
    })
  })
}
