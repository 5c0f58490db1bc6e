import { describe, expect, test } from 'vitest'
import { AwsxError } from './errors.ts'
import { executePlan, findSession } from './execute-plan.ts'
import { config, execute, mfaKey, minutesLeft, planOf, web } from './test-plans.ts'
import { createTestWorld, franklinArn, franklinMfa, identityAccount, storedKey, type TestWorld } from './test-world.ts'

describe('keys as they are', () => {
  test('--no-session hands out long-term keys without a call', async () => {
    const world = createTestWorld([mfaKey])
    const { session, fromCache } = await executePlan(planOf('identity', { flags: { noSession: true } }), world.ports)
    expect(session).toMatchObject({ expiresAt: null, accountId: identityAccount, credentials: { sessionToken: null } })
    expect([world.calls, fromCache]).toEqual([[], true])
  })

  test('without a serial a session is bought all the same, with a hint', async () => {
    const world = createTestWorld()
    const { session } = await executePlan(planOf('identity', { keys: [storedKey()] }), world.ports)
    expect(session).toMatchObject({ accountId: identityAccount, arn: franklinArn, mfaAt: null })
    expect(world.questions).toEqual([])
    expect(world.notices).toEqual([{ level: 'info', message: expect.stringMatching(/IAM calls .*--no-session/) }])
  })

  test('keys that changed in the vault meanwhile are refused', async () => {
    const world = createTestWorld([{ ...mfaKey, accessKeyId: 'AKIAOTHER' }])
    await expect(execute(world, 'web')).rejects.toMatchObject({
      code: 'credentials_missing',
      hint: 'run the command again',
    })
    const empty = createTestWorld([])
    await expect(execute(empty, 'web')).rejects.toMatchObject({
      code: 'credentials_missing',
      hint: 'awsx add identity',
    })
  })

  test('what a vault that stays locked says is passed on', async () => {
    const world = createTestWorld([mfaKey])
    const locked = { ...world.ports.keys, get: () => Promise.reject(new AwsxError('locked', 'the vault is locked')) }
    const plan = planOf('web', { keys: null })
    await expect(executePlan(plan, { ...world.ports, keys: locked })).rejects.toMatchObject({ code: 'locked' })
  })

  test('a session of static keys in a file', async () => {
    const world = createTestWorld([])
    const credentials = '[identity]\naws_access_key_id = AKIAFILE\naws_secret_access_key = file\n'
    const { session } = await executePlan(planOf('web', { keys: [], credentials }), world.ports)
    expect(session.arn).toBe(web)
    expect(world.calls[0]).toMatchObject({ api: 'AssumeRole', accessKeyId: 'AKIAFILE' })
  })
})

