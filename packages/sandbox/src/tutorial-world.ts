import type { AccessKey, MfaDevice, Role, User } from './entity.ts'
import type { PolicyDocument } from './policy.ts'
import { findManagedPolicy } from './managed-policy.ts'
import { createAllowPolicy, createTrustPolicy } from './trust-policy.ts'
import type { World } from './world.ts'
import { createWorld } from './world.ts'

/** The world of the tutorial and the things in it a person or a test needs to hold. */
export interface TutorialWorld {
  readonly world: World
  readonly identityAccountId: string
  readonly productionAccountId: string
  /** us-east-1: where the applications are. */
  readonly region: string
  readonly user: User
  readonly accessKey: AccessKey
  readonly mfaDevice: MfaDevice
  readonly role: Role
}

const ownUser = 'arn:aws:iam::*:user/${aws:username}'
const ownDevice = 'arn:aws:iam::*:mfa/${aws:username}'

const forceMfa: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [
    allowStatement(
      'AllowViewAccountInfo',
      ['GetAccountPasswordPolicy', 'GetAccountSummary', 'ListVirtualMFADevices'],
      '*',
    ),
    allowStatement('AllowManageOwnPasswords', ['ChangePassword', 'GetUser'], ownUser),
    allowStatement(
      'AllowManageOwnAccessKeys',
      ['CreateAccessKey', 'DeleteAccessKey', 'ListAccessKeys', 'UpdateAccessKey'],
      ownUser,
    ),
    allowStatement('AllowManageOwnVirtualMFADevice', ['CreateVirtualMFADevice', 'DeleteVirtualMFADevice'], ownDevice),
    allowStatement(
      'AllowManageOwnUserMFA',
      ['DeactivateMFADevice', 'EnableMFADevice', 'ListMFADevices', 'ResyncMFADevice'],
      ownUser,
    ),
    {
      Sid: 'DenyAllExceptListedIfNoMFA',
      Effect: 'Deny',
      NotAction: [
        'iam:CreateVirtualMFADevice',
        'iam:EnableMFADevice',
        'iam:GetUser',
        'iam:ListMFADevices',
        'iam:ListVirtualMFADevices',
        'iam:ResyncMFADevice',
        'sts:GetSessionToken',
      ],
      Resource: '*',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    },
  ],
}

/**
 * Two accounts: in one, the user franklin, who can do nothing without MFA; in the other, the role WebAdmin, which asks
 * for an MFA younger than an hour. Keys and MFA secret are new each time.
 *
 * Source: panther-labs/tutorials, aws-vault.
 */
export function createTutorialWorld(): TutorialWorld {
  const world = createWorld()
  const identityAccountId = '234567890123'
  const productionAccountId = '123456789012'
  const region = 'us-east-1'
  world.addAccount({ accountId: identityAccountId })
  world.addAccount({ accountId: productionAccountId })
  const webAdmin = `arn:aws:iam::${productionAccountId}:role/WebAdmin`
  world.addGroup({ accountId: identityAccountId, groupName: 'ForceMFA', policies: [forceMfa] })
  world.addGroup({
    accountId: identityAccountId,
    groupName: 'WebAdmin',
    policies: [createAllowPolicy(['sts:AssumeRole'], [webAdmin])],
  })
  const user = world.addUser({ accountId: identityAccountId, userName: 'franklin', groups: ['ForceMFA', 'WebAdmin'] })
  const accessKey = world.addAccessKey({ accountId: identityAccountId, userName: 'franklin' })
  const mfaDevice = world.addMfaDevice({ accountId: identityAccountId, userName: 'franklin' })
  const beanstalk = findManagedPolicy('arn:aws:iam::aws:policy/AdministratorAccess-AWSElasticBeanstalk', 'aws')
  const role = world.addRole({
    accountId: productionAccountId,
    roleName: 'WebAdmin',
    trust: createTrustPolicy({
      principals: [identityAccountId],
      mfa: true,
      mfaMaxAgeSeconds: 3600,
      condition: { Bool: { 'aws:SecureTransport': 'true' } },
    }),
    policies: beanstalk === null ? [] : [beanstalk],
  })
  const createdAt = Date.UTC(2019, 9, 1)
  for (const [applicationName, description] of [
    ['storefront', 'The shop'],
    ['checkout', 'Carts and payments'],
  ] as const)
    world.addApplication({ accountId: productionAccountId, region, applicationName, description, createdAt })
  return { world, identityAccountId, productionAccountId, region, user, accessKey, mfaDevice, role }
}

function allowStatement(
  sid: string,
  actions: readonly string[],
  resource: string,
): { Sid: string; Effect: 'Allow'; Action: string[]; Resource: string } {
  return { Sid: sid, Effect: 'Allow', Action: actions.map((action) => `iam:${action}`), Resource: resource }
}
