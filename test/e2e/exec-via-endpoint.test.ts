import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { World } from '../harness/index.ts'
import { startReadyStory } from './support/story.ts'

function filesLeft(here: World): string[] {
  return readdirSync(join(here.home, '.local/state/awsx/run'))
}

test('gives the command an endpoint and no keys, and leaves nothing behind', async () => {
  const { here } = await startReadyStory()
  const { stdout, stderr, code } = await here.run(['exec', 'web-admin', '--via', 'endpoint', '--', 'env'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const names = stdout.split('\n').flatMap((line) => /^(AWSX?_\w+)=/.exec(line)?.[1] ?? [])
  expect(names.toSorted()).toEqual([
    'AWSX_ACCOUNT_ID',
    'AWSX_IDENTITY_FILE',
    'AWSX_PROFILE',
    'AWSX_REGION',
    'AWSX_ROLE',
    'AWS_CONFIG_FILE',
    'AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_DEFAULT_REGION',
    'AWS_EC2_METADATA_DISABLED',
    'AWS_ENDPOINT_URL',
    'AWS_REGION',
    'AWS_SHARED_CREDENTIALS_FILE',
  ])
  expect(filesLeft(here)).toEqual([])
})
