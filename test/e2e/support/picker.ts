import type { Pty } from '../../harness/index.ts'
import type { TypedShell } from './story-shell.ts'

/** The last line of the picker while a row can be chosen. */
export const pickerFooter: RegExp = /enter use {3}tab more[^\n]*$/

/** Opens the picker as a hook does: what it prints is in `$code`; `drive` gets the terminal once the list is there. */
export async function pickInto(
  shell: TypedShell,
  words: string,
  drive: (pty: Pty) => Promise<void> | void,
): Promise<number> {
  return await shell.runAnswering(`code=$(AWSX_HOOK=bash ${words})`, async (pty) => {
    await pty.waitFor(pickerFooter)
    await drive(pty)
  })
}

/** Types letters until only the row of `name` is left, which is then under the cursor. */
export async function narrowTo(pty: Pty, letters: string, name: string): Promise<void> {
  pty.type(letters)
  await pty.waitFor(new RegExp(` 1/\\d+\\n\\S[ *]${name} `))
}

/** Opens the menu of the row under the cursor and chooses a letter. */
export async function chooseAction(pty: Pty, letter: string): Promise<void> {
  pty.press('tab')
  await pty.waitFor('letter or enter choose')
  pty.type(letter)
}

/** Throws unless the terminal is in the modes that `before=$(stty -g)` saw, with its cursor shown and lines that wrap. */
export async function expectTerminalBack(shell: TypedShell): Promise<void> {
  if ((await shell.run('test "$before" = "$(stty -g)"')) !== 0) throw new Error('the modes are not as before')
  const raw = shell.raw().toString()
  for (const mode of ['?25', '?7']) {
    if (raw.lastIndexOf(`\u001b[${mode}h`) < raw.lastIndexOf(`\u001b[${mode}l`)) throw new Error(`${mode} is off`)
  }
}
