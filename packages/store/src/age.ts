import type { Identity, Recipient } from 'age-encryption'
import { AwsxError } from '@awsx/core'
import { ageLimits, readAgeHeader } from './age-header.ts'

/** An age file to `recipients`, checked against the same limits that {@link openAge} has. */
export async function sealAge(
  plaintext: Uint8Array,
  recipients: readonly Recipient[],
  path: string,
): Promise<Uint8Array> {
  if (recipients.length === 0) {
    throw new AwsxError('unexpected', `${path} would have no recipients, and nobody could open it`)
  }
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  for (const recipient of recipients) encrypter.addRecipient(recipient)
  const file = await readAll(await encrypter.encrypt(toStream(plaintext)))
  if (file.length > ageLimits.fileBytes) {
    throw new AwsxError('write_failed', `${path} would be larger than ${ageLimits.fileBytes} bytes`, {
      hint: 'awsx list: remove what is no longer used',
      data: { path, errno: null, outcome: 'unchanged' },
    })
  }
  readAgeHeader(file, path)
  return file
}

/**
 * The plaintext of an age file, by one identity.
 *
 * Throws `vault_damaged` for whatever does not open whole, and what the identity itself throws.
 */
export async function openAge(file: Uint8Array, identity: Identity, path: string): Promise<Uint8Array> {
  readAgeHeader(file, path)
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  try {
    return await readAll(await decrypter.decrypt(toStream(file)))
  } catch (cause) {
    // What has a code is the runtime's (no memory, a missing module): it says nothing about the file.
    if (cause instanceof AwsxError || (cause instanceof Error && 'code' in cause)) throw cause
    throw new AwsxError('vault_damaged', `${path} does not open: it was changed or cut short`, {
      hint: 'awsx vault verify',
      cause,
      data: { path },
    })
  }
}

function toStream(bytes: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes)
      controller.close()
    },
  })
}

// The library, when given bytes, reads its own streams through `Response`: in Node that loads all of fetch, 30 ms.
async function readAll(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  const whole = new Uint8Array(chunks.reduce((length, chunk) => length + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
    // It may be plaintext, and callers overwrite only what they are given.
    chunk.fill(0)
  }
  return whole
}
