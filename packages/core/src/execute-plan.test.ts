import { describe, expect, test } from 'vitest'
import { executePlan, findSession } from './execute-plan.ts'
import { createFlights } from './flights.ts'
import { config, execute, mfaKey, minutesLeft, ops, planOf, web } from './test-plans.ts'
import { createTestWorld, franklinMfa } from './test-world.ts'

describe('cache first', () => {
  test('one MFA code serves every role: two roles, one GetSessionToken, one question', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'web')
    await execute(world, 'ops')
    expect(world.apis()).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole'])
    expect(world.questions).toEqual([{ serialNumber: franklinMfa, profile: 'identity', again: null }])
  })

  test('what is there is handed out without a call', async () => {
    const world = createTestWorld([mfaKey])
    const first = await execute(world, 'web')
    const second = await execute(world, 'web')
    expect([first.fromCache, second.fromCache]).toEqual([false, true])
    expect(second.session.credentials.accessKeyId).toBe(first.session.credentials.accessKeyId)
    expect(world.calls).toHaveLength(2)
  })

  test('a changed profile does not find the old session', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'web')
    await executePlan(
      planOf('web', {}, config.replace('[profile web]\n', '[profile web]\nexternal_id = new\n')),
      world.ports,
    )
    expect(world.apis()).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole'])
  })

  test('less than 5 minutes are never handed out; the MFA session is used on', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'web')
    world.pass(3600 - 300)
    expect((await execute(world, 'web')).fromCache).toBe(true)
    world.pass(1)
    const renewed = await execute(world, 'web')
    expect([renewed.fromCache, minutesLeft(world, renewed)]).toEqual([false, 60])
    expect(world.apis()).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole'])
  })

  test('an MFA session with less than 5 minutes is replaced', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'identity')
    world.pass(43_200 - 299)
    await execute(world, 'web')
    expect(world.apis()).toEqual(['GetSessionToken', 'GetSessionToken', 'AssumeRole'])
  })

  test('long-term keys are not kept', async () => {
    const world = createTestWorld([mfaKey])
    await executePlan(planOf('identity', { flags: { noSession: true } }), world.ports)
    expect(world.records.size).toBe(0)
  })

  test('--refresh makes the last step anew, without another code', async () => {
    const world = createTestWorld([mfaKey])
    const first = await execute(world, 'web')
    const second = await execute(world, 'web', { refresh: true })
    expect(second.session.credentials.accessKeyId).not.toBe(first.session.credentials.accessKeyId)
    expect([world.apis(), world.questions.length]).toEqual([['GetSessionToken', 'AssumeRole', 'AssumeRole'], 1])
    expect((await execute(world, 'web')).session).toEqual(second.session)
  })

  test('--refresh of keys asks for a new code', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'identity')
    await execute(world, 'identity', { refresh: true })
    expect([world.apis(), world.questions.length]).toEqual([['GetSessionToken', 'GetSessionToken'], 3])
  })

  test('--min-ttl asks for more', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'web')
    world.pass(600)
    expect((await execute(world, 'web', { minTtlSeconds: 3000 })).fromCache).toBe(true)
    expect((await execute(world, 'web', { minTtlSeconds: 3001 })).fromCache).toBe(false)
  })

  test('a session that was just made is not refused for the seconds its calls took', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'web')
    world.pass(2)
    expect((await execute(world, 'web', { minTtlSeconds: 3599 })).fromCache).toBe(false)
  })

  test('--min-ttl below 5 minutes does not hand out less', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'web')
    world.pass(3600 - 299)
    expect((await execute(world, 'web', { minTtlSeconds: 1 })).fromCache).toBe(false)
  })

  test('a --min-ttl that no session of the plan can have is a usage error before anything is asked', async () => {
    const world = createTestWorld([mfaKey])
    await expect(execute(world, 'web', { minTtlSeconds: 3600 })).rejects.toMatchObject({
      code: 'usage',
      message: "no session of 'web' lasts longer than 1h00m, and 1h00m have to be left",
    })
    expect([world.calls, world.questions]).toEqual([[], []])
  })

  test('findSession finds what would be handed out, and nothing older', async () => {
    const world = createTestWorld([mfaKey])
    expect(await findSession(planOf('web'), world.ports)).toBeNull()
    const { session } = await execute(world, 'web')
    expect(await findSession(planOf('web'), world.ports)).toMatchObject({ profile: 'web', api: 'AssumeRole', session })
    expect(await findSession(planOf('web'), world.ports, { minTtlSeconds: 3601 })).toBeNull()
    world.pass(3600 - 300)
    expect(await findSession(planOf('web'), world.ports)).not.toBeNull()
    world.pass(1)
    expect(await findSession(planOf('web'), world.ports)).toBeNull()
  })

  test('the MFA session is kept under the profile of the keys', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'web')
    expect([...world.records.values()].map(({ profile, api }) => [profile, api])).toEqual([
      ['identity', 'GetSessionToken'],
      ['web', 'AssumeRole'],
    ])
  })

  test('a store that cannot be written loses no credentials, and says so', async () => {
    const world = createTestWorld([mfaKey], false)
    expect((await execute(world, 'web')).session.accountId).toBe('123456789012')
    expect(world.notices).toContainEqual({
      level: 'warning',
      message: 'the session could not be kept: the disk is full',
    })
  })
})

