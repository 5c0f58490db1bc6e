import type { ScreenCells } from '../../test/harness/screen-cells.ts'
import type { Pty, PtyOptions } from '../../test/harness/pty.ts'
import { passphrase, type Stage } from './stage.ts'
import type { Frame } from './svg.ts'

/** One picture: what it is called, and how it comes about. */
export interface Scene extends Frame {
  /** The file, without `.svg`. */
  readonly name: string
  /** Plays it on a stage of its own, and returns what is then to be seen. */
  play(stage: Stage): Promise<ScreenCells>
}

const shownPrompt = '~ $'

/** Opens a shell of a person who has awsx and nothing else; resolves when it shows its prompt. */
export async function openShell(stage: Stage, options: Partial<PtyOptions> = {}): Promise<Pty> {
  const shell = stage.open(['bash', '--noprofile', '--norc', '-i'], options)
  await waitForPrompt(shell)
  return shell
}

/** Types a command and Enter; resolves when the shell shows its prompt again. */
export async function runInShell(shell: Pty, command: string): Promise<void> {
  await typeInShell(shell, command)
  await waitForPrompt(shell)
}

/** Types a command and Enter, for one that will ask something. */
export async function typeInShell(shell: Pty, command: string): Promise<void> {
  shell.type(command)
  // Its echo first, so that the prompt before it is not taken for the next one.
  await shell.waitFor(endsWith(`${shownPrompt} ${command}`))
  shell.press('enter')
}

/** Resolves when the shell waits for the next command. */
export async function waitForPrompt(shell: Pty): Promise<void> {
  await shell.waitFor(endsWith(shownPrompt))
}

/** Whether the last line in use is this one. */
function endsWith(line: string): RegExp {
  return new RegExp(`(?:^|\\n)${line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`)
}

/** Types the answer to a question once it is asked. */
export async function answer(terminal: Pty, question: string, text: string): Promise<void> {
  await terminal.waitFor(question)
  terminal.type(text)
  terminal.press('enter')
}

/** Puts the key of the company's user into the vault, as `awsx add` does, on a terminal that nobody sees. */
export async function sealKey(stage: Stage): Promise<void> {
  const { accessKeyId, secretAccessKey } = stage.company.accessKey
  const key = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWSX_NO_AGENT: '1' }
  const terminal = stage.open(['awsx', 'add', 'identity', '--from-env'], { env: { ...stage.env, ...key } })
  await answer(terminal, 'New passphrase', passphrase)
  await answer(terminal, 'The same once more', passphrase)
  const { code } = await terminal.exit()
  if (code !== 0) throw new Error(`awsx add ended with ${code}:\n${terminal.screen().join('\n')}`)
}
