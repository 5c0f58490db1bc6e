import { describe, expect, test } from 'vitest'
import { executePlan } from './execute-plan.ts'
import { config, mfaKey, planOf } from './test-plans.ts'
import { createTestWorld, identityAccount, storedKey } from './test-world.ts'

describe('aws_account_id', () => {
  const tool = (account: string) =>
    `[profile tool]\ncredential_process = tool\naws_account_id = ${account}\n[profile identity]\naws_account_id = ${account}\n`
  const unknown = storedKey({ accountId: null, arn: null })

  test('credentials of another account are refused, also out of the cache', async () => {
    const world = createTestWorld([unknown])
    const plan = planOf('identity', { keys: [unknown] }, tool('999999999999'))
    for (const refresh of [false, true, false]) {
      await expect(executePlan(plan, world.ports, { refresh })).rejects.toMatchObject({
        code: 'account_mismatch',
        message: expect.stringMatching(
          /'identity' gave credentials of account 234567890123, .* 999999999999 \(\/aws\/config:5\)/,
        ),
      })
    }
  })

  test('where nobody knows the account AWS is asked once', async () => {
    const world = createTestWorld([unknown])
    const plan = planOf('identity', { keys: [unknown] }, tool(identityAccount))
    const { session } = await executePlan(plan, world.ports)
    expect(session.accountId).toBe(identityAccount)
    expect((await executePlan(plan, world.ports)).session.accountId).toBe(identityAccount)
    expect(session.credentials.accessKeyId).toMatch(/^ASIA/)
    expect(world.apis()).toEqual(['GetSessionToken', 'GetCallerIdentity'])
  })

  test('the account of long-term keys is remembered for a month', async () => {
    const world = createTestWorld([unknown])
    const plan = planOf('identity', { keys: [unknown], flags: { noSession: true } }, tool(identityAccount))
    await executePlan(plan, world.ports)
    world.pass(29 * 86_400)
    await executePlan(plan, world.ports)
    expect(world.apis()).toEqual(['GetCallerIdentity'])
    world.pass(86_400)
    await executePlan(plan, world.ports)
    expect(world.apis()).toEqual(['GetCallerIdentity', 'GetCallerIdentity'])
  })

  test('where it is known AWS is not asked', async () => {
    const world = createTestWorld([mfaKey])
    const plan = planOf('web', {}, config.replace('[profile web]\n', '[profile web]\naws_account_id = 123456789012\n'))
    expect((await executePlan(plan, world.ports)).session.accountId).toBe('123456789012')
    expect(world.apis()).toEqual(['GetSessionToken', 'AssumeRole'])
  })
})
