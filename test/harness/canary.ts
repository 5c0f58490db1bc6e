import { randomBytes } from 'node:crypto'

/** Where something was seen: a stream of a command, or a file. */
export type Channel = 'stdout' | 'stderr' | 'terminal' | 'file' | 'argv'

/** Secrets that must not be seen, and the search for them (SECURITY section 5, bar 12). */
export interface Canaries {
  /**
   * Registers `text` as a secret and returns it. `mayAppearOn` lists the channels where it belongs, none by default.
   * Throws where `text` is so short that it would be found by chance.
   */
  plant(name: string, text: string, options?: { readonly mayAppearOn?: readonly Channel[] }): string
  /** A new random secret of 40 characters, registered under `name`. */
  plantRandom(name: string, options?: { readonly mayAppearOn?: readonly Channel[] }): string
  /** From now on `name` is no secret: a test has shown on purpose that it is found. */
  forget(name: string): void
  /** The names of the secrets found in `bytes`, in clear or encoded (base64, base64url, hex, percent). */
  find(channel: Channel, bytes: Uint8Array | string): string[]
  /** Throws where {@link Canaries.find} finds one; `where` says what was read. */
  check(channel: Channel, where: string, bytes: Uint8Array | string): void
}

interface Canary {
  readonly name: string
  readonly needles: readonly Buffer[]
  readonly mayAppearOn: readonly Channel[]
}

const shortestCanary = 6

/** An empty set of canaries. */
export function createCanaries(): Canaries {
  let planted: readonly Canary[] = []

  function plant(name: string, text: string, options: { readonly mayAppearOn?: readonly Channel[] } = {}): string {
    if (text.length < shortestCanary) throw new Error(`canary "${name}" is too short to tell from chance`)
    planted = [...planted, { name, needles: encodeNeedles(text), mayAppearOn: options.mayAppearOn ?? [] }]
    return text
  }

  function find(channel: Channel, bytes: Uint8Array | string): string[] {
    const haystack = Buffer.from(bytes)
    return planted
      .filter((canary) => !canary.mayAppearOn.includes(channel))
      .filter((canary) => canary.needles.some((needle) => haystack.includes(needle)))
      .map((canary) => canary.name)
  }

  return {
    plant,
    plantRandom: (name, options) => plant(name, randomBytes(30).toString('base64'), options),
    forget(name) {
      planted = planted.filter((canary) => canary.name !== name)
    },
    find,
    check(channel, where, bytes) {
      const found = find(channel, bytes)
      if (found.length > 0) throw new Error(`secret "${found.join('", "')}" leaked to ${channel}: ${where}`)
    },
  }
}

function encodeNeedles(text: string): Buffer[] {
  const bytes = Buffer.from(text)
  const forms = new Set([text, bytes.toString('hex'), encodeURIComponent(text), JSON.stringify(text).slice(1, -1)])
  // Inside a longer base64 text the secret starts at one of three offsets; the first and last characters then vary.
  for (const offset of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes])
    const stable = shifted.subarray(0, shifted.length - (shifted.length % 3)).toString('base64')
    const core = stable.slice(offset === 0 ? 0 : 4)
    if (core.length >= 8) forms.add(core).add(core.replaceAll('+', '-').replaceAll('/', '_'))
  }
  return [...forms].map((form) => Buffer.from(form))
}
