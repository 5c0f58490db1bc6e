import { spawnSync } from 'node:child_process'
import { openPty } from '../../harness/index.ts'
import type { Problem } from './fault-probe.ts'

/** Why the stock age command cannot be asked; null where it can. */
export function findAgeProblem(): Problem | null {
  const { error } = spawnSync('age', ['--version'])
  return error === undefined ? null : { reason: 'the age command is not installed', missing: true }
}

/** What stock age makes of a file with an identity file; throws with its words where it does not open. */
export function openWithAge(identityFile: string, file: string): string {
  const { status, stdout, stderr } = spawnSync('age', ['--decrypt', '-i', identityFile, file], { encoding: 'utf8' })
  if (status === 0) return stdout
  throw new Error(stderr)
}

/** Seals a text to a recipient, as anybody can who knows it. */
export function sealWithAge(recipient: string, text: string): Buffer {
  const { status, stdout, stderr } = spawnSync('age', ['--encrypt', '-r', recipient], { input: text })
  if (status === 0) return stdout
  throw new Error(String(stderr))
}

/** Has stock age open a file with a passphrase, which it asks for on a terminal, and write the content to `out`. */
export async function openWithPassphrase(passphrase: string, file: string, out: string): Promise<number> {
  const pty = openPty(['age', '--decrypt', '-o', out, file], { env: { PATH: '/usr/bin:/bin', TERM: 'dumb' }, cwd: '/' })
  await pty.waitFor('passphrase')
  pty.type(passphrase)
  pty.press('enter')
  return (await pty.exit()).code
}
