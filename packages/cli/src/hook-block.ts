import { AwsxError } from '@awsx/core'
import type { HookShell } from './hook-text.ts'

const opening = '# >>> awsx >>>'
const closing = '# <<< awsx <<<'
/** Where the text before had no line break at its end; then there is none either once the block is gone. */
const openEnd = '# (the line above had no end)'

/**
 * The line that loads the hook: only where awsx is there, because start files travel between machines; fish reads its
 * start file for scripts too.
 */
function hookLine(shell: HookShell): string {
  return shell === 'fish'
    ? 'status is-interactive; and command -q awsx; and awsx hook fish | source'
    : `if command -v awsx >/dev/null; then eval "$(awsx hook ${shell})"; fi`
}

/**
 * The text of a start file with our block at its end, or changed in its place; the same text where it is there.
 *
 * Throws `config_invalid` for a block that does not end.
 */
export function addHookBlock(text: string, shell: HookShell): string {
  const place = findBlock(text)
  const isOpen =
    place === null ? text !== '' && !text.endsWith('\n') : text.slice(place.from, place.to).includes(openEnd)
  const block = [opening, ...(isOpen ? [openEnd] : []), hookLine(shell), closing].join('\n')
  if (place === null) return `${text}${isOpen ? '\n' : ''}${block}\n`
  return `${text.slice(0, place.from)}${block}\n${text.slice(place.to)}`
}

/** The twin of {@link addHookBlock}: every other byte stays. Throws likewise. */
export function removeHookBlock(text: string): string {
  const place = findBlock(text)
  if (place === null) return text
  const isOpen = text.slice(place.from, place.to).includes(openEnd)
  const isLast = place.to === text.length
  // Somebody wrote below it since: then the line above needs its end.
  const from = isOpen && isLast ? Math.max(0, place.from - 1) : place.from
  return removeHookBlock(text.slice(0, from) + text.slice(place.to))
}

/** The line number, from 1, of a line outside of our block that loads the hook; null where none does. */
export function findHookLine(text: string): number | null {
  const place = findBlock(text)
  const blank = (block: string): string => block.replaceAll(/[^\n]/g, '')
  const bare =
    place === null ? text : text.slice(0, place.from) + blank(text.slice(place.from, place.to)) + text.slice(place.to)
  const found = loadsHook.exec(bare)
  return found === null ? null : bare.slice(0, found.index).split('\n').length
}

/** Whether a start file loads the hook, by our block or by a line of the user's. */
export function mentionsHook(text: string): boolean {
  return loadsHook.test(text)
}

/** A line that runs or reads the hook, or holds it: `awsx hook …`, a file named after awsx, the functions themselves. */
const loadsHook = /^[^#\n]*(?:\bawsx\b[^#\n]*\bhook\b|\bawsx\.(?:bash|zsh|fish)\b|\b__awsx_leave\b)/m

/** From the start of the first line to behind the line break of the last. */
function findBlock(text: string): { readonly from: number; readonly to: number } | null {
  const from = new RegExp(`^${opening}$`, 'm').exec(text)?.index
  if (from === undefined) return null
  const end = new RegExp(`^${closing}$\n?`, 'm').exec(text.slice(from))
  if (end === null) {
    throw new AwsxError('config_invalid', `there is a line '${opening}' without a line '${closing}' below it`, {
      hint: 'take it out by hand, then run the command again',
    })
  }
  return { from, to: from + end.index + end[0].length }
}
