import { AwsxError, colourOf, secondsLeft, type SessionRecord } from '@awsx/core'
import { runStatusWatch, type StatusRow } from '@awsx/tui'
import { readsFromAgent } from './agent-wanted.ts'
import type { Invocation } from './command.ts'
import { createEngine, type Engine } from './engine.ts'
import { findPerson } from './person-here.ts'
import { createLookout } from './picker/lookout.ts'
import { openPickerTerminal } from './picker/picker-terminal.ts'
import type { Settings } from './settings.ts'

/** `awsx status --watch`: the sessions that live, drawn on the terminal until a person leaves. */
export async function watchStatus(invocation: Invocation): Promise<number> {
  const { io, options } = invocation
  if (options.has('json')) throw new AwsxError('usage', '--watch and --json exclude each other')
  if (!findPerson().hasPerson || io.env['TERM'] === 'dumb') {
    throw new AwsxError('usage', '--watch draws on a terminal, and there is none to draw on', { hint: 'awsx status' })
  }
  const { settings, clock } = createEngine(invocation)
  const openEngine = (): Engine => createEngine(invocation, { readsAgent: true, person: () => null })
  const lookout = createLookout({
    createEngine: openEngine,
    opened: () => null,
    mayAskAgent: readsFromAgent(invocation, settings),
  })
  await lookout.look()
  const terminal = openPickerTerminal()
  try {
    await runStatusWatch({
      world: {
        now: () => clock.now(),
        rows: () => listSessions(lookout.sight().records, settings, clock.now()),
        note: () => (lookout.sight().keys === null ? 'the vault is locked, so its sessions are not shown' : null),
        onChange: (changed) => lookout.watch(changed),
      },
      terminal,
      env: io.env,
    })
    return 0
  } finally {
    terminal.close()
  }
}

/** What ends first comes first. */
function listSessions(records: ReadonlyMap<string, SessionRecord>, settings: Settings, now: number): StatusRow[] {
  return [...records.values()]
    .filter(({ session }) => secondsLeft(session, now) > 0)
    .toSorted((a, b) => (a.session.expiresAt ?? Infinity) - (b.session.expiresAt ?? Infinity))
    .map(({ profile, api, session: { accountId, expiresAt, issuedAt } }) => ({
      profile,
      api,
      accountId,
      expiresAt,
      lifeSeconds: expiresAt === null ? null : (expiresAt - issuedAt) / 1000,
      // Which of them the agent will renew, only the agent knows.
      isRenewed: false,
      colour: colourOf(profile, settings.classes),
    }))
}
