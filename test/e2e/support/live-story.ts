import { createAllowPolicy } from '@awsx/sandbox'
import { createFakeClock } from '../../harness/index.ts'
import type { FakeClock } from '../../harness/index.ts'
import { startStory } from './story.ts'
import type { Story } from './story.ts'

/** A story that goes on for days: its clock moves, and its plans need no person. */
export interface LiveStory extends Story {
  readonly clock: FakeClock
}

/** A session that is made anew when it is asked for with too little of its life left, and never before. */
export interface LeastSession {
  /** Whether one has to be made now; the answer true makes it. */
  isDue(): boolean
}

/** One minute, in ms. */
export const minuteMs = 60_000
/** How often the sessions of these stories end. */
export const expiries = 30
/** The role of {@link startLiveStory}. */
export const pipelineArn = 'arn:aws:iam::123456789012:role/Pipeline'

/** Starts it with the role Pipeline, which may list the applications for an hour at a time. */
export async function startLiveStory(): Promise<LiveStory> {
  const story = await startStory()
  // franklin's key alone is enough from here on.
  story.world.addGroup({ accountId: story.identityAccountId, groupName: 'ForceMFA', policies: [] })
  story.addRole({ roleName: 'Pipeline', policies: [createAllowPolicy(['elasticbeanstalk:DescribeApplications'])] })
  return { ...story, clock: createFakeClock(story.here, story.sandbox.clock) }
}

/** A session of `lifeMs`; it is made anew where less than `leastMs` of it are left, 5 minutes by default. */
export function createLeastSession(clock: FakeClock, lifeMs: number, leastMs: number = 5 * minuteMs): LeastSession {
  let endsAt = 0
  return {
    isDue() {
      if (endsAt - clock.now() > leastMs) return false
      endsAt = clock.now() + lifeMs
      return true
    },
  }
}
