import { expect, onTestFinished, test } from 'vitest'
import { hostileNames } from '@awsx/core/hostile-names'
import { noon, settled } from './picker-fixture.ts'
import { createScreenTerminal } from './screen-terminal-fixture.ts'
import type { ScreenTerminal, ScreenView } from './screen-terminal-fixture.ts'
import { runStatusWatch } from './status-watch.ts'
import type { StatusRow, StatusWorld } from './status-world.ts'

const row = (profile: string, minutes: number | null, more: Partial<StatusRow> = {}): StatusRow => ({
  profile,
  api: 'AssumeRole',
  accountId: '111122223333',
  expiresAt: minutes === null ? null : noon + minutes * 60_000,
  lifeSeconds: 3600,
  isRenewed: false,
  colour: null,
  ...more,
})

const rows: readonly StatusRow[] = [
  row('acme-prod-admin', 42, { colour: 'red', isRenewed: true }),
  row('identity', 11 * 60 + 59, { api: 'GetSessionToken', lifeSeconds: 43_200 }),
  row('acme-dev', 15),
  row('漢字', 3),
  row('old', -1),
  row('static', null, { api: 'credential_process', accountId: null, lifeSeconds: null }),
]

interface Watch {
  readonly terminal: ScreenTerminal
  readonly done: Promise<void>
  readonly world: StatusWorld & { time: number; list: readonly StatusRow[]; change(): void }
}

async function openWatch(
  list: readonly StatusRow[],
  columns: number,
  env: Record<string, string> = {},
): Promise<Watch> {
  const terminal = createScreenTerminal({ columns, rows: 12 })
  await terminal.print('$ awsx status --watch\r\n')
  const world = {
    time: noon,
    list,
    change: (): void => undefined,
    now: () => world.time,
    rows: () => world.list,
    note: () => (world.list.length === 0 ? 'locked: unlock to see them' : null),
    onChange(listener: () => void) {
      world.change = listener
      return () => undefined
    },
  }
  const done = runStatusWatch({ world, terminal, env })
  onTestFinished(() => terminal.hangUp())
  return { terminal, done, world }
}

function format({ lines, looks }: ScreenView): string {
  const last = lines.findLastIndex((line) => line !== '')
  const both = [lines, looks].map((part) => part.slice(0, last + 1).map((line) => `|${line}`))
  return `${both.map((part) => part.join('\n')).join('\n\n')}\n`
}

for (const columns of [40, 80, 120]) {
  test(`sessions at ${columns} columns`, async () => {
    const { terminal } = await openWatch(rows, columns)
    await expect(format(await terminal.view())).toMatchFileSnapshot(`golden/status-${columns}.txt`)
  })
}

test('sessions without colour, and without UTF-8', async () => {
  const { terminal } = await openWatch(rows, 80, { NO_COLOR: '1', LANG: 'C' })
  await expect(format(await terminal.view())).toMatchFileSnapshot('golden/status-plain.txt')
})

test('sessions in sentences', async () => {
  const { terminal } = await openWatch(rows, 80, { INK_SCREEN_READER: 'true' })
  await expect(format(await terminal.view())).toMatchFileSnapshot('golden/status-spoken.txt')
})

test('more sessions than lines', async () => {
  const many = Array.from({ length: 30 }, (_, at) => row(`profile-${at}`, 30))
  const { terminal } = await openWatch(many, 80)
  const { lines } = await terminal.view()
  expect(lines).toContain('and 21 more')
  expect(lines.at(-1)).toBe('q leave')
})

test('sessions that come and go, and a note', async () => {
  const { terminal, world } = await openWatch([], 80)
  expect((await terminal.view()).lines.slice(1, 3)).toEqual(['no sessions', 'locked: unlock to see them'])
  world.list = [row('acme-dev', 15)]
  world.change()
  expect((await terminal.view()).lines[2]).toMatch(/^acme-dev .* 15m/)
})

test.each(['q', '\u0003', '\u0004'])('%j leaves the terminal as it was', async (typed) => {
  const { terminal, done } = await openWatch(rows, 80)
  terminal.type(typed)
  await done
  const { lines, cursor, modes } = await terminal.view()
  expect(lines.filter((line) => line !== '')).toEqual(['$ awsx status --watch'])
  expect(cursor).toEqual({ column: 0, line: 1, isHidden: false })
  expect(modes).toEqual({ pasteMarks: false, wraps: true })
  expect(terminal.isRaw).toBe(false)
})

test('a fault of the world is thrown, and the terminal as it was', async () => {
  const { terminal, done, world } = await openWatch(rows, 80)
  world.rows = () => {
    throw new Error('no sessions')
  }
  world.change()
  await expect(done).rejects.toThrow('no sessions')
  expect(terminal.isRaw).toBe(false)
})

test.each([...hostileNames])('SECURITY group B: %s acts on nothing', async (_, name) => {
  const { terminal } = await openWatch([row(name, 5, { api: name, accountId: name })], 200)
  await settled()
  const rest = terminal.bytes.replaceAll(/\u001b\[(?:[0-9;]*[mKJAC]|\?[0-9]+[hl])|\r\n?/g, '')
  expect(rest).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
})
