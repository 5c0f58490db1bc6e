import { describeKeyStore } from './key-store.contract.ts'
import { createMemoryKeyStore } from './memory-key-store.ts'
import { createMemorySessionStore } from './memory-session-store.ts'
import { describeSessionStore } from './session-store.contract.ts'

describeKeyStore('the memory store', () => Promise.resolve(createMemoryKeyStore()))
describeSessionStore('the memory store', () => Promise.resolve(createMemorySessionStore()))
