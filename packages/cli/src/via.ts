import { AwsxError } from '@awsx/core'
import { optionText, type Invocation, type OptionSpec } from './command.ts'

const ways = ['environment', 'endpoint', 'profile'] as const

/** How a command gets its credentials. */
export type Via = (typeof ways)[number]

/** The option that says so. */
export const viaOption: OptionSpec = {
  name: 'via',
  summary: 'environment (not given), endpoint (renewed while the command runs) or profile (AWS_PROFILE only)',
  value: 'WAY',
}

/** For SDKs from before 2024. */
export const tokenVariableOption: OptionSpec = {
  name: 'token-variable',
  summary: "the endpoint's token as a variable instead of a file, for SDKs from before 2024",
  value: null,
}

/** The way a command line asks for; throws `usage` for one that there is not. */
export function readVia(options: Invocation['options']): Via {
  const text = optionText(options, 'via')
  const via = text === null ? 'environment' : ways.find((way) => way === text)
  if (via === undefined) {
    throw new AwsxError('usage', `there is no way '${text}'`, { hint: '--via environment, endpoint or profile' })
  }
  if (options.has('token-variable') && via !== 'endpoint') {
    throw new AwsxError('usage', '--token-variable goes with --via endpoint')
  }
  return via
}
