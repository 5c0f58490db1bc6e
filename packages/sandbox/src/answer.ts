import { STATUS_CODES } from 'node:http'
import type { Service } from './action.ts'
import type { ApiError } from './api-error.ts'
import type { XmlNode } from './xml.ts'
import { writeXml } from './xml.ts'

/** An HTTP answer. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The answer of an action that went well, as a tree. */
export function createResult(action: string, children: readonly XmlNode[], requestId: string): XmlNode {
  return [
    `${action}Response`,
    [
      [`${action}Result`, children],
      ['ResponseMetadata', [['RequestId', requestId]]],
    ],
  ]
}

/** The answer of an action that did not. */
export function createError(error: ApiError, requestId: string): XmlNode {
  const fault: XmlNode[] = [
    ['Type', error.status < 500 ? 'Sender' : 'Receiver'],
    ['Code', error.code],
    ['Message', error.message],
  ]
  return [
    'ErrorResponse',
    [
      ['Error', fault],
      ['RequestId', requestId],
    ],
  ]
}

/** A tree as the HTTP answer of a service. */
export function createXmlAnswer(status: number, tree: XmlNode, service: Service, requestId: string): Answer {
  return createTextAnswer(status, 'text/xml', writeXml(tree, service.namespace), { 'x-amzn-RequestId': requestId })
}

/** Text as an HTTP answer. */
export function createTextAnswer(
  status: number,
  contentType: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { ...headers, 'Content-Type': contentType }, body: Buffer.from(text) }
}

/** All headers of an answer; `now` is the sandbox clock, ms since the epoch. */
export function listHeaders(answer: Answer, now: number): Readonly<Record<string, string>> {
  return { ...answer.headers, 'Content-Length': String(answer.body.length), Date: new Date(now).toUTCString() }
}

/** The bytes of an answer on the wire. */
export function encodeAnswer(answer: Answer, now: number): Buffer {
  const head = Object.entries(listHeaders(answer, now)).map(([name, value]) => `${name}: ${value}\r\n`)
  const status = `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status] ?? ''}\r\n`
  return Buffer.concat([Buffer.from(`${status}${head.join('')}\r\n`), answer.body])
}
