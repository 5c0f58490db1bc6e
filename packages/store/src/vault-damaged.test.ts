import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { makeKey } from './store-fixture.ts'
import { makeVaultFixture, type VaultFixture } from './vault-fixture.ts'

let vault: VaultFixture
beforeEach(async () => {
  vault = await makeVaultFixture()
})

test('E113 gen-number-2^53, E138 conflicted-copy file and other names are left alone', async () => {
  const names = [
    '9007199254740993.age',
    '00000004 (conflicted copy).age',
    '00000004.age.bak',
    '0000000４.age',
    '00000000.age',
  ]
  for (const name of names) writeFileSync(join(vault.fixture.paths.vaultDir, name), 'x', { mode: 0o600 })
  expect(await vault.profiles()).toBe('prod')
  await vault.store.keys.put(makeKey('dev'))
  expect(readdirSync(vault.fixture.paths.vaultDir)).toEqual(expect.arrayContaining(names))
})

test('the last number there is is not passed', async () => {
  const path = vault.fixture.generation(99_999_999)
  writeFileSync(path, await vault.sealText(vault.documentOf(99_999_999), 99_999_999), { mode: 0o600 })
  rmSync(vault.fixture.paths.markFile)
  expect(await vault.failure(vault.fixture.open().keys.put(makeKey('dev')))).toMatch(
    /^write_failed VAULT has no number left/,
  )
})

test('E117 file-truncated-each-byte', async () => {
  const bytes = vault.fixture.readGeneration(3)
  for (let length = 0; length < bytes.length; length++) {
    truncateSync(vault.fixture.generation(3), 0)
    writeFileSync(vault.fixture.generation(3), bytes.subarray(0, length))
    expect(await vault.list()).toMatch(/^vault_damaged VAULT\/00000003/)
  }
})

test('E118 bitflip-each-byte', async () => {
  const bytes = vault.fixture.readGeneration(3)
  for (let index = 0; index < bytes.length; index++) {
    const flipped = bytes.slice()
    flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8))
    writeFileSync(vault.fixture.generation(3), flipped)
    // In the store id it looks like another vault.store.
    expect(await vault.list()).toMatch(/^(vault_damaged|vault_rolled_back) VAULT/)
  }
})

test.each([
  ['E123 zero-length', () => truncateSync(vault.fixture.generation(3), 0), 'is empty'],
  ['E124 sparse-1tb', () => truncateSync(vault.fixture.generation(3), 2 ** 40), 'is larger than 1048576 bytes'],
  ['E128 mode-0644', () => chmodSync(vault.fixture.generation(3), 0o644), 'has mode 0644'],
  [
    'E125 symlink',
    () => (
      renameSync(vault.fixture.generation(3), join(vault.fixture.home, 'x')),
      symlinkSync(join(vault.fixture.home, 'x'), vault.fixture.generation(3))
    ),
    'is a symlink',
  ],
  [
    'E127 fifo',
    () => (unlinkSync(vault.fixture.generation(3)), execFileSync('mkfifo', ['-m', '600', vault.fixture.generation(3)])),
    'is not a regular file',
  ],
  [
    'a folder',
    () => (unlinkSync(vault.fixture.generation(3)), mkdirSync(vault.fixture.generation(3))),
    'is not a regular file',
  ],
])('%s', async (_name, damage, message) => {
  damage()
  expect(await vault.list()).toContain(`vault_damaged VAULT/00000003.age ${message}`)
  expect(await vault.failure(vault.fixture.open().keys.put(makeKey('dev')))).toMatch(/^vault_damaged/)
})

test('E126 hardlink-outside: nothing is ever written through it', async () => {
  const outside = join(vault.fixture.home, 'outside')
  writeFileSync(outside, 'precious', { mode: 0o600 })
  linkSync(outside, vault.fixture.generation(4))
  expect(await vault.failure(vault.fixture.open().keys.put(makeKey('dev')))).toBe(
    'vault_damaged VAULT/00000004.age is not an age file',
  )
  expect(readFileSync(outside, 'utf8')).toBe('precious')
})

test('E115 stray-temp-file: swept after an hour by the next writer', async () => {
  const old = join(vault.fixture.paths.vaultDir, '.tmp-1-old')
  writeFileSync(old, 'x')
  utimesSync(old, 0, 0)
  await vault.store.keys.put(makeKey('dev'))
  expect(readdirSync(vault.fixture.paths.vaultDir)).toContain('.tmp-1-old')
  vault.fixture.clock.set(Date.now() + 2 * 3_600_000)
  await vault.store.keys.put(makeKey('dev'))
  expect(readdirSync(vault.fixture.paths.vaultDir)).not.toContain('.tmp-1-old')
})
