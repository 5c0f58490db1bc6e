import { expect, test } from 'vitest'
import { findRefusal } from './agent-refusal.ts'

test('an ordinary start is not refused', () => {
  expect(findRefusal({ env: { HOME: '/', NODE_DEBUG: '' }, inspectorUrl: undefined })).toBeNull()
  expect(findRefusal({ env: { NODE_TLS_REJECT_UNAUTHORIZED: '1' }, inspectorUrl: undefined })).toBeNull()
})

test.each([
  { env: {}, inspectorUrl: 'ws://127.0.0.1:9229/x', why: 'an inspector is open' },
  { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, inspectorUrl: undefined, why: 'NODE_TLS_REJECT_UNAUTHORIZED=0' },
  { env: { NODE_DEBUG: 'http' }, inspectorUrl: undefined, why: 'NODE_DEBUG prints' },
  { env: { NODE_DEBUG_NATIVE: 'http2' }, inspectorUrl: undefined, why: 'NODE_DEBUG_NATIVE prints' },
])('$why', ({ why, ...surroundings }) => {
  expect(findRefusal(surroundings)).toContain(why)
})
