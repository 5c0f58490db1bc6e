import { cpSync, rmSync, writeFileSync } from 'node:fs'
import { Encrypter } from 'age-encryption'
import { beforeEach, expect, test } from 'vitest'
import { sealAge } from './age.ts'
import { createIdentity } from './identity.ts'
import { sealObject } from './sealed-object.ts'
import { otherScalar, testScalar } from './store-fixture.ts'
import { createStoreRecipient } from './store-stanza.ts'
import { makeVaultFixture, type VaultFixture } from './vault-fixture.ts'
import { toRecipient } from './x25519.ts'

let vault: VaultFixture
beforeEach(async () => {
  vault = await makeVaultFixture()
})

const replaceFifth = (bytes: Uint8Array): void => {
  rmSync(vault.fixture.paths.markFile, { force: true })
  writeFileSync(vault.fixture.generation(5), bytes, { mode: 0o600 })
}

test('E106 no-store-stanza: a file to the public key alone is refused', async () => {
  const encrypter = new Encrypter()
  encrypter.addRecipient(toRecipient(testScalar))
  vault.replaceNewest(await encrypter.encrypt(vault.documentOf(3)))
  expect(await vault.list()).toBe('vault_damaged VAULT/00000003.age was not sealed by awsx: it has no store stanza')
})

test('E107 two-store-stanzas', async () => {
  const { key, storeId } = vault.storeKey()
  const stanza = createStoreRecipient(key, storeId, { objectId: 'vault', generation: 3 })
  vault.replaceNewest(await sealAge(Buffer.from(vault.documentOf(3)), [stanza, stanza], 'FILE'))
  expect(await vault.list()).toBe('vault_damaged VAULT/00000003.age has two store stanzas')
})

test('E108 store-stanza-other-store', async () => {
  const identity = createIdentity(otherScalar.slice())
  const { storeId } = vault.storeKey()
  const forged = { storeId, recipient: toRecipient(testScalar), key: identity.deriveStoreKey(storeId) }
  vault.replaceNewest(await vault.sealText(vault.documentOf(3), 3, forged))
  expect(await vault.list()).toMatch(/^vault_damaged .* was not sealed with this identity, or was changed/)
})

test('E109 a session in the place of the vault', async () => {
  const name = { objectId: `session/${'0'.repeat(64)}`, generation: 3 }
  vault.replaceNewest(await sealObject(Buffer.from(vault.documentOf(3)), vault.storeKey(), name, [], 'FILE'))
  expect(await vault.list()).toMatch(/^vault_damaged .* another file of this store under a wrong name/)
})

test('E110 gen-edited: an old generation under a new name, and with the number edited', async () => {
  cpSync(vault.fixture.generation(2), vault.fixture.generation(4))
  expect(await vault.list()).toMatch(/^vault_damaged .*00000004.age is another file of this store under a wrong name/)
  const edited = Buffer.from(vault.fixture.readGeneration(2)).toString('latin1').replace(' vault 2 ', ' vault 4 ')
  writeFileSync(vault.fixture.generation(4), Buffer.from(edited, 'latin1'))
  expect(await vault.list()).toMatch(/^vault_damaged .*00000004.age was not sealed with this identity, or was changed/)
})

test('what is inside must say the same as the stanza', async () => {
  for (const over of [
    { generation: 4 },
    { storeId: '0'.repeat(32) },
    { recipients: { primary: toRecipient(otherScalar), recovery: [] } },
  ]) {
    writeFileSync(vault.fixture.generation(4), await vault.sealText(vault.documentOf(4, { generation: 4 }), 4), {
      mode: 0o600,
    })
    replaceFifth(await vault.sealText(vault.documentOf(5, over), 5))
    expect(await vault.list()).toMatch(/^vault_damaged .* does not say the same inside as outside/)
  }
})
