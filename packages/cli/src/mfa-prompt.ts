import { nobodyToAsk } from '@awsx/agent'
import { Secret, safe, type MfaPrompt, type MfaQuestion } from '@awsx/core'
import { sayAgain } from './say-again.ts'
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
    async ask(question) {
      if (unused !== null) {
        const code = new Secret(unused)
        unused = null
        return code
      }
      return await askForCode(terminal(), question)
    },
  }
}

/** Asks a person for a code, until `withdrawn` is aborted. Throws `mfa_required` without a person, `cancelled`. */
export async function askForCode(
  person: Terminal | null,
  question: MfaQuestion,
  withdrawn?: AbortSignal,
): Promise<Secret> {
  if (person === null) throw nobodyToAsk({ kind: 'mfa', ...question })
  sayAgain(person, question.again)
  return await person.ask(`MFA code for ${safe(question.serialNumber, 256)}: `, 'mask', withdrawn)
}
