import { AwsxError, colourOf, exitCodeOf, formatDuration, safe, toEnvChange } from '@awsx/core'
import { formatSessionCall, longerTtlSeconds, parseGivenSession, renewalTime, type GivenSession } from '@awsx/agent'
import { resolveStorePaths } from '@awsx/store/paths'
import { describeCaller, noQuestions, reachAgent } from '../agent-link.ts'
import { usesAgent } from '../agent-wanted.ts'
import { sessionOptions, type Invocation } from '../command.ts'
import { formatHookRenewal, formatHookTold, localTime, requireHook } from '../hook-protocol.ts'
import { sessionEnvInput } from '../given-session.ts'
import type { Io } from '../io.ts'
import { readSessionRequest } from '../session-request.ts'
import { readSettings } from '../settings.ts'
import { againVariable, formatUseAgain, parseUseAgain, useAgainCommand } from '../use-again.ts'

/** How long a prompt waits at most, ms since this process was started; AWSX_RENEW may say another number. */
const longestMs = 200

/** What is left to start and to end a process: the shell waits for that too. */
const marginMs = 20

/** `off` never gets here: the hook sees to that. */
const waitVariable = 'AWSX_RENEW'

/** Set by the hook once the person knows. */
const toldVariable = 'AWSX_TOLD'

/**
 * The hidden command that the hook runs before a prompt: a newer session of what this shell uses, from an agent that is
 * there and unlocked.
 *
 * It asks nobody, starts nothing, calls nobody but the agent, and ends in time whatever that does. Where only a person
 * can help it says so, once; any other trouble is left to the command that needs the credentials.
 */
export async function renew(io: Io): Promise<number> {
  const shell = requireHook(io, 'use')
  const found = parseUseAgain(io.env[againVariable], sessionOptions)
  if (found === null) return 0
  const wanted: Invocation = { io, ...found }
  const outcome = await Promise.race([obtain(wanted), timeOut(io)])
  if (outcome === 'late') return 0
  if (outcome !== 'person') {
    const { given, settings } = outcome
    const change = toEnvChange(sessionEnvInput(given, settings), io.env)
    const again = formatUseAgain(given.profile, wanted.options)
    io.out(
      formatHookRenewal(change, shell, colourOf(given.profile, settings.classes), {
        renewsAt: renewalTime(given.session),
        again,
      }),
    )
  } else if ((io.env[toldVariable] ?? '') === '') {
    io.say(`awsx: ${tellEnd(wanted)}`)
    io.out(formatHookTold())
  }
  return 0
}

type Outcome = { readonly given: GivenSession; readonly settings: ReturnType<typeof readSettings> } | 'person' | 'late'

async function obtain(wanted: Invocation): Promise<Outcome> {
  const { io, positionals, options } = wanted
  const paths = resolveStorePaths(io.env)
  const settings = readSettings(paths.configFile)
  if (!usesAgent(wanted, settings)) return 'person'
  try {
    const agent = await reachAgent(paths, io, noQuestions)
    if (agent === 'silent') return 'late'
    if (typeof agent === 'string') return 'person'
    const request = readSessionRequest(options)
    const end = Number(io.env['AWSX_EXPIRES_AT']) * 1000
    const minTtlSeconds = longerTtlSeconds({ expiresAt: end }, Date.now())
    const caller = describeCaller(io, { hasPerson: false, terminal: null }, false)
    const call = {
      ...request,
      refresh: false,
      minTtlSeconds,
      profile: positionals[0] ?? '',
      mayComplete: false,
      caller,
    }
    const given = parseGivenSession(await agent.request({ op: 'session', call: formatSessionCall(call) }))
    const isNewer = given !== null && (given.session.expiresAt ?? 0) > end
    return isNewer ? { given, settings } : 'late'
  } catch (error) {
    // What AWS refuses, and what the network does, a later try may have again.
    return error instanceof AwsxError && exitCodeOf(error.code) === 4 ? 'person' : 'late'
  }
}

/** The time the process took to start counts: it is the prompt that waits. */
async function timeOut({ env }: Io): Promise<'late'> {
  const wanted = /^[1-9][0-9]{0,4}$/.exec(env[waitVariable] ?? '')?.[0]
  const leftMs = Math.max(1, Number(wanted ?? longestMs) - marginMs - performance.now())
  return await new Promise((resolve) => setTimeout(() => resolve('late'), leftMs))
}

function tellEnd(wanted: Invocation): string {
  const end = wanted.io.env['AWSX_EXPIRES_AT']
  const left = Number(end) - Date.now() / 1000
  const when = left > 0 ? `lasts until ${localTime(end)} (${formatDuration(left)})` : `ended at ${localTime(end)}`
  return `${safe(wanted.positionals[0] ?? '', 60)} ${when}; for a new session: ${useAgainCommand(wanted)}`
}
