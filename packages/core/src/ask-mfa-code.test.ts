import { describe, expect, test } from 'vitest'
import { executePlan } from './execute-plan.ts'
import { planSession } from './plan-session.ts'
import { contextOf, createTestWorld, franklinMfa, storedKey, type TestWorld } from './test-world.ts'

const key = storedKey({ mfaSerial: franklinMfa })

async function execute(world: TestWorld, config = '', refresh = false): Promise<void> {
  await executePlan(planSession(contextOf(config, { keys: [key] }), 'identity'), world.ports, { refresh })
}

function sentCodes(world: TestWorld): (string | null)[] {
  return world.calls.map(({ code }) => code)
}

describe('asking for an MFA code', () => {
  test('a wrong code is asked again, and says why', async () => {
    const world = createTestWorld([key])
    world.answers.push('000000')
    await execute(world)
    expect(world.questions.map(({ again }) => again)).toEqual([null, 'AWS did not take that code'])
    expect(sentCodes(world)).toEqual(['000000', world.code()])
  })

  test.each([
    ['D87 5-digits', '12345'],
    ['D88 7-digits', '1234567'],
    ['D89 fullwidth-digits', '１２３４５６'],
    ['D90 arabic-indic', '١٢٣٤٥٦'],
    ['D95 empty', ''],
    ['D96 1mb-paste', '1'.repeat(1_000_000)],
  ])('%s is asked again and never sent', async (_case, answer) => {
    const world = createTestWorld([key])
    world.answers.push(answer)
    await execute(world)
    expect(world.questions.map(({ again }) => again)).toEqual([null, 'a code is six digits'])
    expect(world.calls).toHaveLength(1)
  })

  test('D91 spaces and D92 newline-tail are taken', async () => {
    const world = createTestWorld([key])
    const code = world.code()
    world.answers.push(` ${code.slice(0, 3)} ${code.slice(3)}\n`)
    await execute(world)
    expect(sentCodes(world)).toEqual([code])
  })

  test('three wrong codes end it: mfa_refused', async () => {
    const world = createTestWorld([key])
    world.answers.push('000000', '000001', '000002', '000003')
    await expect(execute(world)).rejects.toMatchObject({
      code: 'mfa_refused',
      message: `no MFA code for ${franklinMfa} was taken: AWS did not take that code`,
      cause: { code: 'mfa_refused' },
    })
    expect(world.calls).toHaveLength(3)
  })

  test('ctrl-c ends it at once', async () => {
    const world = createTestWorld([key])
    world.answers.push('cancelled')
    await expect(execute(world)).rejects.toMatchObject({ code: 'cancelled' })
    expect(world.questions).toHaveLength(1)
  })
})

describe('D93 reused-code: a code is never sent twice', () => {
  test('one used in this 30 s window waits for the next, and says so', async () => {
    const world = createTestWorld([key])
    await execute(world)
    world.pass(10)
    await execute(world, '', true)
    expect(world.notices).toEqual([
      { level: 'warning', message: 'that MFA code was used already; the next one comes in 20s' },
    ])
    expect(world.now() % 30_000).toBe(0)
    expect(world.questions.map(({ again }) => again)).toEqual([null, null, 'that code was used already'])
    expect(new Set(sentCodes(world)).size).toBe(2)
  })

  test('a wrong code that is typed again is not sent again', async () => {
    const world = createTestWorld([key])
    world.answers.push('000000', '000000')
    await execute(world)
    expect(world.questions.map(({ again }) => again)).toEqual([
      null,
      'AWS did not take that code',
      'that code was used already',
    ])
    expect(sentCodes(world)).toEqual(['000000', world.code()])
  })

  test('not even where the store keeps nothing', async () => {
    const world = createTestWorld([key], false)
    world.answers.push('000000', '000000')
    await execute(world)
    expect(sentCodes(world)).toEqual(['000000', world.code()])
  })

  test('codes of the windows around count as well, for as long as AWS takes them', async () => {
    const world = createTestWorld([key])
    const early = world.code()
    await execute(world)
    world.pass(30)
    await execute(world, '', true)
    world.pass(29)
    world.answers.push(early)
    await execute(world, '', true)
    expect(new Set(sentCodes(world)).size).toBe(3)
  })

  test('another device has codes of its own', async () => {
    const world = createTestWorld([key])
    await execute(world)
    await execute(world, '[profile identity]\nmfa_serial = GAHT12345678\n')
    expect([world.notices, new Set(sentCodes(world)).size]).toEqual([[], 1])
  })
})

describe('D94 code-in-argv: a prompt that answers once', () => {
  test('a wrong code: mfa_refused, not that there is no other', async () => {
    const world = createTestWorld([key])
    world.answers.push('000000', 'mfa_required')
    await expect(execute(world)).rejects.toMatchObject({
      code: 'mfa_refused',
      message: `no MFA code for ${franklinMfa} was taken: AWS did not take that code`,
    })
  })

  test('no code, or one that was not sent: mfa_required', async () => {
    const world = createTestWorld([key])
    world.answers.push('mfa_required')
    await expect(execute(world)).rejects.toMatchObject({ code: 'mfa_required' })
    world.answers.push('12345', 'mfa_required')
    await expect(execute(world)).rejects.toMatchObject({ code: 'mfa_required' })
    expect(world.calls).toEqual([])
  })
})

describe('mfa_process', () => {
  const config = '[profile identity]\nmfa_process = device "my key"\n'

  test('is run in place of the question, by argv, with file and line', async () => {
    const world = createTestWorld([key])
    world.outputs.set('device', () => `${world.code()}\n`)
    await execute(world, config)
    expect(world.questions).toEqual([])
    expect(world.programRuns).toEqual([
      { argv: ['device', 'my key'], purpose: 'mfa_process', file: '/aws/config', line: 2 },
    ])
  })

  test('a code it printed before is waited out', async () => {
    const world = createTestWorld([key])
    world.outputs.set('device', () => world.code())
    await execute(world, config)
    await execute(world, config, true)
    expect(new Set(sentCodes(world)).size).toBe(2)
  })

  test.each([
    ['D98 code-process-hangs (the runner ends it)', undefined, 'process_failed', 1],
    ['D99 code-process-prints-ansi', () => '\x1b[32m123456\x1b[0m', 'mfa_refused', 3],
  ])('%s', async (_case, output, code, runs) => {
    const world = createTestWorld([key])
    if (output !== undefined) world.outputs.set('device', output)
    await expect(execute(world, config)).rejects.toMatchObject({ code })
    expect([world.programRuns.length, world.calls]).toEqual([runs, []])
  })
})
