import { beforeEach, describe, expect, test } from 'vitest'
import { findAwsCli } from '../harness/index.ts'
import { findBoto3, sendStsOfCliTo, writeSdkProgram } from './support/consumers.ts'
import { startReadyStory } from './support/story.ts'
import type { Story } from './support/story.ts'

const aws = findAwsCli()
const python = findBoto3()
const applications = 'storefront checkout'

/** A real program that lists the applications of the sandbox, one line, with `profile` or with what its environment has. */
interface Consumer {
  readonly name: string
  readonly isMissing: boolean
  command(story: Story, profile: string | null): [string, ...string[]]
}

const consumers: readonly Consumer[] = [
  {
    name: 'AWS CLI',
    isMissing: aws === null,
    command({ sandbox }, profile) {
      const query = ['--query', "join(' ', Applications[].ApplicationName)", '--output', 'text']
      const words = profile === null ? [] : ['--profile', profile]
      return [aws ?? '', '--endpoint-url', sandbox.url, ...words, 'elasticbeanstalk', 'describe-applications', ...query]
    },
  },
  {
    name: 'AWS SDK for JavaScript v3',
    isMissing: false,
    command: ({ here }, profile) => [process.execPath, writeSdkProgram(here), ...(profile === null ? [] : [profile])],
  },
  {
    name: 'boto3',
    isMissing: python === null,
    command({ here, sandbox }, profile) {
      const script = `import boto3, sys
session = boto3.Session(profile_name=sys.argv[1] if len(sys.argv) > 1 else None)
client = session.client('elasticbeanstalk', endpoint_url='${sandbox.url}')
print(' '.join(a['ApplicationName'] for a in client.describe_applications()['Applications']))`
      return [python ?? '', here.write('consumer.py', script), ...(profile === null ? [] : [profile])]
    },
  },
]

describe.each(consumers)('$name', (consumer) => {
  let story: Story
  beforeEach(async () => {
    story = await startReadyStory()
  })

  test.skipIf(consumer.isMissing)('works through exec', async () => {
    const { here, takeCalls } = story
    const result = await here.run(['exec', 'web-admin', '--', ...consumer.command(story, null)])
    expect(result).toMatchObject({ code: 0, stdout: `${applications}\n`, stderr: '' })
    expect(takeCalls()).toEqual(['DescribeApplications'])
  })

  test.skipIf(consumer.isMissing)('works through env, past a profile and keys that were set before', async () => {
    const { here } = story
    const env = { AWS_PROFILE: 'nobody', AWS_ACCESS_KEY_ID: 'AKIAOLDOLDOLDOLDOLD1', AWS_SECRET_ACCESS_KEY: 'old' }
    const script = `eval "$(awsx env web-admin)" && exec "$@"`
    const result = await here.runCommand(['bash', '-c', script, 'bash', ...consumer.command(story, null)], { env })
    expect(result).toMatchObject({ code: 0, stdout: `${applications}\n`, stderr: '' })
  })

  test.skipIf(consumer.isMissing)(
    'works through credential_process of the identity: it assumes the role itself',
    async () => {
      const { here, config, takeCalls } = story
      config(`[profile identity]
credential_process = ${here.awsx} credential-process identity
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
[profile web-admin]
role_arn = arn:aws:iam::123456789012:role/WebAdmin
source_profile = identity
region = us-east-1
endpoint_url = ${story.sandbox.url}
`)
      const session = await here.run(['credential-process', 'identity', ...story.withCode()])
      expect(session).toMatchObject({ code: 0, stderr: '' })
      story.sandbox.clearCalls()
      // The AWS CLI before 2.13 knows no AWS_ENDPOINT_URL_STS.
      sendStsOfCliTo(here, story.sandbox.url)
      const result = await here.runCommand(consumer.command(story, 'web-admin'))
      expect(result).toMatchObject({ code: 0, stdout: `${applications}\n` })
      expect(takeCalls()).toEqual(['AssumeRole', 'DescribeApplications'])
    },
  )

  test.skipIf(consumer.isMissing)('works through credential_process of the whole profile', async () => {
    const { here, config, takeCalls } = story
    config(`[profile identity]
[profile web-admin]
credential_process = ${here.awsx} credential-process web-admin
awsx_role_arn = arn:aws:iam::123456789012:role/WebAdmin
awsx_source_profile = identity
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
`)
    const result = await here.runCommand(consumer.command(story, 'web-admin'))
    expect(result).toMatchObject({ code: 0, stdout: `${applications}\n`, stderr: '' })
    expect(takeCalls()).toEqual(['DescribeApplications'])
  })

  test.skipIf(consumer.isMissing)('shows what awsx says when credential_process cannot go on', async () => {
    const { here, config } = story
    config(`[profile identity]
[profile other]
credential_process = ${here.awsx} credential-process other
awsx_role_arn = arn:aws:iam::123456789012:role/Other
awsx_source_profile = identity
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
`)
    const result = await here.runCommand(consumer.command(story, 'other'))
    expect(result.code).not.toBe(0)
    expect(result.stdout).toBe('')
    // The JavaScript SDK keeps what a credential_process says to itself.
    if (consumer.name.includes('JavaScript')) return
    expect(result.stderr).toContain('awsx: error:')
    expect(result.stderr).toContain('role/Other')
  })
})
