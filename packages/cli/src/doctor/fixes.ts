import { basename, dirname } from 'node:path'
import { commandWord, quoteForShell, safe, type Origin, type Shell } from '@awsx/core'
import { shortenHome } from '../import-candidate.ts'

/** Commands for the shell at hand that can be pasted as they are printed. */
export interface Fixes {
  readonly shell: Shell
  /**
   * A command about a path. Where the path holds what cannot be seen on a terminal, its folder is listed instead, with
   * such names escaped; null where that cannot be typed either.
   */
  onPath(path: string, command: (word: string) => string): string | null
  /** A command about a profile; null for a name that cannot be typed. */
  onProfile(profile: string, command: (word: string) => string): string | null
  /** The editor at a line. */
  edit(file: string, line: number | null): string | null
  /** `~/.aws/config:3`, for messages. */
  place(origin: Origin): string
  unset(names: readonly string[]): string
  /** Sets an exported variable. */
  export(name: string, value: string): string | null
}

/** `home` shortens paths to `~/…`; `editor` is the value of `VISUAL` or `EDITOR`. */
export function createFixes(shell: Shell, home: string | null, editor: string | undefined): Fixes {
  const word = (text: string): string | null => {
    if (text === '' || safe(text, 4096) !== text) return null
    const rest = home !== null && text.startsWith(`${home}/`) ? text.slice(home.length) : null
    if (rest !== null && isPlain(rest)) return `~${rest}`
    return isPlain(text) ? text : quoteForShell(shell, text)
  }
  const onPath = (path: string, command: (word: string) => string): string | null => {
    const typed = word(path)
    if (typed !== null) return command(typed)
    const folder = word(dirname(path))
    return folder === null ? null : `ls -lab ${folder}`
  }
  return {
    shell,
    onPath,
    onProfile(profile, command) {
      const typed = commandWord(profile, '')
      return typed === '' || profile.startsWith('-') ? null : command(typed)
    },
    edit: (file, line) => onPath(file, (path) => editCommand(editor, path, line)),
    place: ({ file, line }) => `${shortenHome(file, home ?? undefined)}:${line}`,
    unset: (names) => `${shell === 'fish' ? 'set -e' : 'unset'} ${names.join(' ')}`,
    export(name, value) {
      const typed = word(value)
      if (typed === null) return null
      return shell === 'fish' ? `set -gx ${name} ${typed}` : `export ${name}=${typed}`
    },
  }
}

function isPlain(text: string): boolean {
  return /^[\w@%+:,./][\w@%+:,./-]*$/.test(text)
}

/** Editors that are known to take `+LINE` get it; others get the file alone. */
function editCommand(editor: string | undefined, path: string, line: number | null): string {
  const program = editor !== undefined && isPlain(editor) ? editor : 'vi'
  const takesLine = /^(n?vim?|nano|emacs|emacsclient|micro|joe|kak)$/.test(basename(program))
  return takesLine && line !== null ? `${program} +${line} ${path}` : `${program} ${path}`
}
