import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpRequest } from './sigv4.ts'

/** A server on 127.0.0.1. */
export interface LoopbackServer {
  readonly port: number
  /** Ends all connections, also those that hang. */
  close(): Promise<void>
}

/** Longer requests are cut off: no AWS Query request of ours comes near. */
const maximumBodyBytes = 1024 * 1024

/** Listens on `port` of 127.0.0.1 (0: a free one) and gives each whole request to `answer`. */
export async function listenOnLoopback(
  port: number,
  answer: (request: HttpRequest, response: ServerResponse) => Promise<void>,
): Promise<LoopbackServer> {
  const server = createServer((message, response) => {
    readRequest(message)
      .then((request) => answer(request, response))
      .catch(() => message.socket.destroy())
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > maximumBodyBytes) throw new RangeError('request too large')
    chunks.push(chunk)
  }
  const target = message.url ?? '/'
  const mark = target.indexOf('?')
  const headers: [string, string][] = []
  for (let index = 0; index + 1 < message.rawHeaders.length; index += 2)
    headers.push([message.rawHeaders[index] ?? '', message.rawHeaders[index + 1] ?? ''])
  return {
    method: message.method ?? 'GET',
    path: mark === -1 ? target : target.slice(0, mark),
    query: mark === -1 ? '' : target.slice(mark + 1),
    headers,
    body: Buffer.concat(chunks),
  }
}
