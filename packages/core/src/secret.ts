import { AwsxError } from './errors.ts'

/**
 * A string that cannot be printed by accident: `String(secret)`, template literals, `JSON.stringify` and
 * `console.log` all show a placeholder.
 *
 * Only {@link Secret.reveal} gives the text; call it where the value leaves awsx on purpose.
 */
export class Secret {
  readonly #text: string
  readonly #withheld: string | null

  constructor(text: string, withheld: string | null = null) {
    this.#text = text
    this.#withheld = withheld
  }

  /** A secret that somebody else keeps: to reveal it throws `locked`, and says `why`. */
  static withheld(why: string): Secret {
    return new Secret('', why)
  }

  /** The text itself. */
  reveal(): string {
    if (this.#withheld === null) return this.#text
    throw new AwsxError('locked', this.#withheld, { hint: 'use --no-agent' })
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  static {
    // What console.log and util.inspect call; set here because a computed name cannot be declared.
    Object.defineProperty(Secret.prototype, Symbol.for('nodejs.util.inspect.custom'), { value: () => '[secret]' })
  }
}
