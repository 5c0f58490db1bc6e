import { encodeFrame } from './frame.ts'
import { encodeJson, type Json } from './wire-json.ts'

/** A frame with JSON in it; no other copy of its bytes is left. */
export function encodeMessage(type: number, value: Json): Uint8Array {
  const payload = encodeJson(value)
  const frame = encodeFrame(type, payload)
  payload.fill(0)
  return frame
}
