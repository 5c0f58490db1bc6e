import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeKey } from './store-fixture.ts'
import { makeVaultFixture, type VaultFixture } from './vault-fixture.ts'

let vault: VaultFixture
beforeEach(async () => {
  vault = await makeVaultFixture()
})

test('five are kept', async () => {
  for (let index = 0; index < 5; index++) await vault.store.keys.put(makeKey('dev'))
  expect(readdirSync(vault.fixture.paths.vaultDir).sort()).toEqual(
    [4, 5, 6, 7, 8].map((number) => `0000000${number}.age`),
  )
})

test('purge leaves the newest only, and no temporary file', async () => {
  writeFileSync(join(vault.fixture.paths.vaultDir, '.tmp-1-x'), 'x')
  expect(await vault.store.keys.remove('prod', { purge: true })).toBe(true)
  expect(readdirSync(vault.fixture.paths.vaultDir)).toEqual(['00000004.age'])
  expect(await vault.profiles()).toBe('')
})

test('purge also forgets what older generations hold of a key that is removed already', async () => {
  await vault.store.keys.remove('prod')
  expect(await vault.store.keys.remove('prod', { purge: true })).toBe(false)
  expect(readdirSync(vault.fixture.paths.vaultDir)).toEqual(['00000004.age'])
})

test('a vault that would be too large is not written', async () => {
  expect(await vault.failure(vault.store.keys.put(makeKey('dev', 'x'.repeat(1_100_000))))).toMatch(
    /^write_failed .* larger than/,
  )
  expect(await vault.profiles()).toBe('prod')
})
