import { accessDenied } from './api-error.ts'
import type { Caller } from './caller.ts'
import { checkText } from './constraint.ts'
import { codeOfStep, stepOf } from './totp.ts'
import type { World } from './world.ts'

/** Checks MFA codes, and takes each only once. */
export interface MfaVerifier {
  /**
   * True when a right code was given, false when neither serial number nor code were. Throws `AccessDenied` for
   * everything else; a right code is spent from then on, whatever becomes of the request.
   */
  verify(caller: Caller, serialNumber: string | null, tokenCode: string | null, now: number): boolean
}

/** What STS says of the two MFA parameters. */
export function checkMfaParameters(serialNumber: string | null, tokenCode: string | null): string[] {
  return [
    ...checkText('serialNumber', serialNumber, { minimum: 9, maximum: 256, pattern: '[\\w+=/:,.@-]*' }),
    ...checkText('tokenCode', tokenCode, { minimum: 6, maximum: 6, pattern: '[0-9]*' }),
  ]
}

/** A verifier that has seen no code yet. Codes of the step before and after are taken too (RFC 6238 section 5.2). */
export function createMfaVerifier(world: World): MfaVerifier {
  const spent = new Set<string>()
  return {
    verify(caller, serialNumber, tokenCode, now) {
      if (serialNumber === null && tokenCode === null) return false
      if (serialNumber === null || tokenCode === null)
        throw accessDenied(
          'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code. ',
        )
      const device = world.findMfaDevice(serialNumber)
      if (device === null || device.ownerArn !== caller.principalArn)
        throw accessDenied(
          'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
        )
      const current = stepOf(now)
      const step = [current, current - 1, current + 1].find(
        (candidate) =>
          codeOfStep(device.secretBase32, candidate) === tokenCode && !spent.has(`${serialNumber} ${candidate}`),
      )
      if (step === undefined)
        throw accessDenied('MultiFactorAuthentication failed with invalid MFA one time pass code. ')
      spent.add(`${serialNumber} ${step}`)
      return true
    },
  }
}
