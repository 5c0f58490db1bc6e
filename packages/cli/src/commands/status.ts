import { formatDuration, formatInstant, safe, secondsLeft, type SessionRecord } from '@awsx/core'
import { resolveStorePaths } from '@awsx/store/paths'
import { openAgentStores } from '../agent-stores.ts'
import { readsFromAgent } from '../agent-wanted.ts'
import { jsonOption, noAgentOption, type Command, type Invocation } from '../command.ts'
import { readSettings } from '../settings.ts'
import { formatJson } from '../json-text.ts'
import { formatTable } from '../table.ts'

/** `awsx status`: what this shell uses, and the sessions that live. */
export const status: Command = {
  spec: {
    name: 'status',
    summary: 'what this shell uses, and which sessions are live for how long',
    usage: '',
    argument: null,
    options: [jsonOption, { name: 'watch', summary: 'show it live, until q', value: null }, noAgentOption],
    examples: ['awsx status', 'awsx status --watch', 'awsx status --json'],
  },
  async run(invocation) {
    const { io, options } = invocation
    if (options.has('watch')) return await (await import('../status-watch.ts')).watchStatus(invocation)
    const now = Date.now()
    const { vault, sessions } = await readSessions(invocation)
    const locked = vault === 'locked'
    const kept = sessions ?? []
    const records = kept
      .filter((record) => secondsLeft(record.session, now) > 0)
      .toSorted((a, b) => (a.session.expiresAt ?? 0) - (b.session.expiresAt ?? 0))
    const shell = shellState(io.env, now)
    if (options.has('json')) {
      io.out(formatJson({ shell, locked, sessions: records.map(describe) }))
      return 0
    }
    const left =
      shell === null || shell.secondsLeft === null
        ? ''
        : `, ${shell.secondsLeft > 0 ? `${formatDuration(shell.secondsLeft)} left` : 'expired'}`
    io.out(shell === null ? 'this shell   no profile\n' : `this shell   ${safe(shell.profile)}${left}\n`)
    io.out(`vault        ${vault}\n`)
    if (records.length === 0) {
      if (!locked) io.out('sessions     none\n')
      return 0
    }
    const rows = records.map(({ profile, api, session }) => [
      safe(profile, 60),
      api,
      safe(session.accountId ?? '-'),
      formatDuration(secondsLeft(session, now)),
      session.mfaAt === null ? '-' : `${formatDuration(Math.max(0, Math.floor((now - session.mfaAt) / 1000)))} ago`,
    ])
    io.out(`\n${formatTable(['PROFILE', 'SESSION', 'ACCOUNT', 'LEFT', 'MFA'], rows, io.paint)}`)
    return 0
  },
}

/** From the agent where one is unlocked, without the rest of awsx. */
async function readSessions(
  invocation: Invocation,
): Promise<{ readonly vault: string; readonly sessions: readonly SessionRecord[] | null }> {
  const { io } = invocation
  const paths = resolveStorePaths(io.env)
  if (readsFromAgent(invocation, readSettings(paths.configFile))) {
    const stores = await openAgentStores(paths, io)
    if (stores !== null) return { vault: 'open, in the agent', sessions: await stores.sessions.list() }
  }
  const engine = (await import('../engine.ts')).createEngine(invocation)
  if (!engine.vault.store.exists()) return { vault: 'none yet', sessions: [] }
  if ((await engine.vault.keysIfUnlocked()) === null) return { vault: 'locked', sessions: null }
  return { vault: 'open', sessions: await engine.vault.store.sessions.list() }
}

interface ShellState {
  readonly profile: string
  readonly expiresAt: string | null
  readonly secondsLeft: number | null
}

function shellState(env: Readonly<Record<string, string | undefined>>, now: number): ShellState | null {
  const profile = env['AWSX_PROFILE']
  if (profile === undefined || profile === '') return null
  const text = env['AWSX_EXPIRES_AT'] ?? ''
  const expiresAt = /^[0-9]{1,12}$/.test(text) ? Number(text) * 1000 : null
  if (expiresAt === null) return { profile, expiresAt: null, secondsLeft: null }
  return { profile, expiresAt: formatInstant(expiresAt), secondsLeft: Math.floor((expiresAt - now) / 1000) }
}

function describe({ profile, api, session }: SessionRecord): unknown {
  const { accountId, arn, expiresAt, mfaAt } = session
  const instant = (ms: number | null): string | null => (ms === null ? null : formatInstant(ms))
  return { profile, api, accountId, arn, expiresAt: instant(expiresAt), mfaAt: instant(mfaAt) }
}
