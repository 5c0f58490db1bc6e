import { expect, onTestFinished, test } from 'vitest'
import { createSandbox } from './sandbox.ts'
import { callSandbox, summarize } from './test-client.ts'
import { createAllowPolicy, createTrustPolicy } from './trust-policy.ts'
import { createWorld } from './world.ts'

test('another partition: keys, roles and regions keep to themselves', async () => {
  const world = createWorld()
  world.addAccount({ accountId: '333333333333', partition: 'aws-cn' })
  world.addUser({ accountId: '333333333333', userName: 'li', policies: [createAllowPolicy(['sts:*'])] })
  const li = world.addAccessKey({ accountId: '333333333333', userName: 'li' })
  const trust = createTrustPolicy({ principals: ['arn:aws-cn:iam::333333333333:root'] })
  const role = world.addRole({ accountId: '333333333333', roleName: 'R', trust })
  const sandbox = await createSandbox({ world })
  onTestFinished(() => sandbox.close())
  const parameters = { RoleArn: role.arn, RoleSessionName: 'li' }
  const inChina = await callSandbox(sandbox, li, 'AssumeRole', parameters, { region: 'cn-north-1' })
  expect(inChina.field('Arn')).toBe('arn:aws-cn:sts::333333333333:assumed-role/R/li')
  expect(summarize(await callSandbox(sandbox, li, 'AssumeRole', parameters))).toMatch(/^403 InvalidClientTokenId/)
})
