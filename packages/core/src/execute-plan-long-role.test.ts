import { describe, expect, test } from 'vitest'
import { executePlan } from './execute-plan.ts'
import { config, execute, mfaKey, minutesLeft, ops, planOf, web } from './test-plans.ts'
import { createTestWorld } from './test-world.ts'

describe('a role of more than 1 h', () => {
  test('without a live MFA session the code goes into AssumeRole', async () => {
    const world = createTestWorld([mfaKey])
    const executed = await execute(world, 'long')
    expect([world.apis(), minutesLeft(world, executed)]).toEqual([['AssumeRole'], 240])
    expect(world.calls[0]?.code).toMatch(/^\d{6}$/)
    expect((await execute(world, 'long')).fromCache).toBe(true)
    expect(world.notices).toEqual([])
  })

  test('with a live one it is capped, and says so', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'identity')
    const executed = await execute(world, 'long')
    expect([world.apis(), minutesLeft(world, executed)]).toEqual([['GetSessionToken', 'AssumeRole'], 60])
    expect(world.notices).toEqual([
      {
        level: 'warning',
        message: `AWS gives role ${web} one hour only: it is assumed from the MFA session that is there already`,
      },
    ])
    expect((await execute(world, 'long')).fromCache).toBe(true)
    expect(world.notices).toHaveLength(1)
  })

  test('--refresh makes it anew', async () => {
    const world = createTestWorld([mfaKey])
    const first = await execute(world, 'long')
    const second = await execute(world, 'long', { refresh: true })
    expect([second.fromCache, world.apis()]).toEqual([false, ['AssumeRole', 'AssumeRole']])
    expect(second.session.credentials.accessKeyId).not.toBe(first.session.credentials.accessKeyId)
  })

  test('--min-ttl of more than 1 h goes past the live session', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'identity')
    const executed = await execute(world, 'long', { minTtlSeconds: 7200 })
    expect([world.apis(), minutesLeft(world, executed)]).toEqual([['GetSessionToken', 'AssumeRole'], 240])
  })

  test('refused directly: the session way is tried once, and remembered when it works', async () => {
    const world = createTestWorld([mfaKey])
    world.roles.set(web, { deniedDirect: true, needsMfa: true })
    expect(minutesLeft(world, await execute(world, 'long'))).toBe(60)
    expect(world.apis()).toEqual(['AssumeRole', 'GetSessionToken', 'AssumeRole'])
    world.pass(13 * 3600)
    await execute(world, 'long')
    expect(world.apis().slice(3)).toEqual(['GetSessionToken', 'AssumeRole'])
  })

  test('refused both ways: access_denied, and nothing is remembered of the direct way', async () => {
    const world = createTestWorld([mfaKey])
    world.roles.set(web, { denied: true })
    await expect(execute(world, 'long')).rejects.toMatchObject({ code: 'access_denied' })
    expect(world.apis()).toEqual(['AssumeRole', 'GetSessionToken', 'AssumeRole'])
    world.pass(13 * 3600)
    world.roles.clear()
    expect(minutesLeft(world, await execute(world, 'long'))).toBe(240)
  })

  test('a refusal further on is not taken for one of the code', async () => {
    const world = createTestWorld([mfaKey])
    world.roles.set(ops, { denied: true })
    const text = `${config}[profile far]\nrole_arn = ${ops}\nsource_profile = long\n`
    await expect(executePlan(planOf('far', {}, text), world.ports)).rejects.toMatchObject({ code: 'access_denied' })
    expect([world.apis(), world.questions.length]).toEqual([['AssumeRole', 'AssumeRole'], 1])
  })

  test('another error than a refusal is not tried around', async () => {
    const world = createTestWorld([mfaKey])
    world.answers.push('mfa_required')
    await expect(execute(world, 'long')).rejects.toMatchObject({ code: 'mfa_required' })
    expect(world.calls).toEqual([])
  })

  test('a code that was sent in vain is not sent again on the session way', async () => {
    const world = createTestWorld([mfaKey], false)
    world.roles.set(web, { deniedDirect: true })
    await execute(world, 'long')
    const codes = world.calls.flatMap(({ code }) => code ?? [])
    expect([codes.length, new Set(codes).size]).toEqual([2, 2])
  })
})
