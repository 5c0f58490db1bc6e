import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createIdentity } from './identity.ts'
import { createKeyring } from './keyring.ts'
import { formatKeyEntry } from './key-entry.ts'
import { makeKey, makeStoreFixture, testScalar } from './store-fixture.ts'
import { createVault } from './vault.ts'

test('100 parallel writers, each with an instance of its own, lose none', { timeout: 60_000 }, async () => {
  const fixture = makeStoreFixture()
  await fixture.create()
  const names = Array.from({ length: 100 }, (_, index) => `p${index}`)
  await Promise.all(names.map((name) => fixture.open().keys.put(makeKey(name))))
  const found = (await fixture.open().keys.list()).map(({ profile }) => profile)
  expect(found.sort()).toEqual(names.sort())
  expect(readdirSync(fixture.paths.vaultDir)).toHaveLength(5)
  expect((await fixture.open().verify()).filter(({ level }) => level !== 'info')).toEqual([])
})

test('writers, removers, purgers and readers at once', { timeout: 60_000 }, async () => {
  const fixture = makeStoreFixture()
  const first = await fixture.create()
  for (let index = 0; index < 5; index++) await first.keys.put(makeKey(`old${index}`))
  const results = await Promise.all([
    ...[0, 1, 2, 3, 4].map((index) => fixture.open().keys.remove(`old${index}`, { purge: index % 2 === 0 })),
    ...[0, 1, 2, 3, 4].map((index) => fixture.open().keys.put(makeKey(`new${index}`))),
    ...Array.from({ length: 10 }, () => fixture.open().keys.list()),
  ])
  expect(results.slice(0, 5)).toEqual([true, true, true, true, true])
  const found = (await fixture.open().keys.list()).map(({ profile }) => profile)
  expect(found.sort()).toEqual(['new0', 'new1', 'new2', 'new3', 'new4'])
})

test.each([
  ['those between are gone', [7, 8]],
  ['its would-be successor is there', [4, 5, 6, 7, 8]],
])('a slow writer whose number was used and removed meanwhile is not lost: %s', async (_name, others) => {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  const { vaultDir, markFile } = fixture.paths
  const backup = join(fixture.home, 'backup')
  for (let generation = 2; generation <= 8; generation++) {
    await store.keys.put(makeKey(`fast${generation}`))
    cpSync(vaultDir, backup, { recursive: true })
  }
  const restore = (generation: number): void =>
    cpSync(join(backup, `0000000${generation}.age`), join(vaultDir, `0000000${generation}.age`))

  // Back to generation 2, as the slow writer saw it before the others came.
  rmSync(markFile)
  for (const name of readdirSync(vaultDir)) rmSync(join(vaultDir, name))
  restore(2)
  const keyring = createKeyring(() => Promise.resolve(createIdentity(testScalar.slice())))
  const slow = createVault({ paths: fixture.paths, keyring, clock: fixture.clock, notify: () => {} })
  let attempts = 0
  await slow.commit(({ entries }) => {
    attempts++
    // What the others do between its reading and its link of generation 3, the number they have used and removed.
    if (attempts === 1) others.forEach(restore)
    return { entries: [...entries, formatKeyEntry(makeKey('slow'))] }
  })
  expect(attempts).toBe(2)
  const profiles = (await fixture.open().keys.list()).map(({ profile }) => profile)
  expect(profiles).toEqual(['fast2', 'fast3', 'fast4', 'fast5', 'fast6', 'fast7', 'fast8', 'slow'])
})

test.each([
  ['moved the mark on meanwhile: no fork', true, '2'],
  ['did not: a fork', false, 'vault_rolled_back'],
])("a slow writer's file at a number that was used and removed, while others %s", async (_name, moves, expected) => {
  const fixture = makeStoreFixture()
  const store = await fixture.create()
  const { vaultDir, markFile } = fixture.paths
  const markOfFirst = readFileSync(markFile)
  const backup = join(fixture.home, 'first')
  cpSync(vaultDir, backup, { recursive: true })
  await store.keys.put(makeKey('slow'))
  const slow = readFileSync(fixture.generation(2))
  // The same number again, by somebody who was faster, and five more.
  rmSync(markFile)
  for (const name of readdirSync(vaultDir)) rmSync(join(vaultDir, name))
  cpSync(backup, vaultDir, { recursive: true })
  for (let count = 0; count < 6; count++) await fixture.open().keys.put(makeKey(count % 2 === 0 ? 'a' : 'b'))
  const markOfLast = readFileSync(markFile)

  // A reader that began long ago: it has read the mark, and lists the folder only now.
  writeFileSync(markFile, markOfFirst)
  writeFileSync(fixture.generation(2), slow, { mode: 0o600 })
  const keyring = createKeyring(() => {
    if (moves) writeFileSync(markFile, markOfLast)
    return Promise.resolve(createIdentity(testScalar.slice()))
  })
  const reader = createVault({ paths: fixture.paths, keyring, clock: fixture.clock, notify: () => {} })
  const found = await reader.read().then(
    (document) => String(document?.entries.length),
    (error: { code: string }) => error.code,
  )
  expect(found).toBe(expected)
})
