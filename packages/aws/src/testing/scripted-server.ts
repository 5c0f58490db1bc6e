import { createServer } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'

/** A request as it arrived, whole. */
export interface ReceivedRequest {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** The form of the body; `Action` names the API call. */
  readonly form: URLSearchParams
}

/** Answers one request; `count` is 1 for the first. */
export type Script = (response: ServerResponse, request: ReceivedRequest, count: number) => void

/** A server on loopback that does as told, and remembers what it got. */
export interface ScriptedServer {
  readonly url: string
  readonly port: number
  readonly received: ReceivedRequest[]
  stop(): Promise<void>
}

/** Starts one; with `tls` it speaks https. */
export async function startScriptedServer(
  script: Script,
  tls?: { readonly key: Buffer; readonly cert: Buffer },
): Promise<ScriptedServer> {
  const received: ReceivedRequest[] = []
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
      const whole = { method: request.method ?? '', headers: request.headers, form }
      script(response, whole, received.push(whole))
    })
  }
  const server: Server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    port,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
