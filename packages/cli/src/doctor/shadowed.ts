import { buildProfileGraph, parseIni, type ProfileGraph, type ProfileSection } from '@awsx/core'
import type { ConfigFile } from '@awsx/aws'
import type { DoctorContext } from './context.ts'
import { note, problem, type Check, type Finding } from './finding.ts'

/** Profiles of the config file that a section of the credentials file gets in the way of. */
export const shadowedCheck: Check = {
  name: 'shadowed',
  run({ files, graph, fixes }) {
    const [config, credentials] = (['config', 'credentials'] as const).map((kind) => graphOf(files, kind))
    const count = graph.profiles.size
    return {
      what:
        count === 0 ? 'profiles (none yet)' : count === 1 ? 'one profile' : `${count.toLocaleString('en')} profiles`,
      findings: config === undefined || credentials === undefined ? [] : findShadowed(config, credentials, fixes),
    }
  },
}

function graphOf(files: readonly ConfigFile[], kind: ConfigFile['kind']): ProfileGraph {
  const ofKind = files.filter((file) => file.kind === kind && file.text !== null)
  return buildProfileGraph(ofKind.map(({ path, text }) => ({ kind, document: parseIni(text ?? '', path) })))
}

const keyNames = new Set(['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token', 'aws_security_token'])
const sources = ['credential_process', 'sso_session', 'sso_start_url', 'login_session', 'web_identity_token_file']

/** Compares the profiles both files have; the graphs are of one file each. */
export function findShadowed(
  config: ProfileGraph,
  credentials: ProfileGraph,
  fixes: DoctorContext['fixes'],
): Finding[] {
  return [...credentials.profiles.values()].flatMap((section) => {
    const other = config.profiles.get(section.name)
    if (other === undefined) return []
    return [...shadowedSource(other, section, fixes), ...shadowedSettings(other, section, fixes)]
  })
}

function shadowedSource(config: ProfileSection, section: ProfileSection, fixes: DoctorContext['fixes']): Finding[] {
  const key = section.settings.get('aws_access_key_id')
  if (!key?.value) return []
  const place = { file: key.origin.file, line: key.origin.line, fix: fixes.edit(key.origin.file, key.origin.line) }
  const source = sources.find((name) => config.settings.get(name)?.value)
  if (source !== undefined) {
    return [
      problem('profile_shadowed', {
        message: `this key hides ${source} of ${config.name}, which is in ${placeOf(config, source, fixes)}`,
        why: 'other tools take the key in clear, and never get to the line that was meant',
        ...place,
      }),
    ]
  }
  const sourceProfile = config.settings.get('source_profile')?.value
  if (!config.settings.get('role_arn')?.value || !sourceProfile || sourceProfile === config.name) return []
  return [
    note('role_beside_keys', {
      message: `${config.name} has a role in ${placeOf(config, 'role_arn', fixes)} and a key here`,
      why: 'the role counts when it is chosen, the key when another profile names it as its source',
      ...place,
    }),
  ]
}

function shadowedSettings(config: ProfileSection, section: ProfileSection, fixes: DoctorContext['fixes']): Finding[] {
  return [...section.settings].flatMap(([name, { value, nested, origin }]) => {
    const other = config.settings.get(name)
    if (keyNames.has(name) || other === undefined || nested !== null || other.nested !== null) return []
    if (other.value === value) return []
    return [
      problem('setting_shadowed', {
        message: `${name} of ${config.name} in ${placeOf(config, name, fixes)} does not count: this line does`,
        why: 'the credentials file wins over the config file',
        file: origin.file,
        line: origin.line,
        fix: fixes.edit(origin.file, origin.line),
      }),
    ]
  })
}

function placeOf(profile: ProfileSection, name: string, fixes: DoctorContext['fixes']): string {
  return fixes.place(profile.settings.get(name)?.origin ?? profile.origin)
}
