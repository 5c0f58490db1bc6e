const named: Readonly<Record<string, string>> = {
  enter: '\r',
  tab: '\t',
  'shift-tab': '\x1b[Z',
  escape: '\x1b',
  space: ' ',
  backspace: '\x7f',
  delete: '\x1b[3~',
  up: '\x1b[A',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  home: '\x1b[H',
  end: '\x1b[F',
  pageup: '\x1b[5~',
  pagedown: '\x1b[6~',
}

/** What a terminal sends for a key: a name (`enter`, `up`), `ctrl-x` or `alt-x`. Throws on an unknown one. */
export function encodeKey(key: string): string {
  const bytes = named[key]
  if (bytes !== undefined) return bytes
  const [, modifier, letter] = /^(ctrl|alt)-(.)$/u.exec(key) ?? []
  if (letter === undefined) throw new Error(`no key is called ${JSON.stringify(key)}`)
  return modifier === 'alt' ? `\x1b${letter}` : String.fromCharCode(letter.toUpperCase().charCodeAt(0) & 0x1f)
}
