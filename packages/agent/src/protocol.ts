/** The version this build speaks; one that speaks another is replaced, not spoken to. */
export const protocolVersion = 1

/** The kinds of frame; the numbers are the protocol. */
export const frameTypes = {
  /** Both ways, first of all: JSON `{ version, … }`. */
  hello: 1,
  /** From a client: JSON `{ op, … }`; answered by one `reply`, in order. */
  request: 2,
  /** From a client: JSON `{ id, text }` or `{ id, error }`, the answer to the question with that number. */
  answer: 3,
  /** From a client: the number of the question (u8), and a passphrase in raw bytes; overwritten when it was tried. */
  passphrase: 4,
  /** The same with the 32 bytes of the identity, from the keychain. */
  identity: 5,
  /** From the agent: JSON `{ ok: … }` or `{ error: … }`. */
  reply: 16,
  /** From the agent: JSON `{ id, kind, … }`, something only the client's person or machine can give. */
  question: 17,
  /** From the agent: there is no question to this client any more: it is asked elsewhere, or the passphrase was right. */
  withdraw: 18,
  /** From the agent: JSON `{ level, message }` for the person. */
  notice: 19,
  /** From the agent: it still works on the request. */
  alive: 20,
} as const

/** The most bytes of one frame, its type counted: what a client may send, and what an agent may. */
export const frameLimits = { fromClient: 65_536, fromAgent: 262_144 } as const

/** How long each side waits for the other, in ms. */
export interface Patience {
  /** A client for the agent's hello: one that is stopped or busy is worked around. */
  readonly hello: number
  /** An agent for the next request of a client that owes one, for the rest of a frame, and for a client to read. */
  readonly idleClient: number
  /** Between two signs of life while a request is worked on. */
  readonly alive: number
  /** A client without a sign of life. */
  readonly silence: number
  /** A client that cannot answer, for somebody else to do it. */
  readonly bystander: number
}

/** The patience of every agent and client, unless a test has less. */
export const patienceMs: Patience = {
  hello: 2_000,
  idleClient: 10_000,
  alive: 4_000,
  silence: 15_000,
  bystander: 60_000,
}
