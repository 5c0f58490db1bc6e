import { countColumns, safe } from '@awsx/core'
import { shortenHome } from '../import-candidate.ts'
import type { Paint } from '../io.ts'
import type { Check, Checked, Finding } from './finding.ts'

/** A check and what came of it. */
export type Outcome = Checked & Pick<Check, 'name'>

/** How the report is laid out. */
export interface ReportOptions {
  readonly paint: Paint
  /** Null: lines are not wrapped. */
  readonly columns: number | null
  readonly home: string | undefined
}

/** Of findings with one code so many are shown; JSON has them all. */
const mostAlike = 5

/**
 * The report a person reads: problems, then notes, each with its place, its reason and the command that mends it, and at
 * the end what was checked. Commands are never wrapped, so that they can be pasted.
 */
export function formatReport(outcomes: readonly Outcome[], options: ReportOptions): string {
  const { paint, columns } = options
  const findings = outcomes.flatMap((outcome) => outcome.findings)
  const [problems, notes] = (['problem', 'note'] as const).map((level) =>
    findings.filter((finding) => finding.level === level),
  )
  const blocks = [...(problems ?? []), ...(notes ?? [])]
  const shown = limitAlike(blocks).map((entry) =>
    typeof entry === 'string' ? wrap('', entry, columns) : formatFinding(entry, options),
  )
  const count = [countWord(problems?.length ?? 0, 'problem'), countWord(notes?.length ?? 0, 'note')].filter(Boolean)
  const verdict = problems?.length === 0 ? paint.good('all is well') : paint.bad(count.shift() ?? '')
  const checked = wrap('checked ', outcomes.map(({ what }) => what).join(', '), columns)
  return `${[...shown, `${paint.dim(checked)}\n${[verdict, ...count].join(', ')}`].join('\n\n')}\n`
}

/** What `--json` prints; documented in the README. */
export function toReportJson(outcomes: readonly Outcome[]): unknown {
  const findings = outcomes.flatMap(({ name, findings: found }) =>
    found.map((finding) => ({ check: name, ...finding })),
  )
  return {
    clean: findings.every(({ level }) => level !== 'problem'),
    checked: outcomes.map(({ name, what }) => ({ check: name, what })),
    findings,
  }
}

function formatFinding(
  { level, message, why, file, line, fix }: Finding,
  { paint, columns, home }: ReportOptions,
): string {
  const label = level === 'problem' ? paint.bad('problem') : paint.bold('note')
  const lines = [wrap(level.padEnd(8), safe(message, 1000), columns).replace(level, label)]
  const place = file === null ? null : `${shortenHome(file, home)}${line === null ? '' : `:${line}`}`
  if (place !== null) lines.push(wrap('  at    ', safe(place, 500), columns))
  lines.push(wrap('  why   ', safe(why, 500), columns))
  if (fix !== null) lines.push(`  mend  ${paint.bold(safe(fix, 9000))}`)
  return lines.join('\n')
}

/** Thousands of profiles with one fault are one thing to know. */
function limitAlike(findings: readonly Finding[]): (Finding | string)[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const group = groups.get(finding.code)
    if (group === undefined) groups.set(finding.code, [finding])
    else group.push(finding)
  }
  return [...groups.values()].flatMap((group) => {
    const more = group.length - mostAlike
    if (more <= 1) return group
    return [
      ...group.slice(0, mostAlike),
      `and ${more.toLocaleString('en')} more like this; awsx doctor --json has them all`,
    ]
  })
}

function countWord(count: number, word: string): string {
  return count === 0 ? '' : `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`
}

/** Words behind a label, the next lines below the first word; a word that is too long is left to the terminal. */
function wrap(label: string, text: string, columns: number | null): string {
  if (columns === null) return `${label}${text}`
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && label.length + countColumns(longer) > columns) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return `${label}${[...lines, line].join(`\n${' '.repeat(label.length)}`)}`
}
