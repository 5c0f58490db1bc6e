import { withoutSecrets } from '@awsx/aws'
import { applyEnvChange, AwsxError, safe, toEnvChange } from '@awsx/core'
import { readShell } from '../calling-shell.ts'
import { sessionEnvInput } from '../given-session.ts'
import { loadCommand } from '../hook-line.ts'
import type { Invocation } from '../command.ts'
import type { Io } from '../io.ts'
import type { ObtainedSession } from '../obtain-session.ts'
import { canPick } from '../person-session.ts'
import { formatHookCommand } from '../picker/hook-command.ts'
import { pick } from '../picker/pick.ts'
import { replaceProcess } from '../replace-process.ts'
import { formatUse } from '../use-code.ts'
import { exec } from './exec.ts'

/** `awsx` alone: pick a profile, and have it in this shell by the hook, or in a sub-shell. */
export async function pickProfile(io: Io): Promise<number> {
  const invocation: Invocation = { io, positionals: [], options: new Map(), rest: null }
  const isHooked = (io.env['AWSX_HOOK'] ?? '') !== ''
  if (!canPick(invocation) || (!isHooked && !(process.stdin.isTTY && io.outIsTerminal))) {
    throw new AwsxError('usage', 'which profile?', { hint: 'awsx list shows them; awsx --help shows every command' })
  }
  const picked = await pick(invocation, { query: '', gives: 'session', mayRunCommand: true })
  if (picked === null) return 130
  if (picked.kind === 'command') return await runCommand(invocation, picked.profile, picked.line, isHooked)
  if (picked.kind === 'name') throw new AwsxError('unexpected', 'the picker gave a name only')
  return isHooked ? useHere(invocation, picked.obtained) : openSubShell(io, picked.obtained)
}

function useHere(invocation: Invocation, obtained: ObtainedSession): number {
  const { io } = invocation
  io.out(formatUse(invocation, obtained, readShell(io.env['AWSX_HOOK'], io.env)))
  return 0
}

/** The shell ends with its own code, because this process becomes it. */
function openSubShell(io: Io, { given, settings }: ObtainedSession): number {
  const outer = io.env['AWSX_PROFILE'] ?? ''
  const inside = outer === '' ? '' : `, inside the one of ${safe(outer)}`
  io.say(`awsx: a shell with ${safe(given.profile)}${inside}; exit leads back`)
  if (outer === '')
    io.say(
      `awsx: to have it in this very shell, put this line into its start file: ${loadCommand(readShell(undefined, io.env))}`,
    )
  const change = toEnvChange(sessionEnvInput(given, settings), io.env)
  return replaceProcess([io.env['SHELL'] || '/bin/sh'], withoutSecrets(applyEnvChange(io.env, change)), io)
}

async function runCommand(invocation: Invocation, profile: string, line: string, isHooked: boolean): Promise<number> {
  const { io } = invocation
  const words = line.trim() === '' ? [] : [io.env['SHELL'] || '/bin/sh', '-c', line]
  if (isHooked) {
    // stdout is the hook's: the command gets the shell's own, and its job control.
    io.out(formatHookCommand(profile, words, readShell(io.env['AWSX_HOOK'], io.env)))
    return 0
  }
  const { failed } = exec
  try {
    return await exec.run({ ...invocation, positionals: [profile], rest: words })
  } catch (error) {
    return failed?.(io, [], error) ?? 1
  }
}
