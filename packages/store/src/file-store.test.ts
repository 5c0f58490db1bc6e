import { existsSync, readFileSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { expect, test } from 'vitest'
import { createFileStore } from './file-store.ts'
import { createIdentity } from './identity.ts'
import { hasAge, makeKey, makeSession, makeStoreFixture, otherScalar, runAge, testScalar } from './store-fixture.ts'

const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => (error instanceof AwsxError ? error.code : error),
  )

test('without a vault nothing is asked, found or kept', async () => {
  const fixture = makeStoreFixture()
  const store = fixture.open()
  expect(store.exists()).toBe(false)
  expect(await store.keys.list()).toEqual([])
  expect(await store.keys.remove('prod', { purge: true })).toBe(false)
  expect(await codeOf(store.keys.put(makeKey('prod')))).toBe('locked')
  expect(await codeOf(store.addRecovery())).toBe('locked')
  await store.sessions.put(makeSession('key'))
  await store.sessions.remember('key', 'value', Date.now() + 60_000)
  expect(await store.sessions.get('key')).toBeNull()
  expect(await store.sessions.list()).toEqual([])
  expect(await store.sessions.recall('key', 0)).toBeNull()
  expect(await store.clearSessions()).toBe(0)
  expect(fixture.unlocks()).toBe(0)
})

test('unlock is called when something has to be opened, and once', async () => {
  const fixture = makeStoreFixture()
  await fixture.create()
  const store = fixture.open()
  expect([store.exists(), store.isUnlocked(), fixture.unlocks()]).toEqual([true, false, 0])
  await Promise.all([store.keys.list(), store.sessions.get('key'), store.keys.put(makeKey('prod')), store.verify()])
  expect([store.isUnlocked(), fixture.unlocks()]).toEqual([true, 1])
})

test('a refusal to unlock is final, is not a miss, and asks nobody twice', async () => {
  const fixture = makeStoreFixture()
  await fixture.create()
  let asked = 0
  const store = createFileStore({
    ...fixture,
    notify: () => {},
    unlock() {
      asked++
      return Promise.reject(new AwsxError('cancelled', 'cancelled'))
    },
  })
  expect(await codeOf(store.sessions.get('key'))).toBe('cancelled')
  expect(await codeOf(store.keys.list())).toBe('cancelled')
  expect(asked).toBe(1)
})

test('the identity is destroyed once the store key is derived', async () => {
  const fixture = makeStoreFixture()
  await fixture.create()
  const scalar = testScalar.slice()
  const store = createFileStore({
    ...fixture,
    notify: () => {},
    unlock: () => Promise.resolve(createIdentity(scalar)),
  })
  await store.keys.list()
  expect(scalar.every((byte) => byte === 0)).toBe(true)
})

test('two processes that make the vault at once with one identity share it', async () => {
  const fixture = makeStoreFixture()
  const stores = [fixture.open(), fixture.open()] as const
  await Promise.all(stores.map((store) => store.create(createIdentity(testScalar.slice()))))
  await stores[0].keys.put(makeKey('prod'))
  expect((await stores[1].keys.get('prod'))?.profile).toBe('prod')
})

test('no secret and no name is in clear in any file', async () => {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  await store.keys.put(makeKey('canary-profile', 'canary-secret'))
  await store.sessions.put(makeSession('canary-key'))
  for (const finding of await store.verify()) {
    const bytes =
      finding.path.endsWith('.age') && finding.path !== fixture.paths.identityFile
        ? readFileSync(finding.path, 'latin1')
        : ''
    expect(bytes + finding.message).not.toMatch(/canary|session-secret/)
  }
  expect(readFileSync(fixture.paths.markFile, 'utf8')).not.toMatch(/canary/)
})

