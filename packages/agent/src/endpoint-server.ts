import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { AwsxError, exitCodeOf, type Session } from '@awsx/core'
import { formatEndpointCredentials, formatEndpointError, type EndpointAnswer } from './endpoint-answer.ts'
import { checkEndpointRequest, type EndpointSecrets } from './endpoint-guard.ts'

/** What an endpoint hands out. */
export interface EndpointOptions {
  /** The session at hand; null when none is alive. Called for every request, so it must not wait for anything. */
  readonly credentials: () => Session | null
  /** Why there is none, for the SDK to show; null where nothing is known. */
  readonly trouble: () => AwsxError | null
  /** 1024 to 65535; 0, the default, takes a free one. */
  readonly port?: number
}

/** A container-credentials endpoint that listens on 127.0.0.1. */
export interface CredentialsEndpoint {
  /** For `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
  readonly url: string
  /** For `AWS_CONTAINER_AUTHORIZATION_TOKEN`. */
  readonly token: string
  /** Stops listening and ends every connection. */
  close(): Promise<void>
}

const headLimitMs = 2000
const connectionLimit = 256

/**
 * Serves one session by the protocol of container credentials: 127.0.0.1 only, one request a connection, a random path
 * and a 256-bit token, both compared by hash.
 *
 * Throws `usage` for a port that is taken or not allowed, `unexpected` when nothing can be listened on.
 */
export async function createCredentialsEndpoint(options: EndpointOptions): Promise<CredentialsEndpoint> {
  const path = `/${randomBytes(32).toString('base64url')}`
  const token = randomBytes(32).toString('base64url')
  let secrets: EndpointSecrets = { port: 0, path, token }
  const server = createServer(
    {
      maxHeaderSize: 8192,
      headersTimeout: headLimitMs,
      requestTimeout: headLimitMs,
      connectionsCheckingInterval: 250,
      // What is missing or there twice is said by the guard, in the words of the protocol.
      requireHostHeader: false,
      noDelay: true,
    },
    (request, response) => send(response, answer(request, secrets, options), request.method === 'HEAD'),
  )
  server.maxRequestsPerSocket = 1
  server.maxConnections = connectionLimit
  server.maxHeadersCount = 100
  server.on('clientError', refuseBroken)
  server.on('connect', (_request, socket) => refuseRaw(socket as Socket, 405, 'Method Not Allowed'))
  server.on('upgrade', (_request, socket) => refuseRaw(socket as Socket, 400, 'Bad Request'))
  server.on('checkContinue', (request, response) => send(response, answer(request, secrets, options), false))
  server.on('checkExpectation', (request, response) => send(response, answer(request, secrets, options), false))
  const port = await listen(server, options.port ?? 0)
  // A connection that cannot be accepted (no descriptor left) must not end the command that runs beside this.
  server.on('error', () => undefined)
  secrets = { port, path, token }
  return {
    url: `http://127.0.0.1:${port}${path}`,
    token,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function answer(request: IncomingMessage, secrets: EndpointSecrets, options: EndpointOptions): EndpointAnswer {
  const refusal = checkEndpointRequest(
    {
      method: request.method ?? '',
      target: request.url ?? '',
      httpVersion: request.httpVersion,
      rawHeaders: request.rawHeaders,
      peer: request.socket.remoteAddress ?? null,
    },
    secrets,
  )
  if (refusal !== null) return formatEndpointError(refusal.status, refusal.code, refusal.message)
  const session = options.credentials()
  const credentials = session === null ? null : formatEndpointCredentials(session)
  return credentials ?? troubleAnswer(options.trouble())
}

/** 403 tells an SDK not to wait, 503 that it may try again in a moment. */
function troubleAnswer(trouble: AwsxError | null): EndpointAnswer {
  if (trouble === null) return formatEndpointError(503, 'NoSession', 'the session has ended and is being renewed')
  const code = exitCodeOf(trouble.code)
  const hint = trouble.hint === null ? '' : ` (${trouble.hint})`
  return formatEndpointError(code === 4 || code === 5 ? 403 : 503, trouble.code, `awsx: ${trouble.message}${hint}`)
}

function send(response: ServerResponse, { status, body }: EndpointAnswer, isHead: boolean): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    Connection: 'close',
    ...(status === 405 ? { Allow: 'GET' } : {}),
  })
  response.end(isHead ? undefined : body)
}

/** What the parser itself refuses: too long, too slow, or no HTTP. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return refuseRaw(socket, 408, 'Request Timeout')
  if (error.code === 'HPE_HEADER_OVERFLOW') return refuseRaw(socket, 431, 'Request Header Fields Too Large')
  refuseRaw(socket, 400, 'Bad Request')
}

function refuseRaw(socket: Socket, status: number, reason: string): void {
  // The server has let go of it by now, and a reset would be an error that nobody hears.
  socket.on('error', () => socket.destroy())
  if (!socket.writable) return void socket.destroy()
  const head = `HTTP/1.1 ${status} ${reason}\r\nContent-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n`
  socket.end(head, () => socket.destroy())
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const taken = cause.code === 'EADDRINUSE'
      const why = taken ? 'something else listens there' : (cause.code ?? 'unknown reason')
      reject(
        new AwsxError(port === 0 ? 'unexpected' : 'usage', `cannot listen on 127.0.0.1:${port}: ${why}`, {
          hint: 'leave out --port, and a free one is taken',
          cause,
        }),
      )
    })
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
