import { basename } from 'node:path'
import { splitCommandLine, type ProfileGraph, type ProfileSection, type ProfileSetting } from '@awsx/core'

/** Profiles that ask each other for credentials and never get to any. */
export interface ProgramLoop {
  /** From one profile to itself again. */
  readonly path: readonly string[]
  /** The setting that closes the circle. */
  readonly setting: ProfileSetting
}

/** Finds every circle once. Keys in the vault are not known here, so a profile that awsx is asked for by its own line ends a way. */
export function findProgramLoops(graph: ProfileGraph): ProgramLoop[] {
  const done = new Set<string>()
  const loops: ProgramLoop[] = []
  for (const start of graph.profiles.keys()) {
    const way = new Set<string>()
    let name: string | null = start
    while (name !== null && !done.has(name)) {
      way.add(name)
      done.add(name)
      const next = nextProfile(graph.profiles.get(name))
      if (next !== null && way.has(next.profile)) {
        const path = [...way]
        loops.push({ path: [...path.slice(path.indexOf(next.profile)), next.profile], setting: next.setting })
      }
      name = next?.profile ?? null
    }
  }
  return loops
}

/** Whom a profile gets its credentials from: its source, or the profile its program asks a tool for. */
function nextProfile(profile: ProfileSection | undefined): { profile: string; setting: ProfileSetting } | null {
  const setting = (name: string): ProfileSetting | null => {
    const found = profile?.settings.get(name)
    return found === undefined || found.value === '' ? null : found
  }
  const isRole = setting('awsx_role_arn') !== null || setting('role_arn') !== null
  const source = setting('awsx_source_profile') ?? setting('source_profile')
  if (isRole && source !== null)
    return source.value === profile?.name ? null : { profile: source.value, setting: source }
  if (setting('aws_access_key_id') !== null) return null
  const line = setting('credential_process')
  if (line === null) return null
  const asked = askedProfile(splitQuietly(line))
  if (asked === null || (asked.tool === 'awsx' && asked.profile === profile?.name)) return null
  return { profile: asked.profile, setting: line }
}

/** The profile a command line asks awsx or the AWS CLI for; null for other programs. */
export function askedProfile(argv: readonly string[]): { tool: 'awsx' | 'aws'; profile: string } | null {
  const tools = argv.map((word) => basename(word))
  const command = argv.indexOf('credential-process')
  if (command > 0 && tools.slice(0, command).some((name) => name === 'awsx' || name === 'awsx.js')) {
    const profile = argv.slice(command + 1).find((word) => !word.startsWith('-'))
    return profile === undefined ? null : { tool: 'awsx', profile }
  }
  if (!tools.slice(0, 2).includes('aws')) return null
  const option = argv.findIndex((word) => word === '--profile' || word.startsWith('--profile='))
  const value = argv[option]?.includes('=') ? argv[option]?.slice('--profile='.length) : argv[option + 1]
  return option === -1 || !value ? null : { tool: 'aws', profile: value }
}

function splitQuietly({ value, origin }: ProfileSetting): string[] {
  try {
    return splitCommandLine(value, origin)
  } catch {
    // A line that cannot be split is a finding of its own.
    return []
  }
}
