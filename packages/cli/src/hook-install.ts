import { lstatSync, mkdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { AwsxError, safe } from '@awsx/core'
import { writeFileDurably } from '@awsx/store'
import type { Invocation } from './command.ts'
import { addHookBlock, findHookLine, removeHookBlock } from './hook-block.ts'
import { loadCommand } from './hook-line.ts'
import type { HookShell } from './hook-text.ts'
import { shortenHome } from './import-candidate.ts'
import { describePrompt, findTheme } from './prompt-theme.ts'
import { startFiles } from './shell-start-files.ts'
import { openTerminal } from './terminal.ts'

/** `awsx hook SHELL --install`: shows line and file, asks, and adds the line once, between markers. */
export function installHook(invocation: Invocation, shell: HookShell): Promise<number> {
  return change(invocation, shell, async (path, shown) => {
    const { io } = invocation
    const texts = startFiles(shell, io.env).map((file) => readText(file))
    const before = readText(path)
    const line = findHookLine(before)
    if (line !== null) {
      io.say(`awsx: ${shown} loads the hook already, in line ${line}`)
      return null
    }
    if (addHookBlock(before, shell) === before) {
      io.say(`awsx: the hook is in ${shown} already`)
      return null
    }
    io.say(`This goes to the end of ${shown}:\n\n${indent(addHookBlock('', shell))}`)
    io.say(`${describePrompt(shell, findTheme(shell, texts))}.`)
    if (!(await isWanted(invocation, shell))) throw new AwsxError('cancelled', 'nothing was changed')
    return {
      edit: (text) => addHookBlock(text, shell),
      said: [`awsx: the hook is in ${shown}; this shell loads it by: ${loadCommand(shell)}`, ...loginGap(shell, texts)],
    }
  })
}

/** `awsx hook SHELL --uninstall`: takes out what {@link installHook} put there, and nothing else. */
export function uninstallHook(invocation: Invocation, shell: HookShell): Promise<number> {
  return change(invocation, shell, async (path, shown) => {
    const before = readText(path)
    const line = findHookLine(before)
    const other = line === null ? [] : [`awsx: line ${line} of ${shown} loads the hook, and is not of --install`]
    if (removeHookBlock(before) === before) {
      for (const words of line === null ? [`awsx: the hook is not in ${shown}`] : other) invocation.io.say(words)
      return null
    }
    return { edit: removeHookBlock, said: [`awsx: the hook is out of ${shown}`, ...other] }
  })
}

interface Change {
  edit(text: string): string
  /** What to say once it is done. */
  readonly said: readonly string[]
}

async function change(
  { io }: Invocation,
  shell: HookShell,
  plan: (path: string, shown: string) => Promise<Change | null>,
): Promise<number> {
  const [place] = startFiles(shell, io.env)
  if (place === undefined) throw new AwsxError('config_unreadable', 'there is no HOME to find a start file in')
  const path = followLinks(place)
  const planned = await plan(path, safe(shortenHome(place, io.env['HOME']), 300))
  if (planned === null) return 0
  refuseForeign(path)
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  // Read again: whoever was asked may have taken their time.
  const bytes = Buffer.from(planned.edit(readText(path)), 'latin1')
  writeFileDurably(path, bytes, { mode: 0o666 & ~io.umask, keepMode: true })
  for (const words of planned.said) io.say(words)
  return 0
}

async function isWanted({ io, options }: Invocation, shell: HookShell): Promise<boolean> {
  if (options.has('yes')) return true
  const person = options.has('no-input') ? null : openTerminal(io.env)
  if (person === null) {
    throw new AwsxError('confirmation_required', 'the change of the start file has to be confirmed', {
      hint: `awsx hook ${shell} --install --yes`,
    })
  }
  return await person.confirm('Add it?')
}

/** macOS opens terminals with login shells; bash then reads none of ~/.bashrc. */
function loginGap(shell: HookShell, [, ...loginFiles]: readonly string[]): string[] {
  if (shell !== 'bash' || process.platform !== 'darwin' || loginFiles.some((text) => text.includes('.bashrc')))
    return []
  return ['awsx: a login shell does not read ~/.bashrc; put this into ~/.bash_profile: [ -r ~/.bashrc ] && . ~/.bashrc']
}

/** Byte for byte: a start file may be in any encoding. Empty where there is none. */
function readText(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    if (code === 'ENOENT' || code === 'ENOTDIR') return ''
    throw new AwsxError('config_unreadable', `cannot read ${path} (${code})`, { cause, hint: `ls -l ${path}` })
  }
}

/** Where the file itself lies: people keep their start files in a repository and link to it. */
function followLinks(path: string): string {
  let place = path
  for (let count = 0; lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true; count += 1) {
    if (count === 40) throw new AwsxError('config_unreadable', `${path} is a link that leads in a circle`)
    place = resolve(dirname(place), readlinkSync(place))
  }
  return place
}

/** A file that is replaced belongs to whoever does it: under sudo the user would lose theirs. */
function refuseForeign(path: string): void {
  const owner = statSync(path, { throwIfNoEntry: false })?.uid
  if (owner === undefined || owner === process.geteuid?.()) return
  throw new AwsxError('write_failed', `${path} belongs to another user`, { hint: `ls -l ${path}` })
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ')
}
