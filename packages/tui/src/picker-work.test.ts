import { describe, expect, test } from 'vitest'
import { createTestWorld, expectAsBefore, openPicker, settled, someRows, wrongPassphrase } from './picker-fixture.ts'
import type { Questions } from './picker-world.ts'

describe('questions', () => {
  const asking = {
    use: async (_row: unknown, questions: Questions) => {
      const secret = await questions.ask('passphrase: ', 'mask')
      return `got ${secret.reveal()}`
    },
  }

  test('a secret is asked in the first line, one mark a character, and never drawn', async () => {
    const picker = await openPicker(createTestWorld(someRows, asking))
    await picker.type('\r')
    const view = await picker.type('hunter2😀')
    expect(view.lines[3]).toBe('passphrase: ········')
    expect(view.cursor).toEqual({ column: 20, line: 3, isHidden: false })
    await picker.type('\u007f\u001b[D\r')
    expect(await picker.result).toBe('got hunter2')
    expect(picker.terminal.bytes).not.toContain('hunter')
    await expectAsBefore(picker)
  })

  test('what is hidden shows nothing', async () => {
    const world = createTestWorld(someRows, {
      use: async (_row, questions) => (await questions.ask('code: ', 'hidden')).reveal(),
    })
    const picker = await openPicker(world)
    await picker.type('\r')
    expect((await picker.type('123456')).lines[3]).toBe('code:')
    await picker.type('\r')
    expect(await picker.result).toBe('123456')
  })

  test('ctrl-c goes back to the list, a second one leaves', async () => {
    const picker = await openPicker(createTestWorld(someRows, asking))
    await picker.type('\r')
    expect((await picker.type('abc\u0003')).lines[3]).toMatch(/^❯/)
    await picker.type('\u0003')
    expect(await picker.result).toBe(null)
    await expectAsBefore(picker)
  })

  test('both in one piece leave at once', async () => {
    const picker = await openPicker(createTestWorld(someRows, asking))
    await picker.type('\r')
    picker.terminal.type('\u0003\u0003')
    expect(await picker.result).toBe(null)
  })

  test('yes and no', async () => {
    const world = createTestWorld(someRows, {
      use: async (_row, questions) => String(await questions.confirm('use production?')),
    })
    const picker = await openPicker(world)
    expect((await picker.type('\r')).lines[3]).toBe('use production? [y/N]')
    await picker.type('yes\r')
    expect(await picker.result).toBe('true')
  })

  test('what somebody else answered is asked no more', async () => {
    const withdrawn = new AbortController()
    const world = createTestWorld(someRows, {
      use: (_row, questions) => questions.ask('passphrase: ', 'mask', withdrawn.signal).then(() => 'never'),
    })
    const picker = await openPicker(world)
    await picker.type('\r')
    withdrawn.abort()
    await settled()
    expect((await picker.view()).lines[3]).toMatch(/^❯/)
  })

  test('a long prompt keeps both of its ends', async () => {
    const world = createTestWorld(someRows, {
      use: (_row, questions) =>
        questions.ask('MFA code of arn:aws:iam::111122223333:mfa/alice: ', 'plain').then(() => 'x'),
    })
    const picker = await openPicker(world, { columns: 40 })
    await picker.type('\r')
    const { lines, cursor } = await picker.type('123456')
    expect(lines[3]).toMatch(/^MFA code.*….*alice: 123456$/)
    expect(cursor.column).toBe((lines[3] ?? '').length)
  })
})

describe('work that takes its time', () => {
  test('a wait says what for, and what is typed meanwhile is dropped', async () => {
    const work = Promise.withResolvers<null>()
    const world = createTestWorld(someRows, {
      use: async (row, questions) => {
        await questions.wait('unlocking the vault', () => work.promise)
        await questions.ask('code: ', 'plain')
        return row.name
      },
    })
    const picker = await openPicker(world)
    expect((await picker.type('\r')).lines[3]).toBe('unlocking the vault 0s')
    expect((await picker.view()).cursor.isHidden).toBe(true)
    world.time += 3000
    expect((await picker.type('typed too early\r')).lines[3]).toBe('unlocking the vault 3s')
    work.resolve(null)
    await settled()
    expect((await picker.view()).lines[3]).toBe('code:')
  })

  test('Esc goes back to the list, and what comes of it is not heard of', async () => {
    const work = Promise.withResolvers<string>()
    const picker = await openPicker(createTestWorld(someRows, { use: () => work.promise }))
    expect((await picker.type('\r')).lines[3]).toBe('using acme-dev 0s')
    expect((await picker.type('\u0003')).lines[3]).toMatch(/^❯/)
    work.resolve('too late')
    await settled()
    expect((await picker.view()).lines[3]).toMatch(/^❯/)
  })

  test('an error and its hint are shown, the picker stays, and the next key takes them away', async () => {
    const world = createTestWorld(someRows, { use: () => Promise.reject(wrongPassphrase()) })
    const picker = await openPicker(world)
    const view = await picker.type('\r')
    expect(view.lines.slice(3).filter((line) => /error|hint/.test(line))).toEqual([
      '  error: the passphrase is wrong',
      '  hint: type it again',
    ])
    expect((await picker.type('x')).lines.join('\n')).not.toContain('error')
  })

  test('in a low terminal an error has room as well, and the row under the cursor stays seen', async () => {
    const world = createTestWorld(someRows, { use: () => Promise.reject(wrongPassphrase()) })
    const picker = await openPicker(world, { columns: 40, rows: 7 })
    await picker.type('\u001b[F')
    const { lines } = await picker.type('\r')
    expect(lines).toContain('  error: the passphrase is wrong')
    expect(lines.find((line) => line.startsWith('▌'))).toContain('sandbox')
  })
})

describe('the menu', () => {
  const actions = [
    {
      letter: 'x',
      label: 'explain',
      run: () => Promise.resolve({ kind: 'text', title: 'plan', lines: ['one'] } as const),
    },
    { letter: 'p', label: 'pin', run: () => Promise.resolve({ kind: 'stay', message: 'pinned' } as const) },
    { letter: 'l', label: 'leave', run: () => Promise.resolve({ kind: 'leave', value: 'left' } as const) },
  ]
  const world = createTestWorld(someRows, { actions: () => actions })

  test('a letter runs its action; words stay until the next key', async () => {
    const picker = await openPicker(world)
    expect((await picker.type('\tp')).lines.join('\n')).toContain('  pinned')
    expect((await picker.type('\u001b[B')).lines.join('\n')).not.toContain('  pinned')
  })

  test('a text stays until a key is pressed', async () => {
    const picker = await openPicker(world)
    expect((await picker.type('\tx')).lines.slice(3, 5)).toEqual(['plan', '  one'])
    expect((await picker.type(' ')).lines[3]).toMatch(/^❯/)
  })

  test('an action may leave with what it has', async () => {
    const picker = await openPicker(world)
    await picker.type('\t\u001b[B\u001b[B\r')
    expect(await picker.result).toBe('left')
    await expectAsBefore(picker)
  })

  test('a letter that is not there does nothing, tab goes back', async () => {
    const picker = await openPicker(world)
    expect((await picker.type('\tq')).lines[3]).toBe('acme-dev')
    expect((await picker.type('\t')).lines[3]).toMatch(/^❯/)
  })
})
