import type { DoctorContext } from './context.ts'

/** Something `awsx doctor` has to say. Text from outside may be in it: who prints it passes it through `safe()`. */
export interface Finding {
  /** A `problem` is wrong and makes the exit code 3; a `note` is good to know. */
  readonly level: 'problem' | 'note'
  /** A stable word for scripts. */
  readonly code: string
  /** What is wrong. */
  readonly message: string
  /** Why it matters, half a sentence. */
  readonly why: string
  /** The file it is about, whole path; null for none. */
  readonly file: string | null
  /** The line in it, from 1; null for the file as a whole. */
  readonly line: number | null
  /** The command that mends it, for the shell at hand; null where nothing that can be typed would. */
  readonly fix: string | null
}

/** What one check looked at, and what it found. */
export interface Checked {
  /** As it stands behind "checked": "the zsh hook", "12 profiles". */
  readonly what: string
  readonly findings: readonly Finding[]
}

/** One check: `run` gathers, and gives what it gathered to a pure function beside it. */
export interface Check {
  /** A stable word for scripts. */
  readonly name: string
  run(context: DoctorContext): Checked | Promise<Checked>
}

/** A finding that is wrong; parts that are not given are null. */
export function problem(code: string, parts: FindingParts): Finding {
  return toFinding('problem', code, parts)
}

/** A finding that is only good to know. */
export function note(code: string, parts: FindingParts): Finding {
  return toFinding('note', code, parts)
}

type FindingParts = Pick<Finding, 'message' | 'why'> & Partial<Pick<Finding, 'file' | 'line' | 'fix'>>

function toFinding(level: Finding['level'], code: string, parts: FindingParts): Finding {
  const { message, why, file = null, line = null, fix = null } = parts
  return { level, code, message, why, file, line, fix }
}
