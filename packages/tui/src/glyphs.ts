/** The signs that are drawn; in a locale without UTF-8, of ASCII. */
export interface Glyphs {
  readonly cut: string
  readonly prompt: string
  readonly cursor: string
  readonly pin: string
  readonly arrow: string
  readonly dot: string
  readonly mask: string
  readonly full: string
  readonly empty: string
}

const unicode: Glyphs = {
  cut: '…',
  prompt: '❯',
  cursor: '▌',
  pin: '*',
  arrow: '→',
  dot: '·',
  mask: '·',
  full: '━',
  empty: '─',
}

const ascii: Glyphs = {
  cut: '~',
  prompt: '>',
  cursor: '>',
  pin: '*',
  arrow: '->',
  dot: '|',
  mask: '*',
  full: '#',
  empty: '-',
}

/** The signs for a locale (POSIX: `LC_ALL` before `LC_CTYPE` before `LANG`); where none is set, a terminal of today. */
export function glyphsFor(env: Readonly<Record<string, string | undefined>>): Glyphs {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find((value) => value !== undefined && value !== '')
  const isAscii = locale !== undefined && !/utf-?8/i.test(locale)
  return isAscii || env['TERM'] === 'linux' ? ascii : unicode
}
