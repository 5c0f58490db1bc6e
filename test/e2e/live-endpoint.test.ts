import { describe, expect, test, vi } from 'vitest'
import { serve } from './support/endpoint.ts'
import { missingClient, startLiveClients } from './support/live-clients.ts'
import { createLeastSession, expiries, minuteMs, pipelineArn, startLiveStory } from './support/live-story.ts'

const otherKeys = `[default]
aws_access_key_id = AKIAOTHEROTHEROTHER1
aws_secret_access_key = keys-of-somebody-else
`

describe(`boto3, the AWS CLI and the JavaScript SDK v3 live through ${expiries} expiries`, () => {
  test('of a role, through the endpoint, and a [default] with other keys never wins', async ({ skip }) => {
    const missing = missingClient()
    skip(missing !== null, missing ?? '')
    const story = await startLiveStory()
    const { clock, here, sandbox } = story
    here.write('.aws/credentials', otherKeys)
    story.config(`[profile identity]
[profile pipeline]
role_arn = ${pipelineArn}
source_profile = identity
region = us-east-1
`)
    const endpoint = await serve(here, ['pipeline'], { env: clock.env })
    const { AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: _, ...withoutFile } = endpoint.variables
    const clients = startLiveClients(story, {
      env: { ...clock.env, ...endpoint.variables },
      // The AWS CLI before 2.15 reads no token file.
      cliEnv: { ...clock.env, ...withoutFile, AWS_CONTAINER_AUTHORIZATION_TOKEN: endpoint.token },
    })
    const callsOf = (action: string): number => sandbox.calls.filter((call) => call.action === action).length
    // Renewed in the last third of the hour, as soon as somebody asks.
    const role = createLeastSession(clock, 60 * minuteMs, 20 * minuteMs)
    role.isDue()
    let ended = 0
    const jumps = [50, 6, 61, 57, 125, 58, 59, 62]
    for (let turn = 0; ended < expiries; turn++) {
      clock.jump((jumps[turn % jumps.length] ?? 0) * minuteMs)
      for (const client of clients.inTurn(turn)) await client.expectApplications()
      if (role.isDue()) ended++
      // Nobody waits for a renewal, so it may go on for a moment.
      await vi.waitFor(() => expect(callsOf('AssumeRole')).toBe(ended + 1), { timeout: 60_000 })
      expect(sandbox.calls.filter(({ status }) => status !== 200)).toEqual([])
    }
    expect(callsOf('GetSessionToken')).toBe(0)
    expect(endpoint.stderr()).not.toContain('cannot')
  }, 600_000)
})
