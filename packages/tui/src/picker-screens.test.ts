import { expect, test } from 'vitest'
import { createTestWorld, openPicker, rowNamed, someRows } from './picker-fixture.ts'
import type { ScreenView } from './screen-terminal-fixture.ts'

const wideRows = [
  ...someRows,
  rowNamed('漢字-本番-とても長い名前のプロファイル', {
    role: '管理者',
    accountAlias: '会社',
    accountId: '123412341234',
  }),
  rowNamed('👩‍💻-dev', { role: 'Developer', region: 'eu-west-1' }),
]

/** The screen, and below it what each cell looks like. */
function format({ lines, looks, cursor }: ScreenView): string {
  const last = Math.max(
    lines.findLastIndex((line) => line !== ''),
    cursor.line,
  )
  const shown = lines.slice(0, last + 1).map((line) => `|${line}`)
  const drawn = looks.slice(0, last + 1).map((line) => `|${line}`)
  return [...shown, '', ...drawn, '', `cursor: line ${cursor.line}, column ${cursor.column}`, ''].join('\n')
}

const looks: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['colour', {}],
  ['no-color', { NO_COLOR: '1' }],
]

for (const columns of [40, 80, 120, 200]) {
  for (const [name, env] of looks) {
    test(`a list with a query at ${columns} columns, ${name}`, async () => {
      const picker = await openPicker(createTestWorld(wideRows), { columns, rows: 18, env })
      await expect(format(await picker.type('dev'))).toMatchFileSnapshot(`golden/query-${columns}-${name}.txt`)
    })
  }
  test(`a list at ${columns} columns`, async () => {
    const picker = await openPicker(createTestWorld(wideRows), { columns, rows: 22 })
    await expect(format(await picker.view())).toMatchFileSnapshot(`golden/list-${columns}.txt`)
  })
}

test('ten thousand rows', async () => {
  const rows = Array.from({ length: 10_000 }, (_, at) =>
    rowNamed(`team-${String(at).padStart(5, '0')}-${at % 2 === 0 ? 'prod' : 'dev'}`, { role: 'WebAdmin' }),
  )
  const world = createTestWorld(rows)
  const picker = await openPicker(world, { columns: 80, rows: 20 })
  const view = await picker.type('prod 777\u001b[B')
  await expect(format(view)).toMatchFileSnapshot('golden/ten-thousand.txt')
})

test('a small terminal: only what is needed', async () => {
  const picker = await openPicker(createTestWorld(), { columns: 40, rows: 6 })
  await expect(format(await picker.type('\u001b[F'))).toMatchFileSnapshot('golden/small.txt')
})

test('the menu of a row', async () => {
  const action = { run: () => Promise.resolve({ kind: 'stay', message: null } as const) }
  const actions = [
    { letter: 'e', label: 'run a command', ...action },
    { letter: 'x', label: 'explain', ...action },
  ]
  const picker = await openPicker(createTestWorld(someRows, { actions: () => actions }), { columns: 80 })
  await expect(format(await picker.type('\t\u001b[B'))).toMatchFileSnapshot('golden/menu.txt')
})

test('the keys', async () => {
  const picker = await openPicker(createTestWorld(), { columns: 80 })
  await expect(format(await picker.type('?'))).toMatchFileSnapshot('golden/keys.txt')
})

test('signs of ASCII where the locale has no others', async () => {
  const picker = await openPicker(createTestWorld(), { columns: 80, env: { LC_ALL: 'C' } })
  await expect(format(await picker.type('prod'))).toMatchFileSnapshot('golden/ascii.txt')
})

test('sentences for a screen reader', async () => {
  const picker = await openPicker(createTestWorld(), { columns: 80, env: { INK_SCREEN_READER: 'true' } })
  await expect(format(await picker.type('prod'))).toMatchFileSnapshot('golden/spoken.txt')
})
