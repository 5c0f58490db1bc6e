import { isPartition } from './partition.ts'

/** The parts of an IAM ARN that awsx looks at. */
export interface IamArn {
  readonly partition: string
  readonly service: 'iam' | 'sts'
  /** 12 digits. */
  readonly accountId: string
  /** `role`, `user`, `mfa`, `assumed-role`, `root`, … */
  readonly type: string
  /** Path and name, after the type; empty for `root`. */
  readonly resource: string
  /** The last part of `resource`. */
  readonly name: string
}

const arnForm = /^arn:([a-z-]{3,20}):(iam|sts)::([0-9]{12}):(?:(root)|([a-z0-9-]{2,32})\/([\x21-\x7e]{1,1024}))$/

/**
 * Reads an IAM or STS ARN.
 *
 * Null for anything else: another service, an unknown partition, an account that is not 12 ASCII digits, white space or
 * control characters anywhere. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function parseIamArn(text: string): IamArn | null {
  const match = arnForm.exec(text)
  if (match === null) return null
  const [, partition = '', service = '', accountId = '', root, type = '', resource = ''] = match
  if (!isPartition(partition)) return null
  const name = resource.slice(resource.lastIndexOf('/') + 1)
  return { partition, service: service as 'iam' | 'sts', accountId, type: root ?? type, resource, name }
}

const roleName = /^[\w+=,.@-]{1,64}$/

/** The ARN of a role; null when `text` is not one that AssumeRole could take. */
export function parseRoleArn(text: string): IamArn | null {
  const arn = parseIamArn(text)
  if (arn === null || arn.service !== 'iam' || arn.type !== 'role' || arn.resource.length > 576) return null
  return roleName.test(arn.name) ? arn : null
}

/** The partition an IAM ARN lies in; null where there is no ARN, or none that can be read. */
export function partitionOfArn(text: string | null | undefined): string | null {
  return text == null ? null : (parseIamArn(text)?.partition ?? null)
}
