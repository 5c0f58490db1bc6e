import { describeKeyStore } from './key-store.contract.ts'
import { describeSessionStore } from './session-store.contract.ts'
import { makeStoreFixture } from './store-fixture.ts'

describeKeyStore('the file store', async () => (await makeStoreFixture().create()).keys)
describeSessionStore('the file store', async () => (await makeStoreFixture().create()).sessions)