describe('one flight per key', () => {
  test('100 at once: one call of each kind, one question', async () => {
    const world = createTestWorld([mfaKey])
    const flights = createFlights()
    const all = await Promise.all(Array.from({ length: 100 }, () => execute(world, 'web', { flights })))
    expect(new Set(all.map(({ session }) => session.credentials.accessKeyId)).size).toBe(1)
    expect([world.apis(), world.questions.length]).toEqual([['GetSessionToken', 'AssumeRole'], 1])
  })

  test('different roles share the MFA session under way', async () => {
    const world = createTestWorld([mfaKey])
    const flights = createFlights()
    await Promise.all(['web', 'ops', 'chained', 'identity'].map((name) => execute(world, name, { flights })))
    expect(world.apis().filter((api) => api === 'GetSessionToken')).toHaveLength(1)
    expect(world.questions).toHaveLength(1)
  })

  test('a failure is shared, and then forgotten', async () => {
    const world = createTestWorld([mfaKey])
    const flights = createFlights()
    world.answers.push('cancelled')
    const both = await Promise.allSettled([execute(world, 'web', { flights }), execute(world, 'web', { flights })])
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(world.questions).toHaveLength(1)
    expect((await execute(world, 'web', { flights })).fromCache).toBe(false)
  })
})

describe('chains', () => {
  test.each([20, 50])('A21 chain-depth-50: %i roles are assumed one from the other', async (depth) => {
    const text = Array.from(
      { length: depth },
      (_, at) =>
        `[profile p${at}]\nrole_arn = ${web}${at}\nsource_profile = ${at === depth - 1 ? 'identity' : `p${at + 1}`}\n`,
    ).join('')
    const world = createTestWorld([mfaKey])
    const { session } = await executePlan(planOf('p0', {}, text), world.ports)
    expect(session.arn).toBe(`${web}0`)
    expect(world.apis()).toEqual(['GetSessionToken', ...Array.from({ length: depth }, () => 'AssumeRole')])
    expect(world.calls.slice(1).map(({ accessKeyId }) => accessKeyId)).toEqual(
      Array.from({ length: depth }, (_, at) => `ASIA${String(at).padStart(16, '0')}`),
    )
  })

  test('a source in the middle is found again', async () => {
    const world = createTestWorld([mfaKey])
    await execute(world, 'chained')
    expect((await execute(world, 'web')).fromCache).toBe(true)
    world.pass(3000)
    await execute(world, 'chained', { refresh: true })
    expect(world.apis()).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole', 'AssumeRole'])
  })
})

test.each([
  ['sso_start_url = https://x', 'IAM Identity Center (sso_*)'],
  ['login_session = x', 'a console sign-in (login_session)'],
  [`role_arn = ${web}\ncredential_source = Environment`, 'credential_source = Environment'],
  ['saml_role_arn = x', 'SAML'],
])('a source that comes later, %s, is an error that names it, before anything is asked', async (lines, what) => {
  const world = createTestWorld([])
  const text = `[profile p]\n${lines}\n[profile top]\nrole_arn = ${ops}\nsource_profile = p\n`
  for (const name of ['p', 'top']) {
    await expect(executePlan(planOf(name, { keys: [] }, text), world.ports)).rejects.toMatchObject({
      code: 'source_unsupported',
      message: `profile '${name}' needs ${what}, which awsx cannot do yet`,
      hint: `awsx explain ${name} shows where it is configured`,
    })
  }
  expect([world.calls, world.questions]).toEqual([[], []])
})
