/** A command of the README and what it says it prints. */
export interface ReadmeCommand {
  readonly kind: 'command'
  /** Where it stands in the file, from 1. */
  readonly line: number
  readonly command: string
  readonly expected: readonly string[]
}

/** A text of the README that goes to the end of a file. */
export interface ReadmeFile {
  readonly kind: 'file'
  readonly line: number
  /** Begins with `~/`. */
  readonly path: string
  readonly text: string
}

/** The fenced blocks of the README, sorted by whether they are played. */
export interface ReadmeBlocks {
  /** Blocks marked `console story` (commands after `$ `) and `ini story ~/FILE`, in order. */
  readonly story: readonly (ReadmeCommand | ReadmeFile)[]
  /** The first line of every other block of commands (`console`, `sh`, `zsh`, `bash`, `fish`). */
  readonly others: readonly string[]
}

const commandLanguages = ['console', 'sh', 'zsh', 'bash', 'fish']

/** Reads the fenced blocks of a Markdown text. Throws for a fence that is not closed or a story block without command. */
export function readBlocks(markdown: string): ReadmeBlocks {
  const story: (ReadmeCommand | ReadmeFile)[] = []
  const others: string[] = []
  const lines = markdown.split('\n')
  for (let at = 0; at < lines.length; at += 1) {
    const info = /^```(\S.*)$/.exec(lines[at] ?? '')?.[1]
    if (info === undefined) continue
    const first = at + 1
    const end = lines.indexOf('```', first)
    if (end === -1) throw new Error(`the block in line ${at + 1} is not closed`)
    const body = lines.slice(first, end)
    const [language = '', mark, path = ''] = info.split(' ')
    if (mark === 'story') story.push(...readStory(language, path, body, first + 1))
    else if (commandLanguages.includes(language)) others.push(body[0] ?? '')
    at = end
  }
  return { story, others }
}

function readStory(
  language: string,
  path: string,
  body: readonly string[],
  line: number,
): (ReadmeCommand | ReadmeFile)[] {
  if (language !== 'console') return [{ kind: 'file', line, path, text: `${body.join('\n')}\n` }]
  const starts = body.flatMap((text, index) => (text.startsWith('$ ') ? [index] : []))
  if (starts[0] !== 0) throw new Error(`the story in line ${line} does not begin with a command`)
  return starts.map((start, index) => ({
    kind: 'command',
    line: line + start,
    command: (body[start] ?? '').slice(2),
    expected: body.slice(start + 1, starts[index + 1] ?? body.length),
  }))
}

/**
 * How an expected text differs from the lines a command printed; null where it does not.
 *
 * `…` stands for any text in a line, and alone for any number of lines. Times, durations and access key ids fit any
 * other; how wide a column is does not count.
 */
export function compareOutput(expected: readonly string[], actual: readonly string[]): string | null {
  const pattern = expected
    .map((line) => (line.trim() === '…' ? '(?:[^\\n]*\\n)*?' : `${linePattern(line)}\\n`))
    .join('')
  const text = actual.map((line) => `${squeeze(line)}\n`).join('')
  if (new RegExp(`^${pattern}$`, 'u').test(text)) return null
  return `expected\n${expected.join('\n')}\n--- got\n${actual.join('\n')}\n---`
}

const forms = [
  String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`,
  String.raw`\d+h\d\dm|\d+m\b|\d+s\b`,
  '(?:AKIA|ASIA)[A-Z0-9]{16}',
  'age1[a-z0-9]{58}',
]

function linePattern(line: string): string {
  const form = new RegExp(forms.map((one) => `(${one})`).join('|'), 'gu')
  let pattern = ''
  let from = 0
  const words = squeeze(line)
  for (const match of words.matchAll(form)) {
    const index = match.slice(1).findIndex((group) => group !== undefined)
    pattern += `${literal(words.slice(from, match.index))}(?:${forms[index] ?? ''})`
    from = match.index + match[0].length
  }
  return pattern + literal(words.slice(from))
}

function literal(text: string): string {
  return text
    .split('…')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`))
    .join('[^\\n]*')
}

function squeeze(line: string): string {
  return line.trimEnd().replaceAll(/ {2,}/g, '  ')
}
