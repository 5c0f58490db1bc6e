import { assumeRoleFromSession } from './assume-role-from-session.ts'
import { withMfaCode } from './ask-mfa-code.ts'
import { cacheKey } from './cache-key.ts'
import { parseCredentialProcess } from './credential-process.ts'
import type { Session } from './credentials.ts'
import { AwsxError } from './errors.ts'
import type { Flights } from './flights.ts'
import type { Memory } from './memory.ts'
import { openStoredKey } from './open-stored-key.ts'
import type { AssumeRoleStep, AssumeRoleWithWebIdentityStep, GetSessionTokenStep, Program, Step } from './plan.ts'
import type { ExecutePorts, SessionRecord } from './ports.ts'
import { createRoleMemory } from './role-memory.ts'
import { chainedRoleSeconds } from './role-request.ts'
import { Secret } from './secret.ts'
import { leastTtlSeconds, secondsLeft } from './session-life.ts'

/** How one step is to be resolved. */
export interface ResolveOptions {
  readonly refresh: boolean
  /** The least life of the answer, in seconds. */
  readonly leastTtl: number
}

/** Resolves the steps of one plan, each from the one before it. */
export interface StepRunner {
  resolve(index: number, options: ResolveOptions): Promise<Session>
  /** How many calls were made and programs run. */
  calls(): number
}

/** What a runner works with. */
export interface StepRunnerDeps {
  readonly ports: ExecutePorts
  readonly memory: Memory
  readonly flights: Flights
}

const asSource: ResolveOptions = { refresh: false, leastTtl: leastTtlSeconds }

/** A runner for `steps`; it keeps what it gets in `ports.sessions`. */
export function createStepRunner(steps: readonly Step[], { ports, memory, flights }: StepRunnerDeps): StepRunner {
  const { sts, sessions, clock } = ports
  let calls = 0

  async function resolve(index: number, options: ResolveOptions): Promise<Session> {
    const step = steps[index]
    if (step === undefined) throw new AwsxError('unexpected', 'the plan has no step to start from')
    const key = cacheKey(steps, index)
    if (key === null) return await run(step, index, null)
    return await flights.share(`${options.refresh} ${options.leastTtl} ${key}`, async () => {
      const kept = options.refresh ? null : await sessions.get(key)
      if (kept !== null && secondsLeft(kept.session, clock.now()) >= options.leastTtl) return kept.session
      const given = printsCredentials(steps, index) ? await resolve(index - 1, options) : null
      if (given !== null && given.credentials.sessionToken !== null) return given
      const session = await run(step, index, given)
      if (session.expiresAt !== null) await keep({ key, profile: step.profile, api: step.api, session })
      return session
    })
  }

  async function run(step: Step, index: number, given: Session | null): Promise<Session> {
    switch (step.api) {
      case 'StoredKeys':
        return await openStoredKey(step, ports)
      case 'StaticKeys': {
        const { accessKeyId, secretAccessKey, sessionToken } = step
        const credentials = { accessKeyId, secretAccessKey, sessionToken }
        return { credentials, expiresAt: null, issuedAt: clock.now(), mfaAt: null, accountId: null, arn: null }
      }
      case 'CredentialProcess': {
        const output = await runProgram(step.program, 'credential_process')
        return parseCredentialProcess(output.reveal(), clock.now(), step.profile)
      }
      case 'GetSessionToken':
        return await getSessionToken(step, given ?? (await resolve(index - 1, asSource)))
      case 'AssumeRole':
        return await assumeRole(step, index)
      case 'AssumeRoleWithWebIdentity': {
        const token = await readToken(step)
        calls += 1
        return await sts.assumeRoleWithWebIdentity(step.input, token)
      }
      default:
        throw new AwsxError('unexpected', `profile '${step.profile}' needs ${step.why}`)
    }
  }

  async function getSessionToken(step: GetSessionTokenStep, keys: Session): Promise<Session> {
    const { mfa, input } = step
    if (mfa === null) {
      const message = `profile '${step.profile}' has no mfa_serial: IAM calls will be refused with this session`
      ports.notify({ level: 'info', message: `${message}; add mfa_serial, or use --no-session` })
    }
    const call = (code: string | null): Promise<Session> => {
      calls += 1
      return sts.getSessionToken(keys.credentials, input, code)
    }
    const session = await (mfa === null ? call(null) : withMfaCode(mfa, ports, memory, call))
    return { ...session, accountId: session.accountId ?? keys.accountId, arn: session.arn ?? keys.arn }
  }

  async function assumeRole(step: AssumeRoleStep, index: number): Promise<Session> {
    const source = (refresh: boolean): Promise<Session> => resolve(index - 1, { ...asSource, refresh })
    if (steps[index - 1]?.api === 'GetSessionToken') {
      calls += 1
      return await assumeRoleFromSession(step, source, ports, createRoleMemory(memory, clock))
    }
    const from = await source(false)
    const input = capToSource(step, from)
    const call = (code: string | null): Promise<Session> => {
      calls += 1
      return sts.assumeRole(from.credentials, input, code)
    }
    return await (step.mfa === null ? call(null) : withMfaCode(step.mfa, ports, memory, call))
  }

  /** Whether a program gave temporary credentials shows only when it has run. */
  function capToSource(step: AssumeRoleStep, from: Session): AssumeRoleStep['input'] {
    const { input } = step
    if (from.credentials.sessionToken === null || input.durationSeconds <= chainedRoleSeconds) return input
    const message = `AWS gives role ${input.roleArn} one hour, not ${input.durationSeconds}s: it is assumed from temporary credentials`
    ports.notify({ level: 'warning', message })
    return { ...input, durationSeconds: chainedRoleSeconds }
  }

  async function readToken({ token }: AssumeRoleWithWebIdentityStep): Promise<Secret> {
    if (token.kind === 'file') return await ports.tokens.read(token.path)
    const { program } = token
    const text = (await runProgram(program, 'web_identity_token_process')).reveal().trim()
    if (/^[\x21-\x7e]{1,20000}$/.test(text)) return new Secret(text)
    const { file, line } = program.origin
    throw new AwsxError('process_failed', `web_identity_token_process printed no token (${file}:${line})`, {
      hint: 'it has to print one token of printable characters',
    })
  }

  async function runProgram({ argv, origin }: Program, purpose: string): Promise<Secret> {
    calls += 1
    return await ports.programs.run({ argv, purpose, file: origin.file, line: origin.line })
  }

  async function keep(record: SessionRecord): Promise<void> {
    try {
      await sessions.put(record)
    } catch (error) {
      // The credentials are good; that they could not be kept must not lose them (and the code they cost).
      if (!(error instanceof AwsxError)) throw error
      ports.notify({ level: 'warning', message: `the session could not be kept: ${error.message}` })
    }
  }

  return { resolve, calls: () => calls }
}

/** Whether a GetSessionToken stands on a program: temporary credentials cannot buy a session, and need none. */
export function printsCredentials(steps: readonly Step[], index: number): boolean {
  return steps[index]?.api === 'GetSessionToken' && steps[index - 1]?.api === 'CredentialProcess'
}
