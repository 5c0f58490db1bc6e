import { describe, expect, test } from 'vitest'
import { executePlan, type Executed } from './execute-plan.ts'
import { planSession } from './plan-session.ts'
import { contextOf, createTestWorld, franklinMfa, storedKey, type TestWorld } from './test-world.ts'

const web = 'arn:aws:iam::123456789012:role/Web'
const key = storedKey({ mfaSerial: franklinMfa })

async function execute(world: TestWorld, name: string, lines = ''): Promise<Executed> {
  const config = `[profile web]\nrole_arn = ${web}\nsource_profile = identity\n${lines}\n`
  return await executePlan(planSession(contextOf(config, { keys: [key] }), name), world.ports)
}

/** A world with an MFA session of `ageSeconds`, and the calls so far forgotten. */
async function worldWithSession(ageSeconds: number): Promise<TestWorld> {
  const world = createTestWorld([key])
  await execute(world, 'identity')
  world.pass(ageSeconds)
  world.calls.length = 0
  world.questions.length = 0
  return world
}

const again = ['AssumeRole', 'GetSessionToken', 'AssumeRole']

describe('AccessDenied with an MFA session older than 5 minutes', () => {
  test('asks once, replaces the session, tries again, and says why', async () => {
    const world = await worldWithSession(7200)
    world.roles.set(web, { mfaMaxAgeSeconds: 3600 })
    const { session } = await execute(world, 'web')
    expect(world.apis()).toEqual(again)
    expect(world.questions).toHaveLength(1)
    expect(world.notices).toContainEqual({
      level: 'warning',
      message: `AWS refused ${web} with the MFA of 2h00m ago; a new code may help`,
    })
    expect(session.mfaAt).toBe(world.now())
    const kept = [...world.records.values()].filter(({ api }) => api === 'GetSessionToken')
    expect(kept).toMatchObject([{ session: { mfaAt: world.now() } }])
  })

  test('it worked: the role is known to want a fresh MFA, and the next time no call is wasted', async () => {
    const world = await worldWithSession(4000)
    world.roles.set(web, { mfaMaxAgeSeconds: 3600 })
    await execute(world, 'web')
    world.pass(4000)
    await execute(world, 'web')
    expect(world.apis()).toEqual([...again, 'GetSessionToken', 'AssumeRole'])
  })

  test('what was learnt is the youngest MFA that was too old', async () => {
    const world = await worldWithSession(4000)
    world.roles.set(web, { mfaMaxAgeSeconds: 600 })
    await execute(world, 'web')
    world.records.forEach((record, name) => record.api === 'AssumeRole' && world.records.delete(name))
    world.pass(700)
    await execute(world, 'web')
    expect(world.apis()).toEqual([...again, ...again])
    world.records.forEach((record, name) => record.api === 'AssumeRole' && world.records.delete(name))
    world.pass(700)
    await execute(world, 'web')
    expect(world.apis()).toEqual([...again, ...again, 'GetSessionToken', 'AssumeRole'])
  })

  test('refused again: access_denied, and never asked for it again in this session', async () => {
    const world = await worldWithSession(7200)
    world.roles.set(web, { denied: true })
    await expect(execute(world, 'web')).rejects.toMatchObject({ code: 'access_denied' })
    expect(world.apis()).toEqual(again)
    world.pass(7200)
    await expect(execute(world, 'web')).rejects.toMatchObject({ code: 'access_denied' })
    expect([world.apis(), world.questions.length]).toEqual([[...again, 'AssumeRole'], 1])
  })

  test('refused again: another role is not held to it, and the next session is new', async () => {
    const world = await worldWithSession(7200)
    world.roles.set(web, { denied: true })
    await expect(execute(world, 'web')).rejects.toMatchObject({ code: 'access_denied' })
    world.roles.clear()
    await execute(world, 'web')
    world.pass(43_200)
    world.roles.set(web, { mfaMaxAgeSeconds: 600 })
    await execute(world, 'identity')
    world.pass(700)
    world.questions.length = 0
    await execute(world, 'web')
    expect(world.questions).toHaveLength(1)
  })

  test('nobody can be asked: mfa_required', async () => {
    const world = await worldWithSession(7200)
    world.roles.set(web, { mfaMaxAgeSeconds: 3600 })
    world.answers.push('mfa_required')
    await expect(execute(world, 'web')).rejects.toMatchObject({ code: 'mfa_required' })
  })
})

test.each([0, 300])('a refusal with an MFA of %i s is one of the role: no question', async (age) => {
  const world = await worldWithSession(age)
  world.roles.set(web, { denied: true })
  await expect(execute(world, 'web')).rejects.toMatchObject({ code: 'access_denied' })
  expect([world.apis(), world.questions]).toEqual([['AssumeRole'], []])
})

test('a session without MFA is not made anew', async () => {
  const world = createTestWorld([])
  const expiration = new Date(world.now() + 3_600_000).toISOString()
  const keys = { AccessKeyId: 'ASIATOOL000000000000', SecretAccessKey: 'x'.repeat(40), SessionToken: 'x'.repeat(100) }
  world.outputs.set('tool', () => JSON.stringify({ Version: 1, ...keys, Expiration: expiration }))
  world.roles.set(web, { needsMfa: true })
  const config = `[profile t]\ncredential_process = tool\nmfa_serial = ${franklinMfa}\n[profile web]\nrole_arn = ${web}\nsource_profile = t\n`
  const plan = planSession(contextOf(config), 'web')
  await expect(executePlan(plan, world.ports)).rejects.toMatchObject({ code: 'access_denied' })
  expect([world.apis(), world.questions]).toEqual([['AssumeRole'], []])
})

describe('awsx_mfa_max_age', () => {
  test.each([
    [60, 60],
    [200, 250],
    [3600, 3600],
  ])('%i s sets it outright: with an MFA of %i s a new code is asked for before AWS is', async (limit, age) => {
    const world = await worldWithSession(age)
    await execute(world, 'web', `awsx_mfa_max_age = ${limit}`)
    expect(world.apis()).toEqual(['GetSessionToken', 'AssumeRole'])
    expect(world.notices.map(({ level }) => level)).toEqual(['info'])
  })

  test('a younger one is used', async () => {
    const world = await worldWithSession(3599)
    await execute(world, 'web', 'awsx_mfa_max_age = 3600')
    expect(world.apis()).toEqual(['AssumeRole'])
  })

  test('is not remembered once it is taken out of the file', async () => {
    const world = await worldWithSession(120)
    await execute(world, 'web', 'awsx_mfa_max_age = 60')
    world.pass(3600)
    world.calls.length = 0
    await execute(world, 'web')
    expect(world.apis()).toEqual(['AssumeRole'])
  })
})
