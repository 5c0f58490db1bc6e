import { Secret, type Session } from '@awsx/core'
import { expect, test } from 'vitest'
import { longerTtlSeconds, renewalTime } from './renewal.ts'

function makeSession(issuedAt: number, expiresAt: number | null): Session {
  const credentials = { accessKeyId: 'ASIAEXAMPLEEXAMPLE00', secretAccessKey: new Secret('s'), sessionToken: null }
  return { credentials, issuedAt, expiresAt, mfaAt: null, accountId: null, arn: null }
}

const minute = 60_000

test('a session of an hour is renewed 20 minutes before its end', () => {
  expect(renewalTime(makeSession(0, 60 * minute))).toBe(40 * minute)
})

test('a short one after two thirds of its life', () => {
  expect(renewalTime(makeSession(0, 15 * minute))).toBe(10 * minute)
})

test('long-term keys never, and an issue date behind the end at once', () => {
  expect(renewalTime(makeSession(0, null))).toBeNull()
  expect(renewalTime(makeSession(10, 5))).toBe(5)
})

test('a renewal asks for more life than the session at hand has, however much or little that is', () => {
  expect(longerTtlSeconds(makeSession(0, 60 * minute), 50 * minute)).toBe(660)
  expect(longerTtlSeconds(makeSession(0, 60 * minute), 70 * minute)).toBe(60)
  expect(longerTtlSeconds(makeSession(0, null), 0)).toBe(129_660)
})
