import { readdirSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { makeKey } from './store-fixture.ts'
import { makeVaultFixture, type VaultFixture } from './vault-fixture.ts'

let vault: VaultFixture
beforeEach(async () => {
  vault = await makeVaultFixture()
})

const read = async (text: string | Uint8Array): Promise<string> => {
  vault.replaceNewest(await vault.sealText(text, 3))
  return vault.list()
}

test('E116 unknown-entry-kind: kept as it is', async () => {
  const entry = { kind: 'passkey', name: 'prod', deep: { list: [1, 'two', null] } }
  vault.replaceNewest(await vault.sealText(vault.documentOf(3, { entries: [entry, { kind: 'sso', name: 'prod' }] }), 3))
  const other = vault.fixture.open()
  await other.keys.put(makeKey('prod'))
  await other.keys.remove('prod')
  const findings = await other.verify()
  expect(findings.find(({ path }) => path === vault.fixture.generation(5))?.message).toMatch(/^opens: 2 entries/)
})

test('E137 unknown-format-version: refused, and never replaced', async () => {
  expect(await read(vault.documentOf(3, { format: 2 }))).toMatch(
    /^vault_damaged .* has format 2, and this awsx knows format 1/,
  )
  expect(await vault.failure(vault.fixture.open().keys.put(makeKey('dev')))).toMatch(/^vault_damaged/)
  expect(readdirSync(vault.fixture.paths.vaultDir)).toHaveLength(3)
})

test.each([
  [
    'E129 json-proto-pollution',
    () => vault.documentOf(3).replace('"entries":[]', '"entries":[],"__proto__":{"polluted":1}'),
  ],
  ['E130 json-dup-keys', () => vault.documentOf(3).replace('"entries":[]', '"entries":[],"entries":[]')],
  [
    'E131 json-depth-10k',
    () => vault.documentOf(3).replace('"entries":[]', `"entries":${'['.repeat(10_000)}${']'.repeat(10_000)}`),
  ],
  ['E132 json-bigint', () => vault.documentOf(3).replace('"generation":3', '"generation":9007199254740993')],
  [
    'E133 non-utf8-payload',
    () => Buffer.concat([Buffer.from('{"format":1,"a":"'), Buffer.from([0xff]), Buffer.from('"}')]),
  ],
  ['nothing', () => ''],
  ['a list', () => '[]'],
  ['entries of no kind', () => vault.documentOf(3, { entries: [{ name: 'x' }] })],
  [
    'two entries of one name',
    () =>
      vault.documentOf(3, {
        entries: [
          { kind: 'a', name: 'x' },
          { kind: 'a', name: 'x' },
        ],
      }),
  ],
  [
    'a key without its secret',
    () => vault.documentOf(3, { entries: [{ kind: 'key', name: 'x', accessKeyId: 'AKIA' }] }),
  ],
  ['no recipients', () => vault.documentOf(3, { recipients: {} })],
])('%s: refused', async (_name, text) => {
  expect(await read(text())).toMatch(/^vault_damaged VAULT\/00000003.age (does|has)/)
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})
