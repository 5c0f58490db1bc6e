import { AwsxError } from '@awsx/core'
import type { Question } from './question.ts'

/** What is asked for, for those who wait while somebody else is asked. */
export function nameOfQuestion(question: Question): string {
  switch (question.kind) {
    case 'passphrase':
      return 'the passphrase'
    case 'mfa':
      return `the MFA code of ${question.serialNumber}`
    case 'program':
      return `what ${question.purpose} gives`
  }
}

/** Why it fails where nobody can be asked; `why` says more. */
export function nobodyToAsk(question: Question, why: string | null = null): AwsxError {
  const reason = why === null ? '' : `; ${why}`
  switch (question.kind) {
    case 'passphrase':
      return new AwsxError('locked', `the vault is locked, and there is nobody to ask for its passphrase${reason}`, {
        hint: 'run awsx unlock in a terminal, or set AWSX_IDENTITY_FILE, AWSX_PASSPHRASE_FILE or AWSX_PASSPHRASE_COMMAND',
      })
    case 'mfa': {
      const { profile, serialNumber, again } = question
      const more = again === null ? reason : `; ${again}`
      return new AwsxError('mfa_required', `profile '${profile}' needs an MFA code of ${serialNumber}${more}`, {
        hint: 'run awsx in a terminal, or give a new code with --mfa-code',
      })
    }
    case 'program':
      return new AwsxError('process_failed', `whoever asked for ${question.purpose} went away before it ran`, {
        hint: 'run the command again',
        data: { file: question.file, line: question.line },
      })
  }
}
