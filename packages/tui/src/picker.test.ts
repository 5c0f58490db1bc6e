import { describe, expect, test } from 'vitest'
import { hostileNames } from '@awsx/core/hostile-names'
import { before, createTestWorld, expectAsBefore, openPicker, rowNamed, settled, someRows } from './picker-fixture.ts'

describe('leaving', () => {
  test.each([
    { name: 'Enter', typed: 'sandbox\r', result: 'sandbox' },
    { name: 'ctrl-c', typed: 'web\u0003', result: null },
    { name: 'ctrl-d on an empty query', typed: '\u0004', result: null },
    { name: 'ctrl-g', typed: '\u0007', result: null },
  ])('$name leaves the terminal as it was', async ({ typed, result }) => {
    const picker = await openPicker(createTestWorld())
    await picker.type(typed)
    expect(await picker.result).toBe(result)
    await expectAsBefore(picker)
  })

  test('Esc leaves the terminal as it was', async () => {
    const picker = await openPicker(createTestWorld())
    picker.terminal.type('web')
    picker.terminal.type('\u001b')
    expect(await picker.result).toBe(null)
    await expectAsBefore(picker)
  })

  test('a terminal that goes away ends it', async () => {
    const picker = await openPicker(createTestWorld())
    picker.terminal.hangUp()
    expect(await picker.result).toBe(null)
  })

  test('what a signal stops is as before, and drawn again when it goes on', async () => {
    const picker = await openPicker(createTestWorld())
    const drawn = await picker.type('prod')
    picker.terminal.holder?.suspend()
    const stopped = await picker.view()
    expect(stopped.lines.filter((line) => line !== '')).toEqual(before)
    expect(stopped.modes).toEqual({ pasteMarks: false, wraps: true })
    await picker.terminal.print('[1]+  Stopped                 awsx\r\n$ fg\r\n')
    picker.terminal.holder?.resume()
    const resumed = await picker.view()
    expect(resumed.lines.slice(5)).toEqual(drawn.lines.slice(3, -2))
    expect(resumed.modes.pasteMarks).toBe(true)
  })

  test('a fault of the world is thrown, and the terminal as before', async () => {
    const fault = new Error('no plan')
    const world = createTestWorld(someRows, { use: () => Promise.reject(fault) })
    const picker = await openPicker(world)
    picker.terminal.type('\r')
    await expect(picker.result).rejects.toBe(fault)
    await expectAsBefore(picker)
  })

  test('a fault while it is drawn is thrown, and the terminal as before', async () => {
    const world = createTestWorld()
    const picker = await openPicker(world)
    world.preview = () => {
      throw new Error('no preview')
    }
    picker.terminal.type('\u001b[B')
    await expect(picker.result).rejects.toThrow('no preview')
    await expectAsBefore(picker)
  })
})

describe('another size', () => {
  test.each([
    { name: 'wider', columns: 160, rows: 24 },
    { name: 'lower', columns: 100, rows: 8 },
    { name: 'higher', columns: 100, rows: 40 },
  ])('$name: drawn anew, and nothing of it left behind', async ({ columns, rows }) => {
    const picker = await openPicker(createTestWorld())
    await picker.type('prod')
    picker.terminal.resize({ columns, rows })
    const { lines } = await picker.view()
    const first = lines.findIndex((line) => line.startsWith('❯ prod'))
    expect(lines.filter((line) => line.startsWith('❯'))).toHaveLength(1)
    expect(lines.filter((line) => line.includes('acme-prod-admin'))).toHaveLength(1)
    expect(lines[first + 1]).toMatch(/^▌ acme-prod-admin/)
    await picker.type('\u0003')
    const left = await picker.view()
    expect(left.lines.filter((line) => line !== '' && !before.includes(line))).toEqual([])
  })

  test('narrower: what was above stays, and the new picker is whole', async () => {
    const picker = await openPicker(createTestWorld())
    await picker.type('prod')
    picker.terminal.resize({ columns: 50, rows: 24 })
    const { lines, cursor } = await picker.view()
    expect(lines.slice(0, 3)).toEqual(before)
    // This emulator moves the cursor down for lines that it folds below it, so an old line may stand above.
    expect(lines[cursor.line]).toMatch(/^❯ prod +3\/7$/)
    expect(lines[cursor.line + 1]).toMatch(/^▌ acme-prod-admin .* ready 42m$/)
    expect(lines.findLast((line) => line !== '')).toBe('  enter use   tab more   ? keys   esc leave')
  })
})

