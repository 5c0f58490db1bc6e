import { AwsxError, commandWord, nearestNames, safe } from '@awsx/core'
import { readAwsFiles, type AwsFiles } from '../aws-files.ts'
import { awsxCommand } from '../awsx-path.ts'
import type { Invocation, OptionSpec } from '../command.ts'
import { writeConfigText } from '../config-file-edit.ts'
import type { Io } from '../io.ts'
import type { FileChange } from '../plain-key-removal.ts'
import { formatProcessLine } from '../process-line.ts'
import { readRoleForm, roleForms, type RoleForm } from '../role-form.ts'
import { rewriteRole } from '../role-rewrite.ts'
import { openTerminal } from '../terminal.ts'
import { formatDiff } from '../text-diff.ts'

/** The options of `awsx config rewrite`. */
export const rewriteOptions: readonly OptionSpec[] = [
  {
    name: 'to',
    summary: 'rewrite: the form to write, role_arn or credential_process; the other one when not given',
    value: 'FORM',
  },
  { name: 'yes', summary: 'rewrite: write without asking', value: null },
]

/**
 * `awsx config rewrite PROFILE`: `role_arn` and `source_profile`, which every tool resolves by itself, into a
 * `credential_process` that calls awsx; and back. The diff comes first.
 */
export async function rewriteProfile({ io, positionals, options }: Invocation): Promise<number> {
  const [, name, ...more] = positionals
  if (name === undefined || more.length > 0) {
    throw new AwsxError('usage', 'which profile? awsx config rewrite takes one', { hint: 'awsx list' })
  }
  const wanted = readForm(options.get('to'))
  const files = readAwsFiles(io.env)
  const changes = planChanges(files, name, wanted, io)
  if (changes.length === 0) {
    io.say(`awsx: profile ${safe(name)} has this form already`)
    return 0
  }
  for (const { file, text } of changes) {
    io.out(formatDiff(file.path, file.text ?? '', text, { paint: io.paint, show: showLine }))
  }
  if (!options.has('yes')) await confirm(changes, name, options, io)
  refuseChanged(changes, io)
  for (const { file, text } of changes) {
    writeConfigText(file, text)
    io.say(`awsx: profile ${safe(name)} is rewritten in ${safe(file.path, 300)}`)
  }
  return 0
}

function readForm(text: string | true | undefined): RoleForm | null {
  if (text === undefined) return null
  const form = roleForms.find((known) => known === text)
  if (form !== undefined) return form
  throw new AwsxError('usage', `there is no form '${String(text)}'`, { hint: 'role_arn or credential_process' })
}

function planChanges({ files, graph }: AwsFiles, name: string, wanted: RoleForm | null, io: Io): FileChange[] {
  const profile = graph.profiles.get(name)
  if (profile === undefined) {
    const near = nearestNames(name, graph.profiles.keys())
    throw new AwsxError('profile_not_found', `neither file has a profile '${name}'`, {
      hint: near.length > 0 ? `did you mean ${near.join(', ')}?` : 'awsx list',
    })
  }
  const form = readRoleForm(profile)
  const other = form === 'role_arn' ? 'credential_process' : 'role_arn'
  return rewriteRole(files, profile, wanted ?? other, formatProcessLine(awsxCommand(io.env), name))
}

async function confirm(
  changes: readonly FileChange[],
  name: string,
  options: Invocation['options'],
  io: Io,
): Promise<void> {
  const person = options.has('no-input') ? null : openTerminal(io.env)
  if (person === null) {
    throw new AwsxError('confirmation_required', `rewriting profile '${name}' has to be confirmed`, {
      hint: `awsx config rewrite ${commandWord(name)} --yes`,
    })
  }
  const paths = changes.map(({ file }) => safe(file.path, 300)).join(' and ')
  if (!(await person.confirm(`Write this to ${paths}?`))) throw new AwsxError('cancelled', 'nothing was changed')
}

function refuseChanged(changes: readonly FileChange[], io: Io): void {
  const now = readAwsFiles(io.env).files
  for (const { file } of changes) {
    if (now.some(({ path, text }) => path === file.path && text === file.text)) continue
    throw new AwsxError('write_failed', `${file.path} was changed meanwhile, and is left as it is now`, {
      hint: 'the same command again',
    })
  }
}

/** A line around the change may hold a key in clear. */
function showLine(line: string): string {
  return safe(
    line.replace(/(aws_secret_access_key|aws_session_token|aws_security_token)(\s*[=:]?\s*).*$/i, '$1$2[secret]'),
    500,
  )
}
