/**
 * A string that cannot be printed by accident: `String(secret)`, template literals, `JSON.stringify` and
 * `console.log` all show a placeholder.
 *
 * Only {@link Secret.reveal} gives the text; call it where the value leaves awsx on purpose.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself. */
  reveal(): string {
    return this.#text
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
