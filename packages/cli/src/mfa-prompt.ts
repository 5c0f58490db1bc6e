import { AwsxError, Secret, safe, type MfaPrompt } from '@awsx/core'
import type { Terminal } from './terminal.ts'

/**
 * Where MFA codes come from: the one on the command line or in `AWSX_MFA_CODE` first, once; then the terminal.
 *
 * Throws `mfa_required` where neither is left.
 */
export function createMfaPrompt(given: string | null, terminal: () => Terminal | null): MfaPrompt {
  let unused = given
  return {
    canAsk: () => unused !== null || terminal() !== null,
    async ask({ serialNumber, profile, again }) {
      if (unused !== null) {
        const code = new Secret(unused)
        unused = null
        return code
      }
      const person = terminal()
      if (person === null) {
        const why = again === null ? '' : `; ${again}`
        throw new AwsxError('mfa_required', `profile '${profile}' needs an MFA code of ${serialNumber}${why}`, {
          hint: `run awsx in a terminal, or give a new code with --mfa-code`,
        })
      }
      if (again !== null) person.say(`${safe(again[0]?.toUpperCase() ?? '')}${safe(again.slice(1))}.`)
      return await person.ask(`MFA code for ${safe(serialNumber, 256)}: `, 'mask')
    },
  }
}
