/** An answer that is not one of STS; `reason` goes after the host: "sts.amazonaws.com answered with a web page". */
export class BadAnswer extends Error {
  override readonly name: string = 'BadAnswer'
  readonly code: 'unreachable' | 'response_invalid'
  readonly status: number
  readonly reason: string

  constructor(code: 'unreachable' | 'response_invalid', status: number, reason: string) {
    super(reason)
    this.code = code
    this.status = status
    this.reason = reason
  }
}

/** What the SDK's HTTP handler hands to its deserializer. */
export interface RawAnswer {
  readonly statusCode: number
  readonly headers: Readonly<Record<string, string>>
  body: unknown
}

/** A middleware of the SDK, as far as {@link createAnswerGuard} needs to know. */
type Handler<Input, Result> = (args: Input) => Promise<Result>

const limitBytes = 262_144

/**
 * A middleware that sits between the network and the SDK's XML parser: it reads the body, at most 256 KiB, and lets
 * only a complete XML document through. `onAnswer` hears of those.
 *
 * It throws `BadAnswer` for a redirect, a compressed or oversized body, a web page, XML with a DTD and whatever is cut
 * or not XML.
 */
export function createAnswerGuard(
  onAnswer: (answer: RawAnswer) => void,
): <Input extends object, Result extends { response: unknown }>(
  next: Handler<Input, Result>,
) => Handler<Input, Result> {
  return (next) => async (args) => {
    const result = await next(args)
    const answer = result.response as RawAnswer
    answer.body = await readDocument(answer)
    onAnswer(answer)
    return result
  }
}

async function readDocument(answer: RawAnswer): Promise<Uint8Array> {
  const { statusCode: status, headers } = answer
  const body = answer.body as AsyncIterable<Uint8Array> & { destroy(): void }
  const encoding = headers['content-encoding'] ?? 'identity'
  if (status >= 300 && status < 400) {
    body.destroy()
    throw new BadAnswer('unreachable', status, `answered with a redirect (HTTP ${status}), which is never followed`)
  }
  if (encoding !== 'identity') {
    body.destroy()
    throw new BadAnswer('response_invalid', status, 'answered with a compressed body that was not asked for')
  }
  const bytes = await readBody(body, status)
  checkDocument(Buffer.from(bytes).toString('utf8'), status)
  return bytes
}

async function readBody(body: AsyncIterable<Uint8Array> & { destroy(): void }, status: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > limitBytes) {
      body.destroy()
      throw new BadAnswer('response_invalid', status, 'answered with more than 256 KiB')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function checkDocument(text: string, status: number): void {
  const document = text.trim()
  if (status === 407) throw new BadAnswer('unreachable', status, 'is behind a proxy that wants a user and a password')
  if (/^(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b/is.test(document)) {
    throw new BadAnswer('unreachable', status, `answered with a web page (HTTP ${status}), not as AWS`)
  }
  if (/<!(?:doctype|entity)/i.test(document)) throw new BadAnswer('response_invalid', status, 'answered with a DTD')
  const root = /^(?:<\?xml[^>]*\?>\s*)?<([A-Za-z_][\w.:-]*)[\s>]/.exec(document)?.[1]
  if (root !== undefined && document.endsWith(`</${root}>`)) return
  // An error that is not in AWS's words comes from something in between.
  if (status >= 400) throw new BadAnswer('unreachable', status, `answered with HTTP ${status} and nothing of AWS`)
  throw new BadAnswer(
    'response_invalid',
    status,
    root === undefined ? 'answered with no XML' : 'answered with half an XML document',
  )
}
