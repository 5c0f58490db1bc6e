import type { Sts } from '@awsx/core'
import type { createStsSender, StsAnswer, StsDeps, StsRequest } from './sts-request.ts'
import { toCallerIdentity, toRoleSession, toSession } from './sts-session.ts'

/**
 * AWS STS through the SDK, which is loaded by the first call.
 *
 * One call takes at most 10 s. Throttling, 5xx and broken connections are tried again (`maxAttempts` of the endpoint,
 * default 3, full jitter), except that an MFA code reaches AWS once at most. Before a code is sent to an endpoint
 * whose clock is not known yet, an unsigned `GET /` asks for its time; a difference is corrected in signatures and in
 * the times of sessions, and told once through `notify`. Plain http goes to loopback only, redirects are never
 * followed, bodies are capped at 256 KiB.
 *
 * Methods throw as the `Sts` port says, and `config_invalid` or `config_unreadable` for an endpoint, proxy or CA
 * bundle that cannot be used.
 *
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/welcome.html
 */
export function createSts(deps: StsDeps): Sts {
  // Loaded by the first call: node:https and the SDK cost more than all other parts of a command that needs no call.
  let sender: Promise<ReturnType<typeof createStsSender>> | null = null
  async function send<Output>(request: StsRequest<Output>): Promise<StsAnswer<Output>> {
    sender ??= import('./sts-request.ts').then((module) => module.createStsSender(deps))
    return (await sender)(request)
  }
  return {
    async getCallerIdentity(credentials, endpoint) {
      const { output } = await send({
        api: 'GetCallerIdentity',
        subject: credentials.accessKeyId,
        endpoint,
        credentials,
        mfa: null,
        token: null,
        send: (client, sdk, abortSignal) => client.send(new sdk.GetCallerIdentityCommand({}), { abortSignal }),
      })
      return toCallerIdentity(output)
    },

    async getSessionToken(credentials, input, mfaCode) {
      const mfa = mfaOf(input.serialNumber, mfaCode)
      const { output, time } = await send({
        api: 'GetSessionToken',
        subject: credentials.accessKeyId,
        endpoint: input.endpoint,
        credentials,
        mfa,
        token: null,
        send: (client, sdk, abortSignal) =>
          client.send(
            new sdk.GetSessionTokenCommand({
              DurationSeconds: input.durationSeconds,
              ...(mfa === null ? {} : { SerialNumber: mfa.serialNumber, TokenCode: mfa.code }),
            }),
            { abortSignal },
          ),
      })
      return toSession('GetSessionToken', output.Credentials, time, mfa !== null)
    },

    async assumeRole(credentials, input, mfaCode) {
      const mfa = mfaOf(input.serialNumber, mfaCode)
      const { output, time } = await send({
        api: 'AssumeRole',
        subject: input.roleArn,
        endpoint: input.endpoint,
        credentials,
        mfa,
        token: null,
        send: (client, sdk, abortSignal) =>
          client.send(
            new sdk.AssumeRoleCommand({
              ...roleParameters(input),
              ...(input.externalId === null ? {} : { ExternalId: input.externalId }),
              ...(input.sourceIdentity === null ? {} : { SourceIdentity: input.sourceIdentity }),
              ...(input.tags.length === 0
                ? {}
                : { Tags: input.tags.map(({ key, value }) => ({ Key: key, Value: value })) }),
              ...(input.transitiveTagKeys.length === 0 ? {} : { TransitiveTagKeys: [...input.transitiveTagKeys] }),
              ...(mfa === null ? {} : { SerialNumber: mfa.serialNumber, TokenCode: mfa.code }),
            }),
            { abortSignal },
          ),
      })
      const session = toSession('AssumeRole', output.Credentials, time, mfa !== null)
      return toRoleSession(session, 'AssumeRole', input.roleArn, output.AssumedRoleUser)
    },

    async assumeRoleWithWebIdentity(input, token) {
      const { output, time } = await send({
        api: 'AssumeRoleWithWebIdentity',
        subject: input.roleArn,
        endpoint: input.endpoint,
        credentials: null,
        mfa: null,
        token,
        send: (client, sdk, abortSignal) =>
          client.send(
            new sdk.AssumeRoleWithWebIdentityCommand({ ...roleParameters(input), WebIdentityToken: token.reveal() }),
            { abortSignal },
          ),
      })
      const session = toSession('AssumeRoleWithWebIdentity', output.Credentials, time, false)
      return toRoleSession(session, 'AssumeRoleWithWebIdentity', input.roleArn, output.AssumedRoleUser)
    },
  }
}

/** What both calls that assume a role have in common. */
interface RoleInput {
  readonly roleArn: string
  readonly roleSessionName: string
  readonly durationSeconds: number
  readonly policy: string | null
  readonly policyArns: readonly string[]
}

function roleParameters(input: RoleInput): {
  RoleArn: string
  RoleSessionName: string
  DurationSeconds: number
  Policy?: string
  PolicyArns?: { arn: string }[]
} {
  return {
    RoleArn: input.roleArn,
    RoleSessionName: input.roleSessionName,
    DurationSeconds: input.durationSeconds,
    ...(input.policy === null ? {} : { Policy: input.policy }),
    ...(input.policyArns.length === 0 ? {} : { PolicyArns: input.policyArns.map((arn) => ({ arn })) }),
  }
}

function mfaOf(serialNumber: string | null, code: string | null): { serialNumber: string; code: string } | null {
  return serialNumber === null || code === null ? null : { serialNumber, code }
}
