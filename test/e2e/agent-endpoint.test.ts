// An endpoint whose sessions the agent makes: it asks nobody, and outlives the lock.
import { expect, test } from 'vitest'
import { fetchCredentials, serve, type ServedEndpoint } from './support/endpoint.ts'
import { createFakedClock, type FakedClock } from './support/faked-clock.ts'
import { startOpenAgentStory, type OpenAgentStory } from './support/open-agent-story.ts'
import { tutorialConfig } from './support/story.ts'
import { until } from './support/until.ts'

interface EndpointStory extends OpenAgentStory {
  /** Moves everybody's clock to so many minutes after the start. */
  moveTo(minutes: number): void
  /** What the commands get: no identity file, and the clock. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** An open agent, and the profile `job`, whose plan needs no person: the role straight from the key. */
async function startEndpointStory(): Promise<EndpointStory> {
  const clocks: FakedClock[] = []
  const story = await startOpenAgentStory(async ({ here }) => {
    clocks.push(createFakedClock(here))
    return clocks[0]?.env ?? null
  })
  // A job has no phone.
  story.world.addGroup({ accountId: story.identityAccountId, groupName: 'ForceMFA', policies: [] })
  story.addRole({ roleName: 'Job' })
  story.config(`${tutorialConfig}
[profile job]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/Job
region = us-east-1
`)
  let minutes = 0
  return {
    ...story,
    env: { ...clocks[0]?.env, ...story.byAgent },
    moveTo(next) {
      story.sandbox.clock.jump((next - minutes) * 60_000)
      minutes = next
      clocks[0]?.moveTo(`+${next}m`)
    },
  }
}

async function keyOf(endpoint: ServedEndpoint): Promise<string> {
  const { status, accessKeyId } = await fetchCredentials(endpoint)
  expect(status).toBe(200)
  return accessKeyId ?? ''
}

test('exec --via endpoint asks the agent, without a terminal and without an identity file', async () => {
  const { here, env, takeCalls } = await startEndpointStory()
  const script =
    'curl -s -H "Authorization: $(cat "$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")" "$AWS_CONTAINER_CREDENTIALS_FULL_URI"'
  for (const calls of [['AssumeRole'], []]) {
    const result = await here.run(['exec', 'job', '--via', 'endpoint', '--', 'sh', '-c', script], { env })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toMatchObject({ AccessKeyId: expect.stringMatching(/^ASIA/) })
    expect(takeCalls()).toEqual(calls)
  }
})

test('a job whose plan needs no person goes on after the agent has locked, until it ends', async () => {
  const { here, env, takeCalls, moveTo, agent } = await startEndpointStory()
  const endpoint = await serve(here, ['job', '--duration', '15m'], { env })
  const first = await keyOf(endpoint)
  expect(takeCalls()).toEqual(['AssumeRole'])

  const locked = await here.run(['lock'], { env })
  expect(locked).toMatchObject({ code: 0, stderr: 'awsx: locked; 1 endpoint keeps what it needs until it ends\n' })
  expect(await agent()).toMatchObject({ locked: true, endpoints: 1 })
  expect(await here.run(['credential-process', 'job'], { env })).toMatchObject({ code: 4, stdout: '' })

  // Days later, in steps: SDKs ask, and each time they get what lives.
  let last = first
  for (const minutes of [11, 22, 33]) {
    moveTo(minutes)
    await fetchCredentials(endpoint)
    await until('a renewal', async () => (await keyOf(endpoint)) !== last)
    last = await keyOf(endpoint)
    expect(takeCalls()).toEqual(['AssumeRole'])
  }
  expect(endpoint.stderr()).not.toContain('cannot be renewed')

  const before = await agent()
  expect(await endpoint.end('SIGTERM')).toBe(0)
  // Nobody needs what it held any more: it begins anew.
  const after = await until('an agent that holds nothing', async () => {
    const found = await agent()
    return found !== null && found.since !== before?.since && found
  })
  expect(after).toMatchObject({ locked: true, endpoints: 0 })
})

test('an agent that was ended takes the key along; the next one that is unlocked goes on', async () => {
  const story = await startEndpointStory()
  const { here, env, takeCalls, moveTo } = story
  const endpoint = await serve(here, ['job', '--duration', '15m'], { env })
  const first = await keyOf(endpoint)
  takeCalls()
  expect(await here.run(['agent', 'stop'], { env })).toMatchObject({ code: 0 })
  moveTo(11)
  await fetchCredentials(endpoint)
  await until('the trouble', () => endpoint.stderr().includes('cannot be renewed'))
  expect(endpoint.stderr()).toContain('the agent has ended, and took the key along')
  expect(await keyOf(endpoint)).toBe(first)
  expect(takeCalls()).toEqual([])

  await story.start()
  await story.unlock()
  moveTo(13)
  await fetchCredentials(endpoint)
  await until('a renewal', async () => (await keyOf(endpoint)) !== first)
  expect(takeCalls()).toEqual(['AssumeRole'])
  expect(await endpoint.end('SIGTERM')).toBe(0)
})
