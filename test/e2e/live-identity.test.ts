import { describe, expect, test } from 'vitest'
import { sendStsOfCliTo } from './support/consumers.ts'
import { missingClient, startLiveClients } from './support/live-clients.ts'
import { createLeastSession, expiries, minuteMs, pipelineArn, startLiveStory } from './support/live-story.ts'

const hourMs = 60 * minuteMs

describe(`boto3, the AWS CLI and the JavaScript SDK v3 live through ${expiries} expiries`, () => {
  test('of an identity, through credential_process: one GetSessionToken each, and they assume the role', async ({
    skip,
  }) => {
    const missing = missingClient()
    skip(missing !== null, missing ?? '')
    const story = await startLiveStory()
    const { clock, here, sandbox } = story
    story.config(`[profile identity]
credential_process = ${here.awsx} credential-process identity
region = us-east-1
[profile pipeline]
role_arn = ${pipelineArn}
source_profile = identity
region = us-east-1
`)
    // The AWS CLI before 2.13 knows no AWS_ENDPOINT_URL_STS.
    sendStsOfCliTo(here, sandbox.url)
    const clients = startLiveClients(story, { profile: 'pipeline', env: clock.env })
    const identity = createLeastSession(clock, 12 * hourMs)
    // An hour before the end, three minutes; past it; three before it; and a weekend.
    const jumps = [11 * 60, 57, 12 * 60 + 1, 12 * 60 - 3, 60 * 60, 12 * 60 - 2]
    let bought = 0
    for (let turn = 0; bought <= expiries; turn++) {
      const asking = clients.inTurn(turn)
      for (const client of asking) await client.expectApplications()
      const isDue = identity.isDue()
      const calls = story.takeCalls()
      expect(
        calls.filter((call) => call === 'GetSessionToken'),
        `after ${turn} jumps`,
      ).toHaveLength(isDue ? 1 : 0)
      expect(
        calls.filter((call) => call.includes(' ')),
        `refused after ${turn} jumps`,
      ).toEqual([])
      if (isDue) bought++
      clock.jump((jumps[turn % jumps.length] ?? 0) * minuteMs)
    }
  }, 600_000)
})
