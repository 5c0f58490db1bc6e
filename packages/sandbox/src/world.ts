import type { AccessKey, Application, MfaDevice, Role, User, WebIdentityProvider, WebIdentityToken } from './entity.ts'
import { createMfaSecret, createSecretAccessKey, createUniqueId } from './identifier.ts'
import type { PolicyDocument } from './policy.ts'
import { checkPolicy } from './policy.ts'
import { decodeBase32 } from './totp.ts'

export interface AccountInput {
  readonly accountId: string
  /** Default `aws`. */
  readonly partition?: string
}

export interface GroupInput {
  readonly accountId: string
  readonly groupName: string
  readonly policies: readonly PolicyDocument[]
}

export interface UserInput {
  readonly accountId: string
  readonly userName: string
  /** Default `/`. */
  readonly path?: string
  readonly groups?: readonly string[]
  readonly policies?: readonly PolicyDocument[]
  readonly tags?: Readonly<Record<string, string>>
}

export interface AccessKeyInput {
  readonly accountId: string
  /** Left out: a key of the account's root user. */
  readonly userName?: string
  readonly accessKeyId?: string
  readonly secretAccessKey?: string
}

export interface MfaDeviceInput {
  readonly accountId: string
  /** Left out: a device of the account's root user. */
  readonly userName?: string
  /** Default: the user's name. */
  readonly deviceName?: string
  readonly secretBase32?: string
}

export interface RoleInput {
  readonly accountId: string
  readonly roleName: string
  /** Default `/`. */
  readonly path?: string
  readonly trust: PolicyDocument
  readonly policies?: readonly PolicyDocument[]
  /** 3,600 to 43,200; default 3,600. */
  readonly maxSessionDuration?: number
  readonly tags?: Readonly<Record<string, string>>
}

export interface WebIdentityProviderInput {
  readonly accountId: string
  /** Host and path, without the scheme. */
  readonly issuer: string
  readonly tokens: readonly WebIdentityToken[]
}

export interface ApplicationInput extends Application {
  readonly accountId: string
}

/**
 * The accounts of the sandbox and all that is in them. Adding what is there already replaces it.
 *
 * The `add…` methods throw `RangeError` for an account that was not added and for values IAM would refuse; the `find…`
 * methods give null.
 */
export interface World {
  /**
   * Whether a code given to AssumeRole itself counts as MFA in the caller's own policies too, not only in the role's
   * trust policy. Default true. AWS documents one request context for both; people report otherwise for "deny without
   * MFA" policies, so both can be tried.
   */
  directMfaCountsForCaller: boolean
  addAccount(input: AccountInput): void
  addGroup(input: GroupInput): void
  addUser(input: UserInput): User
  addAccessKey(input: AccessKeyInput): AccessKey
  addMfaDevice(input: MfaDeviceInput): MfaDevice
  addRole(input: RoleInput): Role
  addWebIdentityProvider(input: WebIdentityProviderInput): WebIdentityProvider
  addApplication(input: ApplicationInput): void
  setAccessKeyStatus(accessKeyId: string, status: AccessKey['status']): void
  removeRole(roleArn: string): void
  findAccessKey(accessKeyId: string): AccessKey | null
  findUser(arn: string): User | null
  findRole(arn: string): Role | null
  findMfaDevice(serialNumber: string): MfaDevice | null
  findWebIdentity(token: string): { readonly provider: WebIdentityProvider; readonly token: WebIdentityToken } | null
  /** The user's own policies and those of its groups. */
  policiesOf(user: User): readonly PolicyDocument[]
  listApplications(accountId: string, region: string): readonly Application[]
}

