import { createAllowPolicy, createTrustPolicy } from '@awsx/sandbox'
import type { Role, RoleInput, TrustInput } from '@awsx/sandbox'
import { findFaketime, startTutorial } from '../../harness/index.ts'
import type { EnvironmentChange, RunResult, Tutorial } from '../../harness/index.ts'
import { ageIdentity } from './sealed-identity.ts'

export { ageIdentity } from './sealed-identity.ts'

/** What a role of a test is made of; the account is production, the trust is in the identity account. */
export type StoryRole = Partial<Omit<RoleInput, 'trust'>> & {
  readonly roleName: string
  readonly trust?: Partial<TrustInput>
}

/** The tutorial with the key of `identity` in the vault, which opens without a question. */
export interface Story extends Tutorial {
  /** Replaces `~/.aws/config`; returns its path. */
  config(text: string): string
  /** Adds a role that the user of the tutorial may assume, as far as the role's own trust goes. */
  addRole(role: StoryRole): Role
  /** `--mfa-code` with a code that was not used before. */
  withCode(): readonly [string, string]
  /** The STS calls since the last time this was asked, with the status of those that failed. */
  takeCalls(): string[]
  /** Runs awsx with its clock moved, `+2h` or `-1h`; the sandbox keeps its own. */
  runAt(offset: string, args: readonly string[], env?: EnvironmentChange): Promise<RunResult>
}

/** The config of the tutorial: the role WebAdmin from the keys of `identity`. */
export const tutorialConfig = `[profile identity]
region = us-east-1

[profile web-admin]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/WebAdmin
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
`

/** Starts the tutorial for the running test and puts its key into a vault. */
export async function startStory(options: { readonly env?: EnvironmentChange } = {}): Promise<Story> {
  const tutorial = await startTutorial({
    env: (home) => ({ AWSX_IDENTITY_FILE: `${home}/.age/key.txt`, ...options.env }),
  })
  const { here, accessKey, sandbox, world, phone, identityAccountId, productionAccountId } = tutorial
  here.write('.age/key.txt', `${ageIdentity}\n`)
  here.canaries.plant('age identity', ageIdentity)
  world.addGroup({
    accountId: identityAccountId,
    groupName: 'WebAdmin',
    policies: [createAllowPolicy(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])],
  })
  const config = (text: string): string => here.write('.aws/config', text)
  config(tutorialConfig)
  const added = await here.prepare(['add', 'identity', '--from-env'], {
    env: { AWS_ACCESS_KEY_ID: accessKey.accessKeyId, AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey },
  })
  if (added.code !== 0) throw new Error(`awsx add failed: ${added.stderr}`)
  sandbox.clearCalls()

  return {
    ...tutorial,
    config,
    addRole({ trust = {}, ...role }) {
      const principals = [identityAccountId]
      return world.addRole({
        accountId: productionAccountId,
        ...role,
        trust: createTrustPolicy({ principals, ...trust }),
      })
    },
    withCode: () => ['--mfa-code', phone.takeCode()],
    takeCalls() {
      const calls = sandbox.calls.map(({ action, status }) => (status === 200 ? action : `${action} ${status}`))
      sandbox.clearCalls()
      return calls
    },
    runAt: (offset, args, changed) =>
      here.run(args, { env: { ...changed, LD_PRELOAD: findFaketime(), FAKETIME: offset } }),
  }
}

/** {@link startStory} with a live session of `web-admin`, so that nothing is asked any more. */
export async function startReadyStory(): Promise<Story> {
  const story = await startStory()
  const { code, stderr } = await story.here.prepare(['env', 'web-admin', ...story.withCode()])
  if (code !== 0) throw new Error(`no session of web-admin: ${stderr}`)
  story.sandbox.clearCalls()
  return story
}
