import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'
import { createTextAnswer } from './answer.ts'
import type { CallRecord } from './call.ts'
import type { SandboxClock } from './clock.ts'
import { createClock } from './clock.ts'
import { runControlCommand } from './control.ts'
import type { Faults } from './fault.ts'
import { createFaultRegister } from './fault.ts'
import type { HandlerDeps } from './handler.ts'
import { handleRequest } from './handler.ts'
import { createMfaVerifier } from './mfa.ts'
import type { Phone } from './phone.ts'
import { createPhone } from './phone.ts'
import { listenOnLoopback } from './server.ts'
import { createSessionRegister } from './session.ts'
import type { HttpRequest } from './sigv4.ts'
import { sendAnswer } from './transport.ts'
import type { World } from './world.ts'

/** What a sandbox is made of. */
export interface SandboxOptions {
  readonly world: World
  /** Default 0: a free one. */
  readonly port?: number
  /** The real time, ms since the epoch. Default `Date.now`. */
  readonly now?: () => number
}

/** A fake AWS that is running. */
export interface Sandbox {
  /** `http://127.0.0.1:PORT`: the endpoint of STS and of Elastic Beanstalk. */
  readonly url: string
  readonly port: number
  /** Takes control commands as JSON by POST. Whoever knows it steers the sandbox. */
  readonly controlUrl: string
  readonly world: World
  readonly clock: SandboxClock
  readonly faults: Faults
  /** All calls so far, oldest first. */
  readonly calls: readonly CallRecord[]
  /** Forgets the calls so far. */
  clearCalls(): void
  /** The phone that holds an MFA device of the world; throws `RangeError` where there is no such device. */
  phone(serialNumber: string): Phone
  close(): Promise<void>
}

/** Starts a sandbox on 127.0.0.1. */
export async function createSandbox({ world, port = 0, now = Date.now }: SandboxOptions): Promise<Sandbox> {
  const clock = createClock(now)
  const faults = createFaultRegister()
  const calls: CallRecord[] = []
  const phones = new Map<string, Phone>()
  const controlPath = `/_control/${randomBytes(32).toString('base64url')}`
  const deps: HandlerDeps = {
    world,
    clock,
    faults,
    sessions: createSessionRegister(),
    mfa: createMfaVerifier(world),
    record: (call) => void calls.push(call),
  }
  const answer = async (request: HttpRequest, response: ServerResponse): Promise<void> => {
    if (request.path.startsWith('/_control/'))
      return sendAnswer(response, answerControl(request, controlPath, sandbox), [], clock.now())
    const handled = await handleRequest(request, deps)
    return sendAnswer(response, handled.answer, handled.transport, clock.now())
  }
  const server = await listenOnLoopback(port, answer)
  const url = `http://127.0.0.1:${server.port}`
  const sandbox: Sandbox = {
    url,
    port: server.port,
    controlUrl: url + controlPath,
    world,
    clock,
    faults,
    calls,
    clearCalls: () => void calls.splice(0),
    phone(serialNumber) {
      const device = world.findMfaDevice(serialNumber)
      if (device === null) throw new RangeError(`no MFA device ${serialNumber}`)
      const phone = phones.get(serialNumber) ?? createPhone(serialNumber, device.secretBase32, clock.now)
      phones.set(serialNumber, phone)
      return phone
    },
    close: server.close,
  }
  return sandbox
}

function answerControl(request: HttpRequest, controlPath: string, sandbox: Sandbox): Answer {
  const [given, right] = [Buffer.from(request.path), Buffer.from(controlPath)]
  const isRight = given.length === right.length && timingSafeEqual(given, right)
  if (!isRight || request.method !== 'POST') return createTextAnswer(404, 'text/plain', 'not found\n')
  const reply = runControlCommand(Buffer.from(request.body).toString(), sandbox)
  return createTextAnswer('error' in reply ? 400 : 200, 'application/json', `${JSON.stringify(reply)}\n`)
}