/** An empty world. */
export function createWorld(): World {
  const accounts = new Map<string, string>()
  const groups = new Map<string, readonly PolicyDocument[]>()
  const users = new Map<string, User>()
  const keys = new Map<string, AccessKey>()
  const devices = new Map<string, MfaDevice>()
  const roles = new Map<string, Role>()
  const providers = new Map<string, WebIdentityProvider>()
  const applications = new Map<string, ApplicationInput>()

  const partitionOf = (accountId: string): string => {
    const partition = accounts.get(accountId)
    if (partition === undefined) throw new RangeError(`no account ${accountId}`)
    return partition
  }
  const iamArn = (accountId: string, resource: string): string =>
    `arn:${partitionOf(accountId)}:iam::${accountId}:${resource}`
  const findUserByName = (accountId: string, userName: string): User => {
    const user = [...users.values()].find((one) => one.accountId === accountId && one.userName === userName)
    if (user === undefined) throw new RangeError(`no user ${userName} in account ${accountId}`)
    return user
  }

  return {
    directMfaCountsForCaller: true,
    addAccount({ accountId, partition = 'aws' }) {
      if (!/^[0-9]{12}$/.test(accountId)) throw new RangeError(`not an account id: ${accountId}`)
      accounts.set(accountId, partition)
    },
    addGroup({ accountId, groupName, policies }) {
      policies.forEach(checkPolicy)
      groups.set(iamArn(accountId, `group/${groupName}`), policies)
    },
    addUser({ accountId, userName, path = '/', groups: memberOf = [], policies = [], tags = {} }) {
      policies.forEach(checkPolicy)
      const arn = iamArn(accountId, `user${path}${userName}`)
      const missing = memberOf.find((group) => !groups.has(iamArn(accountId, `group/${group}`)))
      if (missing !== undefined) throw new RangeError(`no group ${missing} in account ${accountId}`)
      const userId = users.get(arn)?.userId ?? createUniqueId('AIDA')
      const user = {
        accountId,
        partition: partitionOf(accountId),
        userName,
        userId,
        arn,
        groups: memberOf,
        policies,
        tags,
      }
      users.set(arn, user)
      return user
    },
    addAccessKey({ accountId, userName, accessKeyId, secretAccessKey }) {
      const key: AccessKey = {
        accountId,
        partition: partitionOf(accountId),
        userArn: userName === undefined ? null : findUserByName(accountId, userName).arn,
        accessKeyId: accessKeyId ?? createUniqueId('AKIA'),
        secretAccessKey: secretAccessKey ?? createSecretAccessKey(),
        status: 'Active',
      }
      keys.set(key.accessKeyId, key)
      return key
    },
    addMfaDevice({ accountId, userName, deviceName, secretBase32 = createMfaSecret() }) {
      decodeBase32(secretBase32)
      const ownerArn = userName === undefined ? iamArn(accountId, 'root') : findUserByName(accountId, userName).arn
      const serialNumber = iamArn(accountId, `mfa/${deviceName ?? userName ?? 'root-account-mfa-device'}`)
      const device = { serialNumber, secretBase32, ownerArn }
      devices.set(serialNumber, device)
      return device
    },
    addRole({ accountId, roleName, path = '/', trust, policies = [], maxSessionDuration = 3600, tags = {} }) {
      ;[trust, ...policies].forEach(checkPolicy)
      if (!Number.isInteger(maxSessionDuration) || maxSessionDuration < 3600 || maxSessionDuration > 43_200)
        throw new RangeError('maxSessionDuration is 3600 to 43200')
      const arn = iamArn(accountId, `role${path}${roleName}`)
      const roleId = roles.get(arn)?.roleId ?? createUniqueId('AROA')
      const partition = partitionOf(accountId)
      const role = { accountId, partition, roleName, roleId, arn, trust, policies, maxSessionDuration, tags }
      roles.set(arn, role)
      return role
    },
    addWebIdentityProvider({ accountId, issuer, tokens }) {
      const arn = iamArn(accountId, `oidc-provider/${issuer}`)
      const provider = { accountId, partition: partitionOf(accountId), arn, issuer, tokens }
      providers.set(arn, provider)
      return provider
    },
    addApplication(input) {
      partitionOf(input.accountId)
      applications.set(`${input.accountId}/${input.region}/${input.applicationName}`, input)
    },
    setAccessKeyStatus(accessKeyId, status) {
      const key = keys.get(accessKeyId)
      if (key === undefined) throw new RangeError(`no access key ${accessKeyId}`)
      keys.set(accessKeyId, { ...key, status })
    },
    removeRole: (roleArn) => void roles.delete(roleArn),
    findAccessKey: (accessKeyId) => keys.get(accessKeyId) ?? null,
    findUser: (arn) => users.get(arn) ?? null,
    findRole: (arn) => roles.get(arn) ?? null,
    findMfaDevice: (serialNumber) => devices.get(serialNumber) ?? null,
    findWebIdentity(text) {
      for (const provider of providers.values()) {
        const token = provider.tokens.find((candidate) => candidate.token === text)
        if (token !== undefined) return { provider, token }
      }
      return null
    },
    policiesOf: (user) => [
      ...user.policies,
      ...user.groups.flatMap((group) => groups.get(iamArn(user.accountId, `group/${group}`)) ?? []),
    ],
    listApplications: (accountId, region) =>
      [...applications.values()].filter((one) => one.accountId === accountId && one.region === region),
  }
}
