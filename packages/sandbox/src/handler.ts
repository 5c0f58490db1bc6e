import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ActionInput, Service } from './action.ts'
import type { Answer } from './answer.ts'
import { createError, createResult, createTextAnswer, createXmlAnswer } from './answer.ts'
import { ApiError } from './api-error.ts'
import { authenticate, findSigningKeys } from './authentication.ts'
import type { CallRecord } from './call.ts'
import { redactParameters } from './call.ts'
import type { SandboxClock } from './clock.ts'
import { elasticBeanstalk } from './elastic-beanstalk.ts'
import { alterAnswer, alterResult, createFaultAnswer } from './fault-answer.ts'
import type { FaultRegister, TransportEffect } from './fault.ts'
import { isAltering, isReplacing, isTransport } from './fault.ts'
import type { MfaVerifier } from './mfa.ts'
import type { Parameters } from './query.ts'
import { parseQuery } from './query.ts'
import type { SessionRegister } from './session.ts'
import type { HttpRequest } from './sigv4.ts'
import { readHeader } from './sigv4.ts'
import { sts } from './sts.ts'
import type { World } from './world.ts'

/** What the handler works with. */
export interface HandlerDeps {
  readonly world: World
  readonly sessions: SessionRegister
  readonly mfa: MfaVerifier
  readonly clock: SandboxClock
  readonly faults: FaultRegister
  record(call: CallRecord): void
}

/** An answer and how it is to travel. */
export interface HandledRequest {
  readonly answer: Answer
  readonly transport: readonly TransportEffect[]
}

/** Answers a request as AWS would, or as the faults in force want it; never throws for what the request holds. */
export async function handleRequest(request: HttpRequest, deps: HandlerDeps): Promise<HandledRequest> {
  const requestId = randomUUID()
  let parameters: Parameters
  try {
    parameters = readParameters(request)
  } catch (error) {
    return { answer: writeError(error, sts, requestId), transport: [] }
  }
  const action = parameters.get('Action') ?? null
  if (request.path !== '/')
    return { answer: createTextAnswer(404, 'text/xml', '<UnknownOperationException/>\n'), transport: [] }
  if (action === null && request.method === 'GET')
    return { answer: createTextAnswer(302, 'text/html', '', { Location: 'https://aws.amazon.com/iam' }), transport: [] }

  const effects = deps.faults.take(action ?? '')
  for (const effect of effects) if (effect.kind === 'delay') await sleep(effect.ms, undefined, { ref: false })
  const altering = effects.filter(isAltering)
  const replacing = effects.find(isReplacing)
  const service = [sts, elasticBeanstalk].find(({ version }) => version === parameters.get('Version')) ?? sts
  const keys = readClaimedKeys(request, deps)
  let answer: Answer
  let errorCode: string | null = null
  if (replacing !== undefined) {
    answer = createFaultAnswer(replacing, service, requestId, keys)
    errorCode = replacing.kind === 'error' ? replacing.code : null
  } else {
    try {
      const tree = createResult(action ?? '', runAction(request, service, parameters, deps), requestId)
      answer = createXmlAnswer(200, alterResult(tree, altering, deps.clock.now()), service, requestId)
    } catch (error) {
      answer = writeError(error, service, requestId)
      errorCode = error instanceof ApiError ? error.code : 'InternalFailure'
    }
  }
  deps.record({
    time: deps.clock.now(),
    service: service.name,
    action: action ?? '',
    region: keys.region,
    host: readHeader(request, 'host'),
    userAgent: readHeader(request, 'user-agent'),
    accessKeyId: keys.accessKeyId === '' ? null : keys.accessKeyId,
    accountId: keys.accountId,
    arn: keys.arn,
    parameters: redactParameters(parameters),
    status: answer.status,
    errorCode,
    faults: effects.map(({ kind }) => kind),
  })
  return { answer: alterAnswer(answer, altering), transport: effects.filter(isTransport) }
}

function readParameters(request: HttpRequest): Parameters {
  if (request.method !== 'GET' && request.method !== 'POST')
    throw new ApiError('InvalidHTTPMethod', 405, `${request.method} is not supported`)
  const contentType = readHeader(request, 'content-type') ?? ''
  if (request.body.length > 0 && !contentType.startsWith('application/x-www-form-urlencoded'))
    throw new ApiError('MalformedInput', 400, `Unexpected content type ${contentType}`)
  return parseQuery(request.query, Buffer.from(request.body).toString())
}

function runAction(
  request: HttpRequest,
  service: Service,
  parameters: Parameters,
  deps: HandlerDeps,
): ReturnType<typeof createResult>[] {
  const { world, sessions, mfa, clock } = deps
  const name = parameters.get('Action') ?? null
  const version = parameters.get('Version') ?? 'NO_VERSION_SPECIFIED'
  if (name === null) throw new ApiError('MissingAction', 400, 'The request must contain the parameter Action')
  const action = service.version === version ? service.actions.get(name) : undefined
  if (action === undefined)
    throw new ApiError('InvalidAction', 400, `Could not find operation ${name} for version ${version}`)
  const input: Omit<ActionInput, 'region'> = { parameters, now: clock.now(), world, sessions, mfa }
  if (!action.isSigned) return [...action.run({ ...input, region: 'us-east-1' })]
  const { caller, region } = authenticate(request, service.name, { world, sessions, now: input.now })
  return [...action.run({ ...input, region }, caller)]
}

function writeError(error: unknown, service: Service, requestId: string): Answer {
  const apiError =
    error instanceof ApiError ? error : new ApiError('InternalFailure', 500, `The sandbox failed: ${String(error)}`)
  return createXmlAnswer(apiError.status, createError(apiError, requestId), service, requestId)
}

function readClaimedKeys(
  request: HttpRequest,
  { world, sessions, clock }: HandlerDeps,
): {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  region: string | null
  accountId: string | null
  arn: string | null
} {
  const authorization = readHeader(request, 'authorization') ?? ''
  const [, accessKeyId = '', region] = /Credential=([^/,\s]+)\/[^/]*\/([^/,\s]+)/.exec(authorization) ?? []
  const keys = findSigningKeys(accessKeyId, { world, sessions, now: clock.now() })
  return {
    accessKeyId,
    secretAccessKey: keys?.secretAccessKey ?? '',
    sessionToken: keys?.sessionToken ?? '',
    region: region ?? null,
    accountId: keys?.accountId ?? null,
    arn: keys?.caller?.arn ?? null,
  }
}
