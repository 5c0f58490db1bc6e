/** The version this build speaks; one that speaks another is replaced, not spoken to. */
export const protocolVersion = 1

/** The kinds of frame; the numbers are the protocol. */
export const frameTypes = {
  /** Both ways, first of all: JSON `{ version, … }`. */
  hello: 1,
  /** From a client: JSON `{ op, … }`; answered by one `reply`, in order. */
  request: 2,
  /** From a client: JSON, the answer to the question that is shown to it. */
  answer: 3,
  /** From a client: a passphrase in raw bytes, the answer to that question; overwritten when it was tried. */
  passphrase: 4,
  /** From a client: the 32 bytes of the identity, from the keychain; overwritten when they were tried. */
  identity: 5,
  /** From the agent: JSON `{ ok: … }` or `{ error: … }`. */
  reply: 16,
  /** From the agent: JSON, something only the client's person or machine can give. */
  question: 17,
  /** From the agent: the question is asked elsewhere now. */
  withdraw: 18,
  /** From the agent: JSON `{ level, message }` for the person. */
  notice: 19,
  /** From the agent: it still works on the request. */
  alive: 20,
  /** From the agent: JSON, the renewed session of an endpoint. */
  update: 21,
} as const

/** The most bytes of one frame, its type counted: what a client may send, and what an agent may. */
export const frameLimits = { fromClient: 65_536, fromAgent: 262_144 } as const

/** How long each side waits for the other, in ms. */
export const patienceMs = {
  /** A client for the agent's hello: one that is stopped or busy is worked around. */
  hello: 2_000,
  /** An agent for the next frame of a client that owes one. */
  idleClient: 10_000,
  /** Between two signs of life while a request is worked on. */
  alive: 4_000,
  /** A client without a sign of life. */
  silence: 15_000,
  /** A client that cannot answer, for somebody else to do it. */
  bystander: 60_000,
} as const
