import { spawn } from 'node:child_process'
import { quoteForShell } from '../../packages/core/src/index.ts'
import type { DemoHome } from './home.ts'
import type { ShellKind, ShellProgram } from './shell.ts'
import type { Stage } from './stage.ts'

/** Where each shell reads what its users put there, and the line that loads the hook. */
const startFiles: Readonly<Record<ShellKind, { readonly path: string; readonly hook: string }>> = {
  zsh: { path: '.zshrc', hook: 'eval "$(awsx hook zsh)"' },
  bash: { path: '.bashrc', hook: 'eval "$(awsx hook bash)"' },
  fish: { path: '.config/fish/config.fish', hook: 'awsx hook fish | source' },
  sh: { path: '.shrc', hook: '' },
}

/** Leaves the person in their own shell, with awsx and its hook; resolves when they leave it. */
export async function openOwnShell(stage: Stage, home: DemoHome, { kind, path }: ShellProgram): Promise<void> {
  const { path: startFile, hook } = startFiles[kind]
  const quote = (text: string): string => quoteForShell(kind === 'sh' ? 'posix' : kind, text)
  // The system's own start files may have put other folders first.
  const line = kind === 'fish' ? `set -gx PATH ${quote(home.bin)} $PATH` : `export PATH=${quote(home.bin)}:"$PATH"`
  home.append(startFile, `${line}\n${hook}\n`)
  stage.title('5  Your turn')
  stage.tell(`This is ${kind} in the throw-away HOME; ~/${startFile} has the hook.`, 'Things to try:')
  const hints = [
    ['awsx use web-admin', 'then awsx off'],
    ['awsx status', 'what is live, and for how long'],
    ['awsx agent status', 'what keeps the vault unlocked, and who asked it for what'],
    ['awsx lock', 'the next command asks for the passphrase again'],
    ['awsx explain web-admin', 'every call, every setting, and the line it is in'],
    ['awsx clear', 'forget the sessions: the next command needs a code'],
    ['phone', 'the code that franklin has to give'],
    ['exit', 'leave; everything is removed'],
  ] as const
  stage.show(hints, 'name')
  stage.relay('\n')
  const child = spawn(path, ['-i'], { env: { ...home.env, ENV: '' }, cwd: home.home, stdio: 'inherit' })
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', () => resolve())
  })
}
