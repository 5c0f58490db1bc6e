import { withoutSecrets } from '@awsx/aws'
import {
  applyEnvChange,
  AwsxError,
  callsAwsxFor,
  clearSessionEnv,
  commandWord,
  findSetting,
  programOf,
  resolveProfile,
  type ProfileGraph,
} from '@awsx/core'
import { awsxCommand } from './awsx-path.ts'
import { confirmClass } from './class-confirm.ts'
import { optionText, sessionOptions, type Invocation } from './command.ts'
import { createEngine } from './engine.ts'
import { nameProfile } from './picker/pick-for.ts'
import { formatProcessLine } from './process-line.ts'
import { resolveProfileName } from './profile-name.ts'
import { replaceProcess } from './replace-process.ts'

/**
 * `awsx exec --via profile`: the command gets `AWS_PROFILE` and no keys; its SDK calls awsx by the profile's
 * `credential_process`, and again whenever credentials are about to end.
 */
export async function execViaProfile(given: Invocation, command: readonly string[]): Promise<number> {
  const invocation = await nameProfile(given)
  const { io, options } = invocation
  refuseOptions(options)
  const engine = createEngine(invocation)
  const name = await resolveProfileName(engine, invocation.positionals[0])
  const { graph } = engine.awsFiles()
  resolveProfile(graph, name)
  if (!reachesAwsx(graph, name)) throw unreachable(graph, name, awsxCommand(io.env))
  await confirmClass(invocation, name, engine.settings)
  const cleared = clearSessionEnv(io.env)
  const region = optionText(options, 'region')
  const set = new Map([
    ['AWS_PROFILE', name],
    ['AWSX_PROFILE', name],
  ])
  if (region !== null) set.set('AWS_REGION', region).set('AWS_DEFAULT_REGION', region).set('AWSX_REGION', region)
  const change = { unset: cleared.unset.filter((variable) => !set.has(variable)), set }
  return replaceProcess(command, withoutSecrets(applyEnvChange(io.env, change)), io)
}

/** What would change the session has no way to the awsx that the SDK calls. */
function refuseOptions(options: Invocation['options']): void {
  const given = sessionOptions.find(({ name }) => options.has(name) && !['region', 'no-agent'].includes(name))
  if (given === undefined) return
  throw new AwsxError('usage', `--${given.name} has no effect with --via profile: the SDK asks awsx by itself`, {
    hint: 'write it into the profile, or use --via endpoint',
  })
}

/** Whether an SDK that reads the profile comes to call awsx: by itself, or by the `source_profile` of its role. */
function reachesAwsx(graph: ProfileGraph, name: string, seen: readonly string[] = []): boolean {
  const profile = graph.profiles.get(name)
  if (profile === undefined || seen.includes(name)) return false
  const source = findSetting(profile, 'source_profile')
  if (findSetting(profile, 'role_arn') !== null && seen.length === 0 && source !== null && source.value !== name) {
    return reachesAwsx(graph, source.value, [...seen, name])
  }
  // SDKs take these before they run a program.
  const before = ['role_arn', 'aws_access_key_id', 'sso_session', 'sso_start_url', 'web_identity_token_file']
  if (before.some((key) => findSetting(profile, key) !== null)) return false
  const setting = findSetting(profile, 'credential_process')
  return setting !== null && callsAwsxFor(programOf(profile, 'credential_process', setting), name)
}

function unreachable(graph: ProfileGraph, name: string, awsx: string): AwsxError {
  const profile = graph.profiles.get(name)
  const word = commandWord(name)
  const has = (key: string): boolean => profile !== undefined && findSetting(profile, key) !== null
  const hint = has('aws_access_key_id')
    ? `awsx import ${word} --remove`
    : has('role_arn')
      ? `awsx config rewrite ${word} --to credential_process`
      : `put this into the profile: credential_process = ${formatProcessLine(awsx, name)}`
  return new AwsxError(
    'config_invalid',
    `profile '${name}' does not call awsx, so there is nothing --via profile could use`,
    {
      hint,
      data: { profile: name },
    },
  )
}
