import { StringDecoder } from 'node:string_decoder'
import type { Key } from './key.ts'
import { isCompleteSequence, keyOfControl, keyOfSequence } from './key-sequence.ts'

const pasteStart = '\u001b[200~'
const pasteEnd = '\u001b[201~'

/** What is pasted beyond this is dropped; a sequence that is longer is none. */
const maxPaste = 4096
const maxSequence = 4096

/** Makes keys of the bytes of a terminal, however they are cut into pieces. */
export interface KeyReader {
  /** The keys that are complete with this piece. The bytes are not kept. */
  feed(bytes: Uint8Array): Key[]
  /** True while an ESC may still become a sequence. */
  readonly isWaiting: boolean
  /** No more came in time: an ESC that waits was the key. */
  settle(): Key[]
}

/** Reads keys, bracketed pastes and UTF-8; what is no key of ours is dropped. */
export function createKeyReader(): KeyReader {
  const decoder = new StringDecoder('utf8')
  let sequence = ''
  let paste: { readonly text: string; readonly tail: string } | null = null

  function feed(text: string): Key[] {
    const keys: Key[] = []
    for (const char of text) take(char, keys)
    return keys
  }

  function take(char: string, keys: Key[]): void {
    if (paste !== null) takePasted(char, paste, keys)
    else if (sequence !== '') takeOfSequence(char, keys)
    else if (char === '\u001b') sequence = char
    else takePlain(char, keys)
  }

  function takePlain(char: string, keys: Key[]): void {
    const name = keyOfControl(char)
    if (name !== null) keys.push({ kind: 'press', name })
    else if (isText(char)) addText(char, keys)
  }

  function takeOfSequence(char: string, keys: Key[]): void {
    // ESC twice is alt and a sequence, or the key twice: the third character tells.
    if (sequence === '\u001b\u001b' && char !== '[' && char !== 'O') {
      keys.push({ kind: 'press', name: 'escape' })
      sequence = '\u001b'
    }
    sequence += char
    if (sequence.length > maxSequence) sequence = ''
    if (sequence === '\u001b\u001b' || !isCompleteSequence(sequence)) return
    if (sequence === pasteStart) paste = { text: '', tail: '' }
    const name = keyOfSequence(sequence)
    sequence = ''
    if (name !== null) keys.push({ kind: 'press', name })
  }

  function takePasted(char: string, before: { readonly text: string; readonly tail: string }, keys: Key[]): void {
    const tail = (before.tail + char).slice(-pasteEnd.length)
    // What is too long loses its end, but the mark behind it still counts.
    paste = { text: before.text.length < maxPaste + pasteEnd.length ? before.text + char : before.text, tail }
    if (tail !== pasteEnd) return
    const text = paste.text.endsWith(pasteEnd) ? paste.text.slice(0, -pasteEnd.length) : paste.text
    keys.push({ kind: 'paste', text: cleanPaste(text.slice(0, maxPaste)) })
    paste = null
  }

  return {
    feed: (bytes) => feed(decoder.write(bytes)),
    get isWaiting() {
      return sequence !== '' && paste === null
    },
    settle() {
      const presses = /^\u001b*/.exec(sequence)?.[0].length ?? 0
      const isKey = sequence.length === presses
      sequence = ''
      return isKey ? Array.from({ length: presses }, (): Key => ({ kind: 'press', name: 'escape' })) : []
    },
  }
}

/** Typed letters that come in one piece are one key. */
function addText(char: string, keys: Key[]): void {
  const last = keys.at(-1)
  if (last?.kind === 'text') keys[keys.length - 1] = { kind: 'text', text: last.text + char }
  else keys.push({ kind: 'text', text: char })
}

function isText(char: string): boolean {
  return char !== '\ufffd' && !/[\p{Cc}\p{Cs}]/u.test(char)
}

function cleanPaste(text: string): string {
  return [...text.replaceAll(/\r\n?/g, '\n')].filter((char) => char === '\n' || isText(char)).join('')
}
