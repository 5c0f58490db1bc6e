import { AwsxError, commandWord, isRegion, parseIamArn, parseSectionHeader, safe, type Credentials } from '@awsx/core'
import { awsxCommand } from '../awsx-path.ts'
import { askCallerIdentity } from '../caller-identity.ts'
import { optionText, type Command, type Invocation } from '../command.ts'
import { appendToConfig } from '../config-file-edit.ts'
import { createEngine, type Engine } from '../engine.ts'
import { readNewKey } from '../new-key.ts'
import { formatProcessLine } from '../process-line.ts'
import type { Terminal } from '../terminal.ts'
import { requireVault } from '../vault-access.ts'

/** `awsx add PROFILE`: an access key into the vault, after AWS has said whose it is. */
export const add: Command = {
  spec: {
    name: 'add',
    summary: 'put an access key into the vault',
    usage: 'PROFILE [--from-env | --stdin]',
    argument: 'profile',
    options: [
      { name: 'from-env', summary: 'take AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY', value: null },
      { name: 'stdin', summary: 'read credential_process JSON', value: null },
      { name: 'mfa-serial', summary: 'the MFA device of the user', value: 'ARN' },
      { name: 'region', summary: 'the region of the profile; it also tells the partition of the key', value: 'REGION' },
      { name: 'credential-process', summary: 'let other tools reach the profile through awsx', value: null },
      { name: 'replace', summary: 'replace a key that is there without asking', value: null },
      { name: 'no-verify', summary: 'do not ask AWS whose key it is (services without STS)', value: null },
    ],
    examples: ['awsx add identity', 'awsx add identity --from-env --mfa-serial arn:aws:iam::123456789012:mfa/jo'],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    const [profile] = positionals
    if (profile === undefined) {
      throw new AwsxError('usage', 'awsx add takes one name, and no secret on the command line', {
        hint: 'awsx add identity',
      })
    }
    const header = headerOf(profile)
    const serial = optionText(options, 'mfa-serial')
    if (serial !== null && !isMfaSerial(serial)) {
      throw new AwsxError('usage', '--mfa-serial is no MFA device', {
        hint: 'it looks like arn:aws:iam::123456789012:mfa/jo',
      })
    }
    const engine = createEngine(invocation, { readsAgent: true, handsOn: true })
    const region = optionText(options, 'region')
    if (region !== null && !isRegion(region)) throw new AwsxError('usage', `--region is not a region: '${region}'`)
    const credentials = await readNewKey(engine, invocation, profile)
    const keys = await engine.vault.keys()
    const old = keys.get(profile) ?? null
    await confirmReplacement(engine, profile, old?.accessKeyId ?? null, credentials, options)
    const caller = options.has('no-verify') ? null : await askCallerIdentity(engine, profile, credentials, region)
    await requireVault(engine.vault)
    // What was said of the old key holds for its successor, unless that is of another account.
    const kept =
      old !== null && (caller === null || old.accountId === null || caller.accountId === old.accountId) ? old : null
    const key = {
      profile,
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: credentials.secretAccessKey,
      accountId: caller?.accountId ?? null,
      arn: caller?.arn ?? null,
      mfaSerial: serial ?? kept?.mfaSerial ?? null,
      region: region ?? kept?.region ?? null,
      addedAt: engine.clock.now(),
    }
    await engine.vault.store.keys.put(key, { expected: old?.accessKeyId ?? null })
    const whose = caller === null ? '' : ` of ${safe(caller.arn, 300)}`
    io.say(`awsx: the key ${credentials.accessKeyId}${whose} is sealed as ${safe(profile)}`)
    await addSection(engine, invocation, profile, header, caller?.arn ?? null)
    return 0
  },
}

async function confirmReplacement(
  engine: Engine,
  profile: string,
  old: string | null,
  { accessKeyId }: Credentials,
  options: Invocation['options'],
): Promise<void> {
  if (old === null || options.has('replace')) return
  const person = engine.terminal()
  if (person === null) {
    throw new AwsxError(
      'confirmation_required',
      `'${profile}' has a key already, ${old}; replacing it has to be confirmed`,
      {
        hint: `awsx add ${commandWord(profile)} --replace`,
      },
    )
  }
  const question =
    old === accessKeyId
      ? `Replace the secret of ${old}?`
      : `Replace the key ${old} of ${safe(profile)} by ${accessKeyId}?`
  if (!(await person.confirm(question))) throw new AwsxError('cancelled', 'the key in the vault is as it was')
}

/** Gives the profile a section where it has none, and offers the line that other tools reach it by. */
async function addSection(
  engine: Engine,
  { io, options }: Invocation,
  profile: string,
  header: string,
  arn: string | null,
): Promise<void> {
  const { files, graph } = engine.awsFiles()
  const file = files.find(({ kind }) => kind === 'config')
  const line = formatProcessLine(awsxCommand(io.env), profile)
  if (file === undefined || graph.profiles.get(profile)?.settings.has('credential_process') === true) return
  if (graph.profiles.has(profile)) {
    io.say(
      `awsx: other tools reach it with this line in ${safe(file.path, 300)}: credential_process = ${safe(line, 300)}`,
    )
    return
  }
  const person = engine.terminal()
  const wanted =
    options.has('credential-process') ||
    (person !== null && (await person.confirm(`Let aws, Terraform and other tools use ${safe(profile)} through awsx?`)))
  const pairs = new Map<string, string>()
  const region = optionText(options, 'region')
  const serial = optionText(options, 'mfa-serial') ?? (wanted ? await askSerial(person, arn) : null)
  if (region !== null) pairs.set('region', region)
  if (serial !== null) pairs.set('mfa_serial', serial)
  if (wanted) pairs.set('credential_process', line)
  appendToConfig(file, header, pairs)
  io.say(`awsx: [${safe(header)}] is new in ${safe(file.path, 300)}`)
}

/** Tools that assume roles themselves need the MFA session that awsx makes for the keys, and so their device. */
async function askSerial(person: Terminal | null, arn: string | null): Promise<string | null> {
  const user = arn === null ? null : parseIamArn(arn)
  if (person === null || user?.type !== 'user') return null
  const usual = `arn:${user.partition}:iam::${user.accountId}:mfa/${user.name}`
  person.say(`Its MFA device: Enter for none, y for ${safe(usual, 300)}, or another ARN.`)
  const answer = (await person.ask('MFA device: ', 'plain')).reveal().trim()
  if (answer === '' || answer.toLowerCase() === 'n') return null
  const serial = answer.toLowerCase() === 'y' ? usual : answer
  if (isMfaSerial(serial)) return serial
  person.say('That is no MFA device; add mfa_serial to the section later.')
  return null
}

/** The header of the profile's section; throws `usage` for a name that would not read back from it. */
function headerOf(profile: string): string {
  const header = profile === 'default' ? 'default' : `profile ${profile}`
  const read = /[[\]\p{Cc}\p{Cf}]/u.test(profile) ? null : parseSectionHeader(header, 'config')
  if (profile.length <= 128 && read?.type === 'profile' && read.name === profile) return header
  throw new AwsxError(
    'usage',
    'a profile name has no brackets, quotes, backslashes or control characters, and at most 128 characters',
  )
}

function isMfaSerial(text: string): boolean {
  return parseIamArn(text)?.type === 'mfa' || /^[A-Za-z0-9]{9,32}$/.test(text)
}
