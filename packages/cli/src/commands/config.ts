import { AwsxError, isAccessKeyId, safe, type ProfileGraph, type ProfileSection, type ProfileSetting } from '@awsx/core'
import { readAwsFiles } from '../aws-files.ts'
import { jsonOption, type Command } from '../command.ts'
import { formatJson } from '../json-text.ts'
import { rewriteOptions, rewriteProfile } from './config-rewrite.ts'

const secretKeys = new Set(['aws_secret_access_key', 'aws_session_token', 'aws_security_token'])

/** `awsx config`: both AWS files as awsx reads them, secrets left out; `awsx config rewrite`: a profile's other form. */
export const config: Command = {
  spec: {
    name: 'config',
    summary: 'both AWS files exactly as awsx reads them',
    usage: '[PROFILE] | rewrite PROFILE',
    argument: 'profile',
    mostArguments: 2,
    words: ['rewrite'],
    options: [
      jsonOption,
      { name: 'origin', summary: 'with file and line of every value', value: null },
      ...rewriteOptions,
    ],
    examples: ['awsx config web-admin --origin', 'awsx config --json', 'awsx config rewrite web-admin'],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    if (positionals[0] === 'rewrite') return await rewriteProfile(invocation)
    const { graph } = readAwsFiles(io.env)
    for (const { file, line, message } of graph.warnings) io.warn(`${file}:${line}: ${message}`)
    const [only] = positionals
    if (only !== undefined && !graph.profiles.has(only)) {
      throw new AwsxError('profile_not_found', `neither file has a profile '${only}'`, { hint: 'awsx list' })
    }
    const origin = options.has('origin')
    io.out(options.has('json') ? formatJson(toJson(graph, only ?? null, origin)) : toText(graph, only ?? null, origin))
    return 0
  },
}

function toJson(graph: ProfileGraph, only: string | null, origin: boolean): unknown {
  const all = (sections: ReadonlyMap<string, ProfileSection>): unknown =>
    toObject([...sections].map(([name, section]) => [name, settingsToJson(section.settings, origin)]))
  if (only !== null) {
    const profile = graph.profiles.get(only)
    return { profiles: toObject(profile === undefined ? [] : [[only, settingsToJson(profile.settings, origin)]]) }
  }
  return { profiles: all(graph.profiles), ssoSessions: all(graph.ssoSessions), services: all(graph.services) }
}

function settingsToJson(settings: ReadonlyMap<string, ProfileSetting>, origin: boolean): unknown {
  return toObject(
    [...settings].map(([key, { value, nested, origin: place }]) => {
      const shown = nested === null ? shownValue(key, value) : settingsToJson(nested, origin)
      return [key, origin ? { value: shown, file: place.file, line: place.line } : shown]
    }),
  )
}

/** `Object.fromEntries` defines, it does not assign: a profile called `__proto__` stays a profile. */
function toObject(entries: readonly (readonly [string, unknown])[]): unknown {
  return Object.fromEntries(entries)
}

function toText(graph: ProfileGraph, only: string | null, origin: boolean): string {
  const lines: string[] = []
  const groups = [
    ['profile', graph.profiles],
    ['sso-session', graph.ssoSessions],
    ['services', graph.services],
  ] as const
  for (const [type, sections] of groups) {
    for (const [name, { settings }] of sections) {
      if (only !== null && (type !== 'profile' || name !== only)) continue
      lines.push(`[${type} ${safe(name)}]`, ...settingLines(settings, '', origin), '')
    }
  }
  return lines.map((line) => `${line}\n`).join('')
}

function settingLines(settings: ReadonlyMap<string, ProfileSetting>, indent: string, origin: boolean): string[] {
  return [...settings].flatMap(([key, { value, nested, origin: place }]) => {
    const where = origin ? `  # ${safe(place.file, 200)}:${place.line}` : ''
    const own = `${indent}${safe(key)} =${nested === null ? ` ${safe(shownValue(key, value), 500)}` : ''}${where}`
    return nested === null ? [own] : [own, ...settingLines(nested, `${indent}  `, origin)]
  })
}

function shownValue(key: string, value: string): string {
  // An id of a form that no id has may be the secret, in the wrong place.
  if (key === 'aws_access_key_id' && !isAccessKeyId(value)) return '[not an id]'
  return secretKeys.has(key) ? '[secret]' : value
}
