import {
  createAllowPolicy,
  createTrustPolicy,
  createWorld,
  type AccessKey,
  type MfaDevice,
  type World,
} from '../../packages/sandbox/src/index.ts'

/** The accounts that the pictures show; the same in each run, so that the pictures are. */
export interface Company {
  readonly world: World
  readonly accessKey: AccessKey
  readonly mfaDevice: MfaDevice
  /** `~/.aws/config`, with an identity and a profile for each role. */
  readonly config: string
}

const identityAccountId = '234567890123'
const region = 'us-east-1'

/** Profile, account, role, region. */
const roles = [
  ['web-admin', '123456789012', 'WebAdmin', region],
  ['web-deploy-prod', '123456789012', 'Deploy', region],
  ['web-deploy-staging', '345678901234', 'Deploy', region],
  ['web-logs', '123456789012', 'ReadLogs', region],
  ['shop-db-prod', '456789012345', 'DatabaseAdmin', 'eu-central-1'],
  ['shop-db-staging', '567890123456', 'DatabaseAdmin', 'eu-central-1'],
  ['data-lake-prod', '678901234567', 'Analyst', 'eu-west-1'],
  ['data-lake-dev', '789012345678', 'Analyst', 'eu-west-1'],
  ['billing', '890123456789', 'Billing', region],
  ['audit', '890123456789', 'SecurityAudit', region],
  ['network-prod', '901234567890', 'NetworkAdmin', 'eu-central-1'],
  ['sandbox', '112233445566', 'PowerUser', 'eu-west-1'],
] as const

/** Makes the company: franklin, who can do nothing without MFA, and the roles he may use with it. */
export function createCompany(): Company {
  const world = createWorld()
  for (const accountId of new Set([identityAccountId, ...roles.map(([, account]) => account)]))
    world.addAccount({ accountId })
  const user = { accountId: identityAccountId, userName: 'franklin' }
  world.addUser({ ...user, policies: [createAllowPolicy(['sts:AssumeRole', 'sts:GetSessionToken'])] })
  // Of nobody, and worth nothing: only the sandbox knows them.
  const accessKey = world.addAccessKey({
    ...user,
    accessKeyId: 'AKIAUYQ7N2LVTBJ4XD5K',
    secretAccessKey: 'onlythesandboxknowsthiskey/onlythesandbo',
  })
  const mfaDevice = world.addMfaDevice({ ...user, secretBase32: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  for (const [, accountId, roleName] of roles) {
    world.addRole({
      accountId,
      roleName,
      trust: createTrustPolicy({ principals: [identityAccountId], mfa: true }),
      policies: [createAllowPolicy(['*'])],
    })
  }
  for (const [applicationName, description] of [
    ['storefront', 'The shop'],
    ['checkout', 'Carts and payments'],
  ] as const) {
    const createdAt = Date.UTC(2019, 9, 1)
    world.addApplication({ accountId: '123456789012', region, applicationName, description, createdAt })
  }
  return { world, accessKey, mfaDevice, config: formatConfig(mfaDevice) }
}

function formatConfig({ serialNumber }: MfaDevice): string {
  const identity = ['[profile identity]', `region = ${region}`, `mfa_serial = ${serialNumber}`]
  const profiles = roles.map(([name, accountId, role, ownRegion]) => [
    `[profile ${name}]`,
    `role_arn = arn:aws:iam::${accountId}:role/${role}`,
    'source_profile = identity',
    `region = ${ownRegion}`,
  ])
  return `${[identity, ...profiles].map((lines) => lines.join('\n')).join('\n\n')}\n`
}
