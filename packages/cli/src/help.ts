import { commandTable } from './command-table.ts'
import { commonOptions, type CommandSpec, type OptionSpec } from './command.ts'
import type { Paint } from './io.ts'

/** What `awsx --help` prints. */
export function formatOverview(paint: Paint): string {
  const lines = [
    'Short-lived AWS credentials for every account and role.',
    '',
    'Usage: awsx                        pick a profile',
    '       awsx COMMAND [ARGUMENTS]',
  ]
  const groups = new Map<string, [string, string][]>()
  for (const { group, name, summary } of commandTable) {
    groups.set(group, [...(groups.get(group) ?? []), [name, summary]])
  }
  for (const [group, rows] of groups) lines.push('', paint.bold(group), ...formatRows(rows, 18))
  lines.push('', 'awsx COMMAND --help shows more, with examples.', '')
  return lines.join('\n')
}

/** What `awsx COMMAND --help` prints. */
export function formatCommandHelp(spec: CommandSpec, paint: Paint): string {
  const usage = `awsx ${spec.name} ${spec.usage}`.trimEnd()
  const lines = [`${spec.summary[0]?.toUpperCase() ?? ''}${spec.summary.slice(1)}.`, '', `Usage: ${usage}`]
  if (spec.options.length > 0) lines.push('', paint.bold('Options'), ...formatOptions(spec.options))
  lines.push('', paint.bold('For every command'), ...formatOptions(commonOptions))
  lines.push('', paint.bold('Examples'), ...spec.examples.map((example) => `  ${example}`), '')
  return lines.join('\n')
}

function formatOptions(options: readonly OptionSpec[]): string[] {
  const rows = options.map(({ name, value, summary }): [string, string] => [
    value === null ? `--${name}` : `--${name} ${value}`,
    summary,
  ])
  return formatRows(rows, Math.max(...rows.map(([left]) => left.length)))
}

function formatRows(rows: readonly (readonly [string, string])[], width: number): string[] {
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
