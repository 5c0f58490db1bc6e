import type { CellColour } from '../../test/harness/screen-cells.ts'

/** What a cell without colours has, and the frame around the cells: a dark window reads well on light pages too. */
export const theme = {
  foreground: '#d8dee9',
  background: '#161b22',
  bar: '#21262d',
  border: '#484f58',
  title: '#9da7b3',
  dot: '#6e7681',
} as const

/** The sixteen that every terminal names, as this window shows them. */
const named = [
  '#484f58',
  '#ff7b72',
  '#56d364',
  '#e3b341',
  '#79c0ff',
  '#d2a8ff',
  '#56d4dd',
  '#c9d1d9',
  '#8b949e',
  '#ffa198',
  '#7ee787',
  '#f2cc60',
  '#a5d6ff',
  '#e2c5ff',
  '#b3f0ff',
  '#f0f6fc',
] as const

/** The steps of the 6 x 6 x 6 cube that xterm's colours 16 to 231 are. */
const cubeSteps = [0, 95, 135, 175, 215, 255] as const

/** `#rrggbb` of a colour; `own` is what null stands for. */
export function toHex(colour: CellColour, own: string): string {
  if (colour === null) return own
  if (typeof colour === 'string') return colour
  if (colour < 16) return named[colour] ?? own
  if (colour > 231) return grey(8 + (colour - 232) * 10)
  const at = colour - 16
  const levels = [Math.floor(at / 36), Math.floor(at / 6) % 6, at % 6]
  return `#${levels.map((level) => twoDigits(cubeSteps[level] ?? 0)).join('')}`
}

function grey(level: number): string {
  return `#${twoDigits(level).repeat(3)}`
}

function twoDigits(level: number): string {
  return level.toString(16).padStart(2, '0')
}
