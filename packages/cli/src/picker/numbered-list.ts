import { safe } from '@awsx/core'
import type { PickerRow, PickerWorld, Questions, RowState } from '@awsx/tui'
// By these: the list does without what draws.
import { compareRows } from '@awsx/tui/row-order'
import { stateText } from '@awsx/tui/state-text'
import { formatTable } from '../table.ts'
import { noPaint } from './no-paint.ts'

const mostShown = 50

/**
 * The picker for terminals that cannot be drawn on: a list, and a line to choose by number or by a part of a name.
 *
 * Null where the person left it by an empty line. Throws what `use` throws.
 */
export async function runNumberedList<T>(world: PickerWorld<T>, person: Questions, query: string): Promise<T | null> {
  const all = world
    .rows()
    .filter((row) => !row.isHidden)
    .toSorted(compareRows)
  let shown = query === '' ? all : matching(all, query)
  if (shown.length === 0) shown = all
  for (let isNew = true; ;) {
    if (isNew) for (const line of formatRows(shown.slice(0, mostShown), world)) person.say(line)
    if (isNew && shown.length > mostShown) person.say(`and ${shown.length - mostShown} more`)
    const typed = (await person.ask('Number, or a part of a name: ', 'plain')).reveal().trim()
    if (typed === '') return null
    const found = choose(shown, all, typed)
    isNew = found.length > 1
    if (found.length === 0) person.say('There is no such profile.')
    if (found.length > 1) shown = found
    const [row] = found
    if (row !== undefined && found.length === 1) return await world.use(row, person)
  }
}

/** The rows a person means: the numbered one, or all that have what was typed in their name. */
export function choose(shown: readonly PickerRow[], all: readonly PickerRow[], typed: string): readonly PickerRow[] {
  const exact = all.find(({ name }) => name === typed)
  if (exact !== undefined) return [exact]
  const numbered = /^[0-9]{1,6}$/.test(typed) ? shown[Number(typed) - 1] : undefined
  return numbered === undefined ? matching(all, typed) : [numbered]
}

function matching(rows: readonly PickerRow[], typed: string): readonly PickerRow[] {
  const wanted = typed.toLowerCase()
  return rows.filter(({ name }) => name.toLowerCase().includes(wanted))
}

function formatRows<T>(rows: readonly PickerRow[], world: PickerWorld<T>): string[] {
  const cells = rows.map((row, index) => [
    String(index + 1).padStart(3),
    safe(row.name, 60),
    safe(row.accountId ?? '-'),
    safe(row.role ?? '-', 40),
    safe(row.region ?? '-'),
    stateCell(world.state(row), world.now()),
  ])
  return formatTable(['', 'PROFILE', 'ACCOUNT', 'ROLE', 'REGION', 'STATE'], cells, noPaint).trimEnd().split('\n')
}

/** With words for what a picture shows by leaving it empty, or by a line below the list. */
function stateCell(state: RowState, now: number): string {
  if (state.kind === 'needs-nothing') return 'nothing to ask'
  if (state.kind === 'broken') return 'cannot be used'
  return stateText(state, now)?.text ?? ''
}
