import { checkNumber, checkText, parseInteger } from './constraint.ts'
import type { Parameters } from './query.ts'

/** What all ways to assume a role ask for. */
export interface RoleParameters {
  readonly roleArn: string
  readonly roleSessionName: string
  /** Null when left out. */
  readonly durationSeconds: number | null
}

/** The pattern of names in STS. */
export const namePattern = '[\\w+=,.@-]*'

/** Reads them; `problems` is what STS says of their form. */
export function readRoleParameters(parameters: Parameters): RoleParameters & { readonly problems: readonly string[] } {
  const roleArn = parameters.get('RoleArn') ?? null
  const roleSessionName = parameters.get('RoleSessionName') ?? null
  const durationSeconds = parseInteger(parameters.get('DurationSeconds') ?? null)
  return {
    roleArn: roleArn ?? '',
    roleSessionName: roleSessionName ?? '',
    durationSeconds,
    problems: [
      ...checkText('roleArn', roleArn, { required: true, minimum: 20, maximum: 2048 }),
      ...checkText('roleSessionName', roleSessionName, {
        required: true,
        minimum: 2,
        maximum: 64,
        pattern: namePattern,
      }),
      ...(durationSeconds === null ? [] : checkNumber('durationSeconds', durationSeconds, 900, 43_200)),
    ],
  }
}

/** True for the form of a role's ARN: six fields, a partition, 12 ASCII digits, a path of plain characters. */
export function isRoleArn(text: string): boolean {
  return /^arn:aws(-[a-z]+)*:iam::[0-9]{12}:role\/([!-.0-~]{1,510}\/)*[A-Za-z0-9_+=,.@-]{1,64}$/.test(text)
}
