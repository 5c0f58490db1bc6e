import type { Frame } from './frame.ts'
import type { Json, JsonRecord } from './wire-json.ts'

/** What the agent does for one client. */
export interface RequestHandler {
  /** The answer to a request. Throws `AwsxError`. */
  handle(request: JsonRecord): Promise<Json>
  /** An answer or a passphrase came. True when its bytes are the handler's now: it overwrites them when it is done. */
  answer(frame: Frame): boolean
  /** The client will send nothing any more. */
  gone(): void
  /** Nothing reaches the client any more. */
  close(): void
  /** Whether the client keeps the connection for later requests, as an endpoint does. */
  isHeld(): boolean
}
