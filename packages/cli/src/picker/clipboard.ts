import { basename } from 'node:path'
import { commandWord } from '@awsx/core'
import type { Io } from '../io.ts'

/**
 * What makes a terminal put `text` on the clipboard (OSC 52), through tmux as well.
 *
 * tmux takes the sequence itself where `set-clipboard` is on, and hands on what is wrapped where `allow-passthrough` is.
 */
export function formatClipboard(text: string, env: Io['env']): string {
  const sequence = `\u001b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\u0007`
  if (env['TMUX'] === undefined || env['TMUX'] === '') return sequence
  return `${sequence}\u001bPtmux;${sequence.replaceAll('\u001b', '\u001b\u001b')}\u001b\\`
}

/** The line that takes a profile into a shell without the hook; there is no secret in it. */
export function evalLine(profile: string, env: Io['env']): string {
  const command = `awsx env ${commandWord(profile)}`
  return basename(env['SHELL'] ?? '') === 'fish' || env['AWSX_HOOK'] === 'fish'
    ? `${command} | source`
    : `eval "$(${command})"`
}