describe('credential_process', () => {
  const temporary = (world: TestWorld, seconds: number) => () =>
    JSON.stringify({
      Version: 1,
      AccessKeyId: 'ASIATOOL000000000000',
      SecretAccessKey: 'x'.repeat(40),
      SessionToken: 'x'.repeat(100),
      Expiration: new Date(world.now() + seconds * 1000).toISOString(),
    })
  const longTerm = () =>
    JSON.stringify({ Version: 1, AccessKeyId: 'AKIATOOL000000000000', SecretAccessKey: 'x'.repeat(40) })
  const withTool = (lines: string) =>
    `[profile tool]\ncredential_process = tool\n${lines}\n[profile web]\nrole_arn = ${web}\nsource_profile = tool\nduration_seconds = 7200\n`

  test('temporary output is handed out as it is, and kept', async () => {
    const world = createTestWorld([])
    world.outputs.set('tool', temporary(world, 3600))
    const plan = planOf('tool', { keys: [] })
    const first = await executePlan(plan, world.ports)
    const second = await executePlan(plan, world.ports)
    expect(first.session.credentials.accessKeyId).toBe('ASIATOOL000000000000')
    expect([first.fromCache, second.fromCache]).toEqual([false, true])
    expect([world.programRuns.length, world.calls]).toEqual([1, []])
    expect([...world.records.values()].map(({ api }) => api)).toEqual(['CredentialProcess'])
    expect(await findSession(plan, world.ports)).toMatchObject({ api: 'CredentialProcess' })
  })

  test('--refresh and --min-ttl run the program again', async () => {
    const world = createTestWorld([])
    world.outputs.set('tool', temporary(world, 3600))
    const plan = planOf('tool', { keys: [] })
    await executePlan(plan, world.ports)
    await executePlan(plan, world.ports, { refresh: true })
    expect(world.programRuns).toHaveLength(2)
    world.pass(600)
    await executePlan(plan, world.ports, { minTtlSeconds: 3300 })
    expect(world.programRuns).toHaveLength(3)
  })

  test('long-term output buys a session, and the program is not run again for it', async () => {
    const world = createTestWorld([])
    world.outputs.set('tool', longTerm)
    const plan = planOf('tool', { keys: [] }, withTool(`mfa_serial = ${franklinMfa}`))
    const { session } = await executePlan(plan, world.ports)
    expect(session.mfaAt).not.toBeNull()
    expect((await executePlan(plan, world.ports)).fromCache).toBe(true)
    expect([world.programRuns.length, world.apis(), world.questions.length]).toEqual([1, ['GetSessionToken'], 1])
  })

  test('with a serial, temporary output asks for no code and the role is capped', async () => {
    const world = createTestWorld([])
    world.outputs.set('tool', temporary(world, 3600))
    await executePlan(planOf('web', { keys: [] }, withTool(`mfa_serial = ${franklinMfa}`)), world.ports)
    expect([world.apis(), world.questions]).toEqual([['AssumeRole'], []])
    expect(world.calls[0]).toMatchObject({ accessKeyId: 'ASIATOOL000000000000', input: { durationSeconds: 3600 } })
  })

  test('without a serial the role lasts as long as the output allows, and says when that is less', async () => {
    const world = createTestWorld([])
    const plan = planOf('web', { keys: [] }, withTool(''))
    world.outputs.set('tool', longTerm)
    expect(minutesLeft(world, await executePlan(plan, world.ports))).toBe(120)
    expect(world.notices).toEqual([])
    world.outputs.set('tool', temporary(world, 3600))
    expect(minutesLeft(world, await executePlan(plan, world.ports, { refresh: true }))).toBe(60)
    expect(world.notices).toEqual([{ level: 'warning', message: expect.stringContaining('one hour, not 7200s') }])
    const hour = planOf('web', { keys: [] }, withTool('').replace('7200', '3600'))
    expect(minutesLeft(world, await executePlan(hour, world.ports))).toBe(60)
    expect(world.notices).toHaveLength(1)
  })

  test('output of less than 5 minutes is not handed out', async () => {
    const world = createTestWorld([])
    world.outputs.set('tool', temporary(world, 299))
    await expect(executePlan(planOf('tool', { keys: [] }), world.ports)).rejects.toMatchObject({
      code: 'process_failed',
      message: "credentials of 'tool' last 4m, less than the 5m asked for",
    })
  })

  test('the program is run by argv, with file and line', async () => {
    const world = createTestWorld([])
    await expect(executePlan(planOf('tool', { keys: [] }), world.ports)).rejects.toMatchObject({
      code: 'process_failed',
    })
    expect(world.programRuns).toEqual([
      {
        argv: ['tool'],
        purpose: 'credential_process',
        file: '/aws/config',
        line: config.split('\n').indexOf('credential_process = tool') + 1,
      },
    ])
  })
})

describe('web identity', () => {
  const ci = (token: string) => `[profile ci]\nrole_arn = ${web}\n${token}\n`

  test('the token of a file, read only when it is needed', async () => {
    const world = createTestWorld([])
    const plan = planOf('ci', { keys: [] }, ci('web_identity_token_file = /token'))
    await executePlan(plan, world.ports)
    expect(world.calls).toMatchObject([{ api: 'AssumeRoleWithWebIdentity', code: 'token of /token' }])
    const broken = { read: () => Promise.reject(new AwsxError('config_unreadable', 'gone')) }
    expect((await executePlan(plan, { ...world.ports, tokens: broken })).fromCache).toBe(true)
  })

  test('the token of a program', async () => {
    const world = createTestWorld([])
    world.outputs.set('tok', () => 'jwt')
    await executePlan(planOf('ci', { keys: [] }, ci('web_identity_token_process = tok x')), world.ports)
    expect(world.programRuns).toMatchObject([{ argv: ['tok', 'x'], purpose: 'web_identity_token_process' }])
    expect(world.calls).toMatchObject([{ code: 'jwt' }])
  })
})
