import { renewalTime } from '@awsx/agent'
import { colourOf, toEnvChange, type Shell } from '@awsx/core'
import type { Invocation } from './command.ts'
import { sessionEnvInput } from './given-session.ts'
import { formatHookUse } from './hook-protocol.ts'
import type { ObtainedSession } from './obtain-session.ts'
import { formatUseAgain } from './use-again.ts'

/** What the hook evaluates to use a session that was asked for with these options. */
export function formatUse(
  { io, options }: Pick<Invocation, 'io' | 'options'>,
  { given, settings }: ObtainedSession,
  shell: Shell,
): string {
  const change = toEnvChange(sessionEnvInput(given, settings), io.env)
  const sequel = { renewsAt: renewalTime(given.session), again: formatUseAgain(given.profile, options) }
  return formatHookUse(change, shell, colourOf(given.profile, settings.classes), sequel)
}
