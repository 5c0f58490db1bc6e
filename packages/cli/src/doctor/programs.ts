import { basename } from 'node:path'
import { AwsxError, splitCommandLine, type Origin } from '@awsx/core'
import type { DoctorContext } from './context.ts'
import { failureFinding } from './failure.ts'
import { problem, type Check, type Finding } from './finding.ts'
import { lookUpProgram, type ProgramFile } from './program-file.ts'
import { findProgramLoops, type ProgramLoop } from './program-loops.ts'

/** The programs that profiles name: whether they are there, may run, and come to an end. */
export const programsCheck: Check = {
  name: 'programs',
  run(context) {
    const { graph, env, uid, fixes } = context
    const known = new Map<string, ProgramFile>()
    const lookUp = (name: string): ProgramFile => {
      const found = known.get(name) ?? lookUpProgram(name, env['PATH'] ?? '', uid)
      known.set(name, found)
      return found
    }
    const lines = findProgramLines(context)
    const findings = lines.flatMap((line) => judgeLine(line, lookUp, fixes))
    return {
      what: countLines(lines.length),
      findings: [...findings, ...findProgramLoops(graph).map((loop) => loopFinding(loop, fixes))],
    }
  },
}

function countLines(count: number): string {
  if (count === 0) return 'program lines (none)'
  return count === 1 ? 'one program line' : `${count.toLocaleString('en')} program lines`
}

/** A setting that names a program. */
interface ProgramLine {
  readonly profile: string
  readonly key: string
  readonly text: string
  readonly origin: Origin
}

const programKeys = ['credential_process', 'mfa_process', 'web_identity_token_process']

function findProgramLines({ graph }: DoctorContext): ProgramLine[] {
  return [...graph.profiles.values()].flatMap(({ name, settings }) =>
    programKeys.flatMap((key) => {
      const setting = settings.get(key)
      return setting === undefined || setting.value === ''
        ? []
        : [{ profile: name, key, text: setting.value, origin: setting.origin }]
    }),
  )
}

/** What is wrong with one line; `lookUp` finds its program. Only the program is named: its words may hold secrets. */
function judgeLine(
  { profile, key, text, origin }: ProgramLine,
  lookUp: (name: string) => ProgramFile,
  fixes: DoctorContext['fixes'],
): Finding[] {
  let name: string
  try {
    name = splitCommandLine(text, origin)[0] ?? ''
  } catch (error) {
    if (!(error instanceof AwsxError)) throw error
    return [failureFinding('program_unreadable', error, { fix: fixes.edit(origin.file, origin.line) })]
  }
  const file = lookUp(name)
  if (file.kind === 'ready') return []
  const found = (code: string, message: string, why: string, fix: string | null = null): Finding[] => [
    problem(code, {
      message: `${key} of ${profile}: ${message}`,
      why,
      ...origin,
      fix: fix ?? fixes.edit(origin.file, origin.line),
    }),
  ]
  const stops = 'the profile has no credentials until it runs'
  switch (file.kind) {
    case 'relative':
      return found(
        'program_relative',
        name.startsWith('~') ? `~ means nothing in ${name}` : `${name} is a relative path`,
        'no shell reads the line, and awsx runs whole paths only',
      )
    case 'not-in-path':
      return found('program_missing', `${name || 'it'} is in no folder of PATH`, stops)
    case 'missing':
      return found('program_missing', `${name} does not exist`, stops)
    case 'no-file':
      return found('program_missing', `${name} is not a file`, stops)
    case 'not-executable':
      return found(
        'program_not_executable',
        `${basename(file.path)} must not be executed`,
        stops,
        fixes.onPath(file.path, (path) => `chmod u+x ${path}`),
      )
    case 'writable':
      return found(
        'program_untrusted',
        `every user can write to ${file.path}`,
        'another user decides what runs as you',
        fixes.onPath(file.path, (path) => `chmod o-w ${path}`),
      )
    case 'foreign':
      return found(
        'program_untrusted',
        `${file.path} belongs to another user (uid ${file.uid})`,
        'another user decides what runs as you',
      )
  }
}

function loopFinding({ path, setting }: ProgramLoop, fixes: DoctorContext['fixes']): Finding {
  const { file, line } = setting.origin
  const shown = path.length > 8 ? [...path.slice(0, 4), '…', ...path.slice(-3)] : path
  return problem('source_loop', {
    message: `these profiles ask each other for credentials: ${shown.join(' -> ')}`,
    why: 'none of them ever gets any',
    file,
    line,
    fix: fixes.edit(file, line),
  })
}
