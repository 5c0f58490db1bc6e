export { describeKeyStore } from './key-store.contract.ts'
export { describeSessionStore } from './session-store.contract.ts'
export { makeKey, makeSession, makeStoreFixture } from './store-fixture.ts'
