import type { PolicyDocument } from './policy.ts'

/** An IAM user. */
export interface User {
  readonly accountId: string
  readonly partition: string
  readonly userName: string
  /** AIDA… */
  readonly userId: string
  readonly arn: string
  readonly groups: readonly string[]
  readonly policies: readonly PolicyDocument[]
  readonly tags: Readonly<Record<string, string>>
}

/** An IAM role. */
export interface Role {
  readonly accountId: string
  readonly partition: string
  readonly roleName: string
  /** AROA… */
  readonly roleId: string
  readonly arn: string
  readonly trust: PolicyDocument
  readonly policies: readonly PolicyDocument[]
  readonly maxSessionDuration: number
  readonly tags: Readonly<Record<string, string>>
}

/** A long-term access key; `userArn` null: of the account's root user. */
export interface AccessKey {
  readonly accountId: string
  readonly partition: string
  readonly userArn: string | null
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly status: 'Active' | 'Inactive'
}

/** A virtual MFA device; `ownerArn` is a user's ARN or an account's root ARN. */
export interface MfaDevice {
  readonly serialNumber: string
  readonly secretBase32: string
  readonly ownerArn: string
}

/** A token a web identity provider vouches for; `expiresAt` in ms since the epoch. */
export interface WebIdentityToken {
  readonly token: string
  readonly subject: string
  readonly audience: string
  readonly expiresAt: number
}

/** An OpenID Connect provider of an account, with the tokens it has given out. */
export interface WebIdentityProvider {
  readonly accountId: string
  readonly partition: string
  readonly arn: string
  /** Host and path, without the scheme. */
  readonly issuer: string
  readonly tokens: readonly WebIdentityToken[]
}

/** An Elastic Beanstalk application. */
export interface Application {
  readonly applicationName: string
  readonly description: string
  readonly region: string
  /** ms since the epoch. */
  readonly createdAt: number
}
