import { safe, type StoredKey } from '@awsx/core'
import { readAwsFiles } from './aws-files.ts'
import { awsxCommand } from './awsx-path.ts'
import type { Invocation } from './command.ts'
import { writeConfigText } from './config-file-edit.ts'
import type { Engine } from './engine.ts'
import { countKeys, shortenHome } from './import-candidate.ts'
import { findLeftovers, removePlainKeys } from './plain-key-removal.ts'
import { addProcessLines, findUnreachable, formatProcessLine } from './process-line.ts'

/** Offers to take out of the files what the vault holds; without a yes they stay as they are. */
export async function offerRemoval(
  engine: Engine,
  { options }: Invocation,
  profiles: ReadonlySet<string>,
): Promise<void> {
  const { io, vault } = engine
  const stored = await vault.keys()
  const plain = removePlainKeys(engine.awsFiles().files, stored, profiles, engine.clock.now())
  for (const { profile, file } of plain.ambiguous) {
    io.warn(`${file.path} has more than one key for ${profile}: take out by hand what is in the vault`)
  }
  if (plain.removed.length === 0) return
  const places = plain.changes.map(({ file }) => safe(shortenHome(file.path, io.env['HOME']), 300)).join(' and ')
  const what = countKeys(plain.removed.length)
  const person = options.has('yes') ? null : engine.terminal()
  const agreed =
    options.has('remove') || (person !== null && (await person.confirm(`Take ${what} out of ${places} now?`)))
  if (!agreed) {
    io.say(`awsx: still in clear in ${places}: ${what}; awsx import --remove does away with that`)
    return
  }
  takeOut(engine, stored, profiles)
  await offerProcessLines(engine, options, [...new Set(plain.removed.map(({ profile }) => profile))])
}

function takeOut(engine: Engine, stored: ReadonlyMap<string, StoredKey>, profiles: ReadonlySet<string>): void {
  const { io } = engine
  // Read again: somebody may have changed the files while the questions were open.
  const { removed, changes } = removePlainKeys(readAwsFiles(io.env).files, stored, profiles, engine.clock.now())
  for (const { file, text } of changes) writeConfigText(file, text)
  for (const { profile, file } of removed) {
    io.say(`awsx: the key of ${safe(profile)} is out of ${safe(shortenHome(file.path, io.env['HOME']), 300)}`)
  }
  for (const { path, text } of readAwsFiles(io.env).files) {
    for (const line of findLeftovers(text ?? '', removed))
      io.warn(`${path}:${line}: one of these secrets still stands here`)
  }
  io.say('awsx: they lay in clear, and copies of the files (backups, other machines) still hold them:')
  io.say('awsx: make a new access key in IAM when you can, awsx add PROFILE --replace, then delete the old one')
}

/** Without keys in clear the AWS CLI and others find the profile only through awsx. */
async function offerProcessLines(
  engine: Engine,
  options: Invocation['options'],
  profiles: readonly string[],
): Promise<void> {
  const { io } = engine
  const { files, graph } = readAwsFiles(io.env)
  const config = files.find(({ kind }) => kind === 'config')
  const unreachable = findUnreachable(graph, profiles)
  if (config === undefined || unreachable.length === 0) return
  const person = options.has('yes') ? null : engine.terminal()
  const names = safe(unreachable.join(', '), 300)
  const wanted =
    options.has('credential-process') ||
    (person !== null && (await person.confirm(`Let aws, Terraform and other tools use ${names} through awsx?`)))
  if (wanted) {
    const file = readAwsFiles(io.env).files.find(({ kind }) => kind === 'config') ?? config
    writeConfigText(file, addProcessLines(file, unreachable, awsxCommand(io.env)))
    io.say(`awsx: credential_process is set for ${names} in ${safe(config.path, 300)}`)
    return
  }
  io.say(`awsx: other tools reach them with this line in ${safe(config.path, 300)}, one for each profile:`)
  for (const profile of unreachable)
    io.say(`awsx:   credential_process = ${safe(formatProcessLine(awsxCommand(io.env), profile), 300)}`)
}
