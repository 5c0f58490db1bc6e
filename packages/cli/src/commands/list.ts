import {
  callsAwsxFor,
  formatDuration,
  formatInstant,
  safe,
  secondsLeft,
  type SessionRecord,
  splitCommandLine,
  type StoredKey,
} from '@awsx/core'
import { jsonOption, noAgentOption, type Command } from '../command.ts'
import { createEngine, type Engine } from '../engine.ts'
import { formatJson } from '../json-text.ts'
import { findLookalikes, spellOut } from '../lookalikes.ts'
import { profileFacts, profileNames } from '../profile-facts.ts'
import { formatTable } from '../table.ts'

/** One profile as `list` shows it. */
interface ListedProfile {
  readonly profile: string
  /** `vault`, `file` (in clear), `role`, `process`, `web identity`, `sign-in`, `none` or `locked`. */
  readonly source: string
  readonly account: string | null
  readonly role: string | null
  readonly region: string | null
  /** RFC 3339; null when no session is kept, `locked` when nobody looked. */
  readonly sessionUntil: string | null
}

/** `awsx list`: every profile of both files and the vault. */
export const list: Command = {
  spec: {
    name: 'list',
    summary: 'profiles, keys and sessions',
    usage: '',
    argument: null,
    options: [jsonOption, noAgentOption, { name: 'names', summary: 'names only, one a line', value: null }],
    examples: ['awsx list', 'awsx list --json'],
  },
  async run(invocation) {
    const { io, options } = invocation
    const engine = createEngine(invocation, { readsAgent: true })
    if (options.has('names')) {
      // For completion: the vault's names would need it open, and a tab key must never ask.
      const names = [...engine.awsFiles().graph.profiles.keys()].filter((name) => safe(name, 512) === name)
      io.out(names.map((name) => `${name}\n`).join(''))
      return 0
    }
    const keys = await engine.vault.keysIfUnlocked()
    const records = keys === null ? null : await engine.vault.store.sessions.list()
    const rows = listProfiles(engine, keys, records)
    if (options.has('json')) {
      io.out(formatJson({ locked: keys === null, profiles: rows }))
      return 0
    }
    const { paint } = io
    const cells = rows.map((row) => [
      safe(row.profile, 60),
      row.source === 'file, in clear' ? paint.bad(row.source) : row.source,
      safe(row.account ?? '-'),
      safe(row.role ?? '-', 40),
      safe(row.region ?? '-'),
      sessionCell(row, engine.clock.now()),
    ])
    io.out(formatTable(['PROFILE', 'SOURCE', 'ACCOUNT', 'ROLE', 'REGION', 'SESSION'], cells, paint))
    for (const names of findLookalikes(rows.map(({ profile }) => profile))) {
      io.warn(`these profiles look alike: ${names.map(spellOut).join(' and ')}`)
    }
    if (keys === null) io.say('awsx: the vault is locked: its keys and sessions are not shown')
    return 0
  },
}

function listProfiles(
  engine: Engine,
  keys: ReadonlyMap<string, StoredKey> | null,
  records: readonly SessionRecord[] | null,
): ListedProfile[] {
  const { graph } = engine.awsFiles()
  const now = engine.clock.now()
  return profileNames(graph, keys).map((profile) => {
    const key = keys?.get(profile)
    const settings = graph.profiles.get(profile)?.settings
    const text = (name: string): string | null => settings?.get(name)?.value || null
    const { account, roleArn, role, region } = profileFacts(graph, profile, key)
    const live = (records ?? [])
      .filter((record) => record.profile === profile && secondsLeft(record.session, now) > 0)
      .map((record) => record.session.expiresAt ?? 0)
    return {
      profile,
      source: sourceWord(text, roleArn, key !== undefined, keys === null, profile),
      account,
      role,
      region,
      sessionUntil: records === null ? 'locked' : live.length === 0 ? null : formatInstant(Math.max(...live)),
    }
  })
}

function sourceWord(
  text: (name: string) => string | null,
  roleArn: string | null,
  stored: boolean,
  locked: boolean,
  profile: string,
): string {
  if (stored) return 'vault'
  if (roleArn !== null) return text('web_identity_token_file') === null ? 'role' : 'web identity'
  if (text('aws_secret_access_key') !== null) return 'file, in clear'
  if (text('sso_session') !== null || text('sso_start_url') !== null) return 'sign-in'
  if (text('login_session') !== null || text('awsx_saml') !== null || text('awsx_sso_session') !== null)
    return 'sign-in'
  const line = text('credential_process')
  // The line by which other tools reach the vault is not where the keys are.
  if (line !== null && !isOwnLine(line, profile)) return 'process'
  return locked ? 'locked' : 'none'
}

function sessionCell({ sessionUntil }: ListedProfile, now: number): string {
  if (sessionUntil === null) return '-'
  return sessionUntil === 'locked'
    ? 'locked'
    : `${formatDuration(Math.floor((Date.parse(sessionUntil) - now) / 1000))} left`
}

function isOwnLine(line: string, profile: string): boolean {
  try {
    return callsAwsxFor({ argv: splitCommandLine(line, { file: '', line: 0 }), origin: { file: '', line: 0 } }, profile)
  } catch {
    return false
  }
}
