import { describe, expect, test } from 'vitest'
import { missingClient, startLiveClients } from './support/live-clients.ts'
import { createLeastSession, expiries, minuteMs, pipelineArn, startLiveStory } from './support/live-story.ts'

describe(`boto3, the AWS CLI and the JavaScript SDK v3 live through ${expiries} expiries`, () => {
  test('of a role, through credential_process: one AssumeRole each, whoever asks', async ({ skip }) => {
    const missing = missingClient()
    skip(missing !== null, missing ?? '')
    const story = await startLiveStory()
    const { clock, here } = story
    story.config(`[profile identity]
[profile pipeline]
credential_process = ${here.awsx} credential-process pipeline
awsx_role_arn = ${pipelineArn}
awsx_source_profile = identity
region = us-east-1
`)
    const clients = startLiveClients(story, { profile: 'pipeline', env: clock.env })
    const role = createLeastSession(clock, 60 * minuteMs)
    // Ten minutes before the end, four; past it; three before it; a nap; and so on.
    const jumps = [50, 6, 61, 57, 125, 58, 59, 62]
    let assumed = 0
    for (let turn = 0; assumed <= expiries; turn++) {
      const asking = clients.inTurn(turn)
      for (const client of asking) await client.expectApplications()
      const isDue = role.isDue()
      const wanted = [...(isDue ? ['AssumeRole'] : []), ...asking.map(() => 'DescribeApplications')]
      expect(story.takeCalls().toSorted(), `after ${turn} jumps`).toEqual(wanted)
      if (isDue) assumed++
      clock.jump((jumps[turn % jumps.length] ?? 0) * minuteMs)
    }
  }, 600_000)
})