test.runIf(hasAge)(
  'the age command opens every file with the identity, and the vault with the recovery identity',
  async () => {
    const fixture = makeStoreFixture()
    const store = await fixture.create()
    await store.keys.put(makeKey('prod', 's3cret'))
    await store.sessions.put(makeSession('key'))
    await store.sessions.remember('fact', 'value', Date.now() + 60_000)
    const { identity, recipient } = await store.addRecovery()
    const recovery = join(fixture.home, 'recovery.txt')
    writeFileSync(recovery, identity.reveal(), { mode: 0o600 })
    const primary = fixture.writeIdentity()
    const opened = (await store.verify()).filter(({ message }) => message.startsWith('opens'))
    expect(opened).toHaveLength(5)
    for (const { path } of opened) expect(JSON.parse(runAge(primary, path))).toMatchObject({ format: 1 })
    expect(JSON.parse(runAge(recovery, fixture.generation(3)))).toMatchObject({
      generation: 3,
      recipients: { recovery: [recipient] },
      entries: [{ kind: 'key', name: 'prod', secretAccessKey: 's3cret' }],
    })
    expect(() => runAge(recovery, fixture.generation(2))).toThrow(/no identity matched/)
    await store.keys.put(makeKey('dev'))
    expect(JSON.parse(runAge(recovery, fixture.generation(4)))).toMatchObject({ generation: 4 })
  },
)

test('the recovery identity is shown, and kept nowhere', async () => {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  const { identity, recipient } = await store.addRecovery()
  expect(identity.reveal()).toMatch(/^# public key: age1\S+\nAGE-SECRET-KEY-1\S+\n$/)
  expect(identity.reveal()).toContain(recipient)
  const other = await store.addRecovery()
  expect(other.recipient).not.toBe(recipient)
  expect((await store.verify()).map(({ message }) => message)).toContain('opens: 0 entries, 2 recovery recipients')
})

test('the recovery identity is put away before the vault is sealed to it', async () => {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  const kept: string[] = []
  await store.addRecovery(({ identity }) => {
    expect(fixture.paths.vaultDir).toSatisfy((folder: string) => !existsSync(join(folder, '00000002.age')))
    kept.push(identity.reveal())
  })
  expect(kept).toHaveLength(1)
  const refuse = (): never => {
    throw new Error('no room')
  }
  await expect(store.addRecovery(refuse)).rejects.toThrow('no room')
  expect((await store.verify()).map(({ message }) => message)).toContain('opens: 0 entries, 1 recovery recipient')
})

test('E139 identity-of-another-store', async () => {
  const fixture = makeStoreFixture()
  await fixture.create()
  expect(await codeOf(fixture.open(otherScalar).keys.list())).toBe('wrong_passphrase')
  rmSync(fixture.paths.markFile)
  expect(await codeOf(fixture.open(otherScalar).keys.list())).toBe('vault_damaged')
})

test('clearSessions removes what does not open as well', async () => {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  await store.sessions.put(makeSession('key'))
  const damaged = join(fixture.paths.sessionsDir, `${'0'.repeat(64)}.age`)
  writeFileSync(damaged, 'damaged')
  utimesSync(damaged, 0, 0)
  expect(await fixture.open().clearSessions()).toBe(2)
  expect(await store.sessions.get('key')).toBeNull()
})

test('D93 reused-code: clearSessions keeps for 90 s which codes were used', async () => {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  const now = fixture.clock.now()
  await store.sessions.remember('mfa-code x', '123456', now + 90_000)
  await store.sessions.remember('other', 'yes', now + 91_000)
  expect(await fixture.open().clearSessions()).toBe(1)
  expect(await store.sessions.recall('mfa-code x', now)).toBe('123456')
  expect(await store.sessions.recall('other', now)).toBeNull()
})

test('verify names what is wrong', async () => {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  await store.keys.put(makeKey('prod'))
  await store.keys.put(makeKey('dev'))
  expect((await store.verify()).filter(({ level }) => level !== 'info')).toEqual([])
  writeFileSync(join(fixture.paths.vaultDir, '00000003 (conflicted copy).age'), 'x', { mode: 0o600 })
  const middle = fixture.generation(2)
  const bytes = fixture.readGeneration(2)
  writeFileSync(middle, bytes.subarray(0, -1))
  expect(
    (await store.verify()).filter(({ level }) => level !== 'info').map(({ level, path }) => `${level} ${path}`),
  ).toEqual([`error ${middle}`, `warning ${join(fixture.paths.vaultDir, '00000003 (conflicted copy).age')}`])
  unlinkSync(middle)
  expect((await store.verify()).map(({ message }) => message)).toContain(
    'does not follow generation 1: generations in between are missing',
  )
})
