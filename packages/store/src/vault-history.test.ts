import { cpSync, readdirSync, readFileSync, renameSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeKey, makeStoreFixture, otherScalar } from './store-fixture.ts'
import { makeVaultFixture, type VaultFixture } from './vault-fixture.ts'
import { relateToMark } from './vault-history.ts'

let vault: VaultFixture
beforeEach(async () => {
  vault = await makeVaultFixture()
})

test('E111 old-generation-restored: refused with what differs, until a person accepts it', async () => {
  unlinkSync(vault.fixture.generation(3))
  const error = await vault.fixture
    .open()
    .keys.list()
    .catch((cause: unknown) => cause)
  expect(error).toMatchObject({
    code: 'vault_rolled_back',
    data: { relation: 'older', markedGeneration: 3, foundGeneration: 2, foundProfiles: 'prod' },
  })
  expect(await vault.failure(vault.fixture.open().keys.put(makeKey('dev')))).toMatch(/^vault_rolled_back/)
  expect(readdirSync(vault.fixture.paths.vaultDir)).not.toContain('00000003.age')
  const accepting = vault.fixture.open()
  await accepting.acceptRollback()
  expect((await accepting.keys.get('prod'))?.secretAccessKey.reveal()).toBe('first')
  await accepting.keys.put(makeKey('dev'))
  expect(await vault.profiles()).toBe('prod dev')
})

test('E111 the same generation with another content', async () => {
  const { home } = vault.fixture
  cpSync(join(home, 'data'), join(home, 'backup'), { recursive: true })
  await vault.store.keys.put(makeKey('here'))
  rmSync(join(home, 'data'), { recursive: true })
  renameSync(join(home, 'backup'), join(home, 'data'))
  const mark = readFileSync(vault.fixture.paths.markFile)
  rmSync(vault.fixture.paths.markFile)
  await vault.fixture.open().keys.put(makeKey('elsewhere'))
  writeFileSync(vault.fixture.paths.markFile, mark)
  expect(await vault.list()).toBe(
    'vault_rolled_back VAULT is not a continuation of generation 4, which was seen here before',
  )
  await vault.fixture
    .open()
    .keys.list()
    .catch(() => null)
  writeFileSync(vault.fixture.paths.markFile, mark)
  await vault.fixture.open().acceptRollback()
  expect(await vault.profiles()).toBe('prod elsewhere')
})

test('E114 prev-hash-mismatch: newer, but not a continuation of what was seen', async () => {
  const mark = readFileSync(vault.fixture.paths.markFile)
  writeFileSync(vault.fixture.generation(4), await vault.sealText(vault.documentOf(4), 4), { mode: 0o600 })
  expect(await vault.list()).toMatch(/^vault_rolled_back .* not a continuation of generation 3/)
  const findings = await vault.fixture.open().verify()
  expect(findings.find(({ level }) => level === 'error')?.message).toBe(
    'is not a continuation of generation 3 as it is now',
  )
  expect(readFileSync(vault.fixture.paths.markFile)).toEqual(mark)
})

test('E112 gen-gap: the chain is followed as far as it is there', async () => {
  const mark = readFileSync(vault.fixture.paths.markFile)
  for (let index = 0; index < 3; index++) await vault.store.keys.put(makeKey(`p${index}`))
  writeFileSync(vault.fixture.paths.markFile, mark)
  expect(await vault.list()).toBe('done')
  unlinkSync(vault.fixture.generation(5))
  writeFileSync(vault.fixture.paths.markFile, mark)
  expect(await vault.list()).toBe('done')
  expect((await vault.store.verify()).find(({ level }) => level === 'warning')?.message).toMatch(
    /does not follow generation 4/,
  )
})

test('a mark that is behind is moved forward', async () => {
  const mark = readFileSync(vault.fixture.paths.markFile)
  await vault.store.keys.put(makeKey('dev'))
  const newer = readFileSync(vault.fixture.paths.markFile)
  writeFileSync(vault.fixture.paths.markFile, mark)
  await vault.fixture.open().keys.list()
  expect(readFileSync(vault.fixture.paths.markFile)).toEqual(newer)
})

test('E140 whole-store-replaced: refused before the identity is asked for, and not acceptable', async () => {
  const other = makeStoreFixture()
  await other.create(otherScalar)
  rmSync(join(vault.fixture.home, 'data'), { recursive: true })
  cpSync(join(other.home, 'data'), join(vault.fixture.home, 'data'), { recursive: true })
  const asked = vault.fixture.unlocks()
  expect(await vault.list()).toBe('vault_rolled_back VAULT is another store than the one that was used here before')
  expect(await vault.failure(vault.fixture.open().acceptRollback())).toMatch(/^vault_rolled_back/)
  expect(await vault.failure(vault.fixture.open().keys.put(makeKey('dev')))).toMatch(/^vault_rolled_back/)
  expect((await vault.fixture.open().verify()).at(-1)?.message).toMatch(/is another store/)
  expect(vault.fixture.unlocks()).toBe(asked)
})

test('a vault that is gone is neither empty nor made anew', async () => {
  rmSync(vault.fixture.paths.vaultDir, { recursive: true })
  expect(await vault.list()).toBe('vault_rolled_back VAULT has no vault, and generation 3 was seen here before')
  expect(await vault.failure(vault.fixture.create())).toMatch(/^vault_rolled_back/)
})

test('no mark: said once, then pinned', async () => {
  rmSync(vault.fixture.paths.markFile)
  vault.fixture.notices.length = 0
  await vault.fixture.open().keys.list()
  await vault.fixture.open().keys.list()
  expect(vault.fixture.notices.map(({ message }) => message.replace(vault.fixture.paths.vaultDir, 'VAULT'))).toEqual([
    'VAULT is new to this machine: generation 3 is remembered from now on',
  ])
})

test.each(['', '{}', '{"format":2}', '{"format":1,"storeId":"x"}'])(
  'a damaged mark is not taken for none: %j',
  async (text) => {
    writeFileSync(vault.fixture.paths.markFile, text)
    expect(await vault.list()).toMatch(/^vault_damaged .* is not a mark that this awsx wrote/)
  },
)

test('E114 prev-hash-mismatch: a link of the chain that was swapped for another', async () => {
  const mark = { storeId: 's', recipient: 'r', generation: 1, sha256: 'one' }
  const newest = { storeId: 's', generation: 3, sha256: 'three', previous: 'two' }
  const relate = (sha256: string): Promise<string> =>
    relateToMark(mark, { ...newest, look: () => Promise.resolve({ sha256, previous: 'one' }) })
  expect(await relate('two')).toBe('newer')
  expect(await relate('swapped')).toBe('forked')
})
