import { expect, test } from 'vitest'
import { createPhone } from './phone.ts'
import { decodeBase32, encodeBase32, nextCode, totp } from './totp.ts'

const secret = encodeBase32(Buffer.from('12345678901234567890'))

// RFC 6238 appendix B, the last six of its eight digits.
test.each([
  [59, '287082'],
  [1_111_111_109, '081804'],
  [1_111_111_111, '050471'],
  [1_234_567_890, '005924'],
  [2_000_000_000, '279037'],
  [20_000_000_000, '353130'],
])('the code at %i s is %s', (seconds, code) => {
  expect(totp(secret, seconds * 1000)).toBe(code)
})

test('the next code is the one 30 s later', () => {
  expect(nextCode(secret, 59_000)).toBe(totp(secret, 60_000))
  expect(nextCode(secret, 60_000)).toBe(totp(secret, 90_000))
})

test('base32 comes back as it was written, and takes blanks, padding and lower case', () => {
  expect(secret).toBe('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  for (let length = 0; length < 12; length++) {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => (index * 151 + 77) & 0xff))
    expect(decodeBase32(encodeBase32(bytes))).toEqual(bytes)
  }
  expect(decodeBase32('gezd gnbv gy3t qojq ====')).toEqual(Buffer.from('1234567890'))
  expect(() => decodeBase32('0189')).toThrow(RangeError)
})

test('a phone shows the code and the seconds left, and gives each code once', () => {
  let now = 59_000
  const phone = createPhone('arn:aws:iam::1:mfa/a', secret, () => now)
  expect(phone.read()).toEqual({ code: '287082', secondsLeft: 1 })
  now = 60_000
  expect(phone.read().secondsLeft).toBe(30)
  expect([phone.takeCode(), phone.takeCode()]).toEqual([totp(secret, 60_000), totp(secret, 90_000)])
  // AWS would take the one before as well, but perhaps no longer when it arrives.
  expect(() => phone.takeCode()).toThrow('spent')
  now = 90_000
  expect(phone.takeCode()).toBe(totp(secret, 120_000))
})
