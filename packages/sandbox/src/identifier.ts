import { randomBytes } from 'node:crypto'
import { encodeBase32 } from './totp.ts'

/**
 * A unique id as IAM makes them: a prefix that tells the kind (AKIA long-term key, ASIA temporary key, AIDA user, AROA
 * role), then 16 characters.
 */
export function createUniqueId(prefix: 'AKIA' | 'ASIA' | 'AIDA' | 'AROA'): string {
  return prefix + encodeBase32(randomBytes(10))
}

/** 40 characters of base64, as AWS makes them: `+` and `/` included. */
export function createSecretAccessKey(): string {
  return randomBytes(30).toString('base64')
}

/** An opaque session token: random, so nobody can forge one, and as long as a real one. */
export function createSessionToken(): string {
  return `FwoGZXIvYXdzE${randomBytes(240).toString('base64')}`
}

/** The secret of a virtual MFA device, base32. */
export function createMfaSecret(): string {
  return encodeBase32(randomBytes(40))
}
