import { AwsxError, Secret } from '@awsx/core'
import type { AssumeRoleInput, Credentials, Notice, StsEndpoint } from '@awsx/core'
import { createSts } from '../sts.ts'
import type { StsDeps } from '../sts-request.ts'
import { startScriptedServer } from './scripted-server.ts'
import type { Script, ScriptedServer } from './scripted-server.ts'

/** Keys whose secret must never show up in an error. */
export const keys: Credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: new Secret('sentSecretKey0123456789'),
  sessionToken: null,
}

export const roleArn = 'arn:aws:iam::123456789012:role/team/Deployer'
export const mfaSerial = 'arn:aws:iam::123456789012:mfa/alice'

/** The endpoint at `url`, everything else as by default. */
export function endpointAt(url: string | null, rest: Partial<StsEndpoint> = {}): StsEndpoint {
  return {
    region: 'eu-west-1',
    url,
    legacy: false,
    useFips: false,
    useDualstack: false,
    caBundle: null,
    retryMode: null,
    maxAttempts: null,
    ...rest,
  }
}

/** A role without extras. */
export function roleInput(endpoint: StsEndpoint, rest: Partial<AssumeRoleInput> = {}): AssumeRoleInput {
  return {
    endpoint,
    roleArn,
    roleSessionName: 'alice',
    durationSeconds: 3600,
    externalId: null,
    serialNumber: null,
    sourceIdentity: null,
    tags: [],
    transitiveTagKeys: [],
    policy: null,
    policyArns: [],
    ...rest,
  }
}

/** An STS client that never sleeps, its notices, and the server it talks to. */
export interface StsBench {
  readonly sts: ReturnType<typeof createSts>
  readonly server: ScriptedServer
  readonly endpoint: StsEndpoint
  readonly notices: Notice[]
  readonly pauses: number[]
}

/** Starts a server with `script`, and a client for it. */
export async function startStsBench(script: Script, deps: Partial<StsDeps> = {}): Promise<StsBench> {
  const server = await startScriptedServer(script)
  const notices: Notice[] = []
  const pauses: number[] = []
  const sts = createSts({
    clock: { now: () => Date.now(), sleep: async (ms) => void pauses.push(ms) },
    env: {},
    notify: (notice) => notices.push(notice),
    random: () => 1,
    ...deps,
  })
  return { sts, server, endpoint: endpointAt(server.url), notices, pauses }
}

/** The AwsxError a promise ends with; anything else fails the test. */
export async function errorOf(promise: Promise<unknown>): Promise<AwsxError> {
  const outcome = await promise.then(
    (value) => new Error(`no error, but ${JSON.stringify(value)}`),
    (error: unknown) => error,
  )
  if (outcome instanceof AwsxError) return outcome
  throw outcome
}
