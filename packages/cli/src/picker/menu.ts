import { AwsxError, formatDuration, safe, secondsLeft } from '@awsx/core'
import type { ActionResult, PickerRow, Questions, RowAction } from '@awsx/tui'
import { clearSessions } from '../clear-sessions.ts'
import { formatPlan } from '../format-plan.ts'
import { viewPlan } from '../plan-view.ts'
import { evalLine, formatClipboard } from './clipboard.ts'
import type { MemoryEntry } from './memory-lines.ts'
import { noPaint } from './no-paint.ts'
import type { Picked } from './picked.ts'
import type { PickerParts } from './world.ts'

/** The lettered menu of a row. */
export function listActions(row: PickerRow, parts: PickerParts): RowAction<Picked>[] {
  const { taker, lookout, clock, wish, env } = parts

  async function runCommand(_row: PickerRow, questions: Questions): Promise<ActionResult<Picked>> {
    const line = (await questions.ask('Command: ', 'plain')).reveal()
    return { kind: 'leave', value: { kind: 'command', profile: row.name, line } }
  }

  async function copyLine(): Promise<ActionResult<Picked>> {
    const line = evalLine(row.name, env)
    parts.write(formatClipboard(line, env))
    return stay(`sent to the clipboard of the terminal: ${line}`)
  }

  async function refresh(_row: PickerRow, questions: Questions): Promise<ActionResult<Picked>> {
    const { given } = await taker.take(row.name, questions, { refresh: true })
    await parts.lookAgain()
    const left = secondsLeft(given.session, clock.now())
    return stay(`a new session of ${safe(row.name, 60)}${Number.isFinite(left) ? `, ${formatDuration(left)}` : ''}`)
  }

  async function clear(_row: PickerRow, questions: Questions): Promise<ActionResult<Picked>> {
    const lines = await taker.withPerson(questions, async () => {
      const { vault } = parts.createEngine()
      const keys = await vault.keys()
      const plan = (): ReturnType<PickerParts['planWith']> => parts.planWith(row.name, keys)
      return await clearSessions(row.name, { vault, now: clock.now(), plan })
    })
    await parts.lookAgain()
    return stay(lines.join('; '))
  }

  async function explain(): Promise<ActionResult<Picked>> {
    const { keys, records } = lookout.sight()
    const plan = parts.plan(row.name)
    if (plan instanceof AwsxError) throw plan
    const sessions = keys === null ? null : { get: async (key: string) => records.get(key) ?? null }
    const text = formatPlan(await viewPlan(plan, { sessions, clock }), noPaint)
    const lines = [...text.trimEnd().split('\n'), ...plan.warnings.map((warning) => `warning: ${warning}`)]
    return { kind: 'text', title: `explain ${row.name}`, lines }
  }

  function mark(what: MemoryEntry['what']): () => Promise<ActionResult<Picked>> {
    return async () => {
      parts.remember(what, row.name)
      return stay(null)
    }
  }

  return [
    ...(wish.mayRunCommand ? [{ letter: 'e', label: 'exec a command', run: runCommand }] : []),
    { letter: 'c', label: 'copy as eval line', run: copyLine },
    { letter: 'r', label: 'refresh: a new session', run: refresh },
    { letter: 'd', label: 'drop its sessions', run: clear },
    row.isPinned
      ? { letter: 'p', label: 'unpin', run: mark('unpin') }
      : { letter: 'p', label: 'pin to the top', run: mark('pin') },
    row.isHidden
      ? { letter: 'h', label: 'show again', run: mark('show') }
      : { letter: 'h', label: 'hide', run: mark('hide') },
    { letter: 'x', label: 'explain', run: explain },
  ]
}

function stay(message: string | null): ActionResult<Picked> {
  return { kind: 'stay', message }
}
