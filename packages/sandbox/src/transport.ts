import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer } from './answer.ts'
import { encodeAnswer, listHeaders } from './answer.ts'
import type { TransportEffect } from './fault.ts'

/** Sends an answer the way the effects want it; `now` is the sandbox clock. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  effects: readonly TransportEffect[],
  now: number,
): Promise<void> {
  if (effects.some(({ kind }) => kind === 'hang')) return
  const cut = effects.find((effect) => effect.kind === 'cut')
  const drip = effects.find((effect) => effect.kind === 'drip')
  if (cut === undefined && drip === undefined) {
    response.sendDate = false
    response.writeHead(answer.status, { ...listHeaders(answer, now) })
    response.end(answer.body)
    return
  }
  const { socket } = response
  if (socket === null) return
  const bytes = encodeAnswer(answer, now).subarray(0, cut?.afterBytes)
  await writeBytes(socket, bytes, drip?.bytes ?? bytes.length, drip?.everyMs ?? 0)
  if (cut?.how === 'reset') socket.resetAndDestroy()
  else socket.end()
}

async function writeBytes(socket: Socket, bytes: Buffer, chunkLength: number, everyMs: number): Promise<void> {
  for (let start = 0; start < bytes.length && !socket.destroyed; start += chunkLength) {
    if (start > 0) await sleep(everyMs, undefined, { ref: false })
    const chunk = bytes.subarray(start, start + chunkLength)
    await new Promise<void>((resolve) => socket.write(chunk, () => resolve()))
  }
}
