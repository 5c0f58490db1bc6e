import { AwsxError, parseDuration, type PlanFlags } from '@awsx/core'
import { optionText, type Invocation } from './command.ts'
import type { SessionRequest } from './engine.ts'

/** The session options of a command line; throws `usage` for values that are none. */
export function readSessionRequest(options: Invocation['options']): SessionRequest {
  const duration = optionText(options, 'duration')
  const minTtl = optionText(options, 'min-ttl')
  const region = optionText(options, 'region')
  const roleArn = optionText(options, 'role-arn')
  if (options.has('no-session') && options.has('read-only') && roleArn === null) {
    throw new AwsxError('usage', '--no-session and --read-only exclude each other')
  }
  const flags: PlanFlags = {
    ...(duration === null ? {} : { durationSeconds: parseDuration(duration, '--duration') }),
    ...(region === null ? {} : { region }),
    ...(roleArn === null ? {} : { roleArn }),
    ...(options.has('no-session') ? { noSession: true } : {}),
    ...(options.has('read-only') ? { readOnly: true } : {}),
  }
  return {
    flags,
    refresh: options.has('refresh'),
    minTtlSeconds: minTtl === null ? 0 : parseDuration(minTtl, '--min-ttl'),
  }
}