describe('the list', () => {
  test('pinned first, then what was used, then by name; hidden ones are not there', async () => {
    const picker = await openPicker(createTestWorld())
    const names = (await picker.view()).lines.slice(4, 11).map((line) => line.slice(2).split(' ')[0])
    expect(names).toEqual([
      'acme-dev',
      'acme-prod-admin',
      'acme-prod-readonly',
      'billing',
      'no-source',
      'old-keys',
      'sandbox',
    ])
    expect((await picker.type('\u0014')).lines.join('\n')).toContain('retired')
    expect((await picker.type('\u0014')).lines.join('\n')).not.toContain('retired')
  })

  test('among equally good ones the pinned one is first', async () => {
    const rows = ['b-dev', 'a-dev', 'c-dev'].map((name) => rowNamed(name, { isPinned: name === 'c-dev' }))
    const picker = await openPicker(createTestWorld(rows))
    const { lines } = await picker.type('dev')
    expect(lines.slice(4, 7).map((line) => line.slice(2))).toEqual(['c-dev', 'a-dev', 'b-dev'])
  })

  test('words in any order, over all columns', async () => {
    const picker = await openPicker(createTestWorld())
    expect((await picker.type('1111 web')).lines[4]).toContain('acme-prod-admin')
  })

  test('the cursor stays on its row while others come and go', async () => {
    const world = createTestWorld()
    const picker = await openPicker(world)
    expect((await picker.type('\u001b[B\u001b[B')).lines[6]).toMatch(/^▌ acme-prod-readonly/)
    world.list = [...someRows, rowNamed('aaa')]
    world.change()
    await settled()
    expect((await picker.view()).lines[7]).toMatch(/^▌ acme-prod-readonly/)
  })

  test('a state that changes is seen', async () => {
    const world = createTestWorld()
    const picker = await openPicker(world)
    world.state = () => ({ kind: 'ready', expiresAt: world.time + 59_000 })
    world.change()
    await settled()
    expect((await picker.view()).lines[4]).toMatch(/ready 59s$/)
  })

  test('of ten thousand rows only those on the screen are asked for their state', async () => {
    const world = createTestWorld(Array.from({ length: 10_000 }, (_, at) => rowNamed(`row-${at}`)))
    const picker = await openPicker(world, { columns: 80, rows: 24 })
    expect(world.statesAsked).toBeLessThan(24)
    await picker.type('\u001b[B')
    expect(world.statesAsked).toBeLessThan(48)
  })

  test('the last of ten thousand, and a page up from it', async () => {
    const world = createTestWorld(Array.from({ length: 10_000 }, (_, at) => rowNamed(`row-${String(at + 10_000)}`)))
    const picker = await openPicker(world, { columns: 80, rows: 24 })
    const last = await picker.type('\u001b[F')
    expect(last.lines.find((line) => line.startsWith('▌'))).toBe('▌ row-19999')
    const page = last.lines.filter((line) => /^. row-/.test(line)).length
    const above = await picker.type('\u001b[5~')
    expect(above.lines.find((line) => line.startsWith('▌'))).toBe(`▌ row-${19_999 - page}`)
  })

  test('nothing fits: Enter does nothing', async () => {
    const picker = await openPicker(createTestWorld())
    expect((await picker.type('zzzz\r')).lines[4]).toBe('  nothing fits')
  })

  test('a pasted line end chooses nothing', async () => {
    const picker = await openPicker(createTestWorld())
    const { lines } = await picker.type('\u001b[200~sand\rbox\r\u001b[201~')
    expect(lines[3]).toMatch(/^❯ sand box/)
  })

  test('wide signs do not move the columns behind them', async () => {
    const rows = [rowNamed('漢字', { role: 'One' }), rowNamed('abcd', { role: 'Two' })]
    const picker = await openPicker(createTestWorld(rows), { columns: 80 })
    const { looks } = await picker.view()
    expect(looks[4]?.indexOf('...', 8)).toBe(looks[5]?.indexOf('...', 8))
  })

  test('only what changed is written', async () => {
    const picker = await openPicker(createTestWorld(), { columns: 80 })
    await picker.view()
    const start = picker.terminal.bytes.length
    await picker.type('\u001b[B')
    const written = picker.terminal.bytes.slice(start)
    expect(written).toContain('acme-prod-admin')
    expect(written).not.toContain('sandbox')
  })
})

describe('SECURITY group B: nothing of a name acts on the terminal', () => {
  test.each([...hostileNames])('%s', async (_, name) => {
    const row = rowNamed(name, { accountAlias: name, role: name, region: name, accountId: name })
    const preview = { steps: [{ label: name, cachedUntil: null }], asks: [name], notes: [name] }
    const world = createTestWorld([row], {
      preview: () => preview,
      actions: () => [{ letter: 'a', label: name, run: () => Promise.reject(new Error('unused')) }],
      use: (_row, questions) => questions.ask(name, 'plain').then(() => name),
    })
    const picker = await openPicker(world, { columns: 200, rows: 24 })
    await picker.type('\t')
    await picker.type('\u0007')
    await picker.type('\r')
    // What the picker itself sends: colours, erasing, moving the cursor, and three modes.
    const own = /\u001b\[(?:[0-9;]*[mKJAC]|\?(?:25|7|2004|2026)[hl])/g
    const rest = picker.terminal.bytes.replaceAll(own, '').replaceAll('\r\n', '').replaceAll('\r', '')
    expect(rest).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u)
    // Inside an emoji a joiner is no disguise.
    expect(rest.replaceAll(/\p{Extended_Pictographic}\u200d/gu, '')).not.toMatch(/[\u200b-\u200f\ufeff]/u)
  })
})
