import { describe, expect, test } from 'vitest'
import { isAccessKeyId, isSecretAccessKey, isSwappedKey } from './credential-form.ts'

const id = 'AKIAIOSFODNN7EXAMPLE'
const secret = 'wJalrXUtnFEMIxK7MDENGxbPxRfiCYEXAMPLEKEY'

describe('the two halves of a key', () => {
  test('each in its place', () => {
    expect([isAccessKeyId(id), isSecretAccessKey(secret), isSwappedKey(id, secret)]).toEqual([true, true, false])
  })

  test('swapped, each is refused, so that the secret is never shown as an id', () => {
    expect([isAccessKeyId(secret), isSecretAccessKey(id), isSwappedKey(secret, id)]).toEqual([false, false, true])
  })

  test('other services choose other forms', () => {
    expect([isAccessKeyId('minioadmin'), isSecretAccessKey('minioadmin')]).toEqual([true, true])
    expect(isAccessKeyId('0123456789abcdef0123456789abcdef')).toBe(true)
  })
})
