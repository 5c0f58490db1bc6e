import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findAwsCli } from '../harness/index.ts'
import { findBoto3, writeSdkProgram } from './support/consumers.ts'
import { startReadyStory } from './support/story.ts'
import type { Story } from './support/story.ts'

const aws = findAwsCli()
const python = findBoto3()
const applications = 'storefront checkout\n'

/** A program that lists the applications with what its environment has. */
interface Consumer {
  readonly name: string
  readonly isMissing: boolean
  readonly flags: readonly string[]
  command(story: Story): readonly string[]
}

// Those of Debian 12 read no token file; the flag is what they need, and what newer ones take as well.
const consumers: readonly Consumer[] = [
  {
    name: 'AWS CLI',
    isMissing: aws === null,
    flags: ['--token-variable'],
    command: ({ sandbox }) => [
      aws ?? '',
      '--endpoint-url',
      sandbox.url,
      'elasticbeanstalk',
      'describe-applications',
      '--query',
      "join(' ', Applications[].ApplicationName)",
      '--output',
      'text',
    ],
  },
  {
    name: 'AWS SDK for JavaScript v3, by a token file',
    isMissing: false,
    flags: [],
    command: ({ here }) => [process.execPath, writeSdkProgram(here)],
  },
  {
    name: 'AWS SDK for JavaScript v3, by a variable',
    isMissing: false,
    flags: ['--token-variable'],
    command: ({ here }) => [process.execPath, writeSdkProgram(here)],
  },
  {
    name: 'boto3',
    isMissing: python === null,
    flags: ['--token-variable'],
    command({ here, sandbox }) {
      const script = `import boto3
client = boto3.Session().client('elasticbeanstalk', endpoint_url='${sandbox.url}')
print(' '.join(a['ApplicationName'] for a in client.describe_applications()['Applications']))`
      return [python ?? '', here.write('consumer.py', script)]
    },
  },
]

/** Everywhere an SDK could find other keys before it asks an endpoint. */
function writeOtherKeys({ here }: Story): void {
  const keys = 'aws_access_key_id = AKIAOTHEROTHEROTHERO\naws_secret_access_key = other\n'
  here.write('.aws/credentials', `[default]\n${keys}`)
  here.write('.aws/config', `[default]\n${keys}region = eu-west-3\n\n${tutorial(here.home)}`)
}

function tutorial(home: string): string {
  return `[profile identity]
region = us-east-1
# of ${home}

[profile web-admin]
source_profile = identity
role_arn = arn:aws:iam::123456789012:role/WebAdmin
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
`
}

describe.each(consumers)('$name', (consumer) => {
  test.skipIf(consumer.isMissing)(
    'works through exec --via endpoint; [default] with other keys never wins',
    async () => {
      const story = await startReadyStory()
      writeOtherKeys(story)
      const result = await story.here.run(
        ['exec', 'web-admin', '--via', 'endpoint', ...consumer.flags, '--', ...consumer.command(story)],
        { env: { AWS_ACCESS_KEY_ID: 'AKIAOLDOLDOLDOLDOLD1', AWS_SECRET_ACCESS_KEY: 'old', AWS_PROFILE: 'nobody' } },
      )
      expect(result).toMatchObject({ code: 0, stdout: applications, stderr: '' })
      expect(story.takeCalls()).toEqual(['DescribeApplications'])
    },
  )

  test.skipIf(consumer.isMissing)('works in another shell, by what serve printed', async () => {
    const story = await startReadyStory()
    writeOtherKeys(story)
    // The file is there before the first look at it: the job in the background may be late to make its own.
    const script = `: >err; awsx serve web-admin ${consumer.flags.join(' ')} >out 2>err & awsx=$!
while ! grep -q serving err; do sleep 0.05; done
eval "$(cat out)"; "$@"; code=$?; kill $awsx; wait $awsx; exit $code`
    const result = await story.here.runCommand(['bash', '-c', script, 'bash', ...consumer.command(story)], {
      env: { AWS_REGION: 'us-east-1' },
    })
    expect(result).toMatchObject({ code: 0, stdout: applications, stderr: '' })
    expect(story.takeCalls()).toEqual(['DescribeApplications'])
  })
})

test('control: with the files of the user the keys of [default] win, so that the files have to go', async () => {
  const story = await startReadyStory()
  writeOtherKeys(story)
  const script = 'unset AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE; exec "$@"'
  const program = [process.execPath, writeSdkProgram(story.here)]
  const result = await story.here.run([
    'exec',
    'web-admin',
    '--via',
    'endpoint',
    '--',
    'sh',
    '-c',
    script,
    'sh',
    ...program,
  ])
  expect(result).toMatchObject({ code: 1, stdout: '' })
})

test('a container on the network of its host needs three variables and no file', async () => {
  const story = await startReadyStory()
  const names = ['AWS_REGION', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_CONTAINER_AUTHORIZATION_TOKEN']
  const given = names.map((name) => `${name}="$${name}"`).join(' ')
  const script = `exec env -i PATH="$PATH" AWS_ENDPOINT_URL="$AWS_ENDPOINT_URL" ${given} "$@"`
  const program = [process.execPath, writeSdkProgram(story.here)]
  const result = await story.here.run([
    'exec',
    'web-admin',
    '--via',
    'endpoint',
    '--token-variable',
    '--',
    'sh',
    '-c',
    script,
    'sh',
    ...program,
  ])
  expect(result).toMatchObject({ code: 0, stdout: applications, stderr: '' })
})

test.skipIf(python === null)('an SDK that reads no token file shows what to do', async () => {
  const story = await startReadyStory()
  const boto3 = consumers.find(({ name }) => name === 'boto3')
  // Newer ones read the file, and have nothing to show.
  const script = `unset AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE; "$@"`
  const result = await story.here.run([
    'exec',
    'web-admin',
    '--via',
    'endpoint',
    '--',
    'sh',
    '-c',
    script,
    'sh',
    ...(boto3?.command(story) ?? []),
  ])
  expect(result.code).not.toBe(0)
  expect(result.stderr).toContain('awsx gives the token itself with --token-variable')
})

describe('exec --via profile', () => {
  const role = (here: Story['here']): string => `[profile identity]
credential_process = ${here.awsx} credential-process identity
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
[profile web-admin]
credential_process = ${here.awsx} credential-process web-admin
awsx_role_arn = arn:aws:iam::123456789012:role/WebAdmin
awsx_source_profile = identity
mfa_serial = arn:aws:iam::234567890123:mfa/franklin
region = us-east-1
[profile by-source]
role_arn = arn:aws:iam::123456789012:role/WebAdmin
source_profile = identity
[profile plain]
role_arn = arn:aws:iam::123456789012:role/WebAdmin
source_profile = bare
[profile bare]
region = us-east-1
`

  test('gives AWS_PROFILE and no keys, and an SDK comes back to awsx by it', async () => {
    const story = await startReadyStory()
    const { here } = story
    story.config(role(here))
    const env = { AWS_ACCESS_KEY_ID: 'AKIAOLDOLDOLDOLDOLD1', AWS_SECRET_ACCESS_KEY: 'old', AWS_SESSION_TOKEN: 'old' }
    const shown = await here.run(['exec', 'web-admin', '--via', 'profile', '--', 'env'], { env })
    expect(shown).toMatchObject({ code: 0, stderr: '' })
    expect(
      shown.stdout
        .split('\n')
        .filter((line) => /^AWS_(?!EC2|ENDPOINT)|^AWSX_PROFILE/.test(line))
        .toSorted(),
    ).toEqual(['AWSX_PROFILE=web-admin', 'AWS_PROFILE=web-admin'])
    const result = await here.run(
      ['exec', 'web-admin', '--via', 'profile', '--', process.execPath, writeSdkProgram(here)],
      { env },
    )
    expect(result).toMatchObject({ code: 0, stdout: applications, stderr: '' })
    expect((await here.run(['exec', 'by-source', '--via', 'profile', '--', 'true'])).code).toBe(0)
  })

  test('is refused, with what mends it, where the config does not call awsx', async () => {
    const story = await startReadyStory()
    const { here } = story
    story.config(role(here))
    const plain = await here.run(['exec', 'plain', '--via', 'profile', '--', 'echo', 'started'])
    expect(plain).toMatchObject({ code: 125, stdout: '' })
    expect(plain.stderr).toContain('awsx: hint: awsx config rewrite plain --to credential_process')
    const bare = await here.run(['exec', 'bare', '--via', 'profile', '--', 'true'])
    expect(bare.stderr).toContain(`credential_process = ${join(here.bin, 'awsx')} credential-process bare`)
    expect((await here.run(['exec', 'web-admim', '--via', 'profile', '--', 'true'])).stderr).toContain('web-admin')
    const readOnly = await here.run(['exec', 'web-admin', '--via', 'profile', '--read-only', '--', 'true'])
    expect(readOnly).toMatchObject({ code: 125, stdout: '' })
    expect(readOnly.stderr).toContain('--read-only has no effect with --via profile')
  })

  test('the command that mends it does', async () => {
    const story = await startReadyStory()
    const { here } = story
    story.config(role(here))
    expect((await here.run(['config', 'rewrite', 'plain', '--to', 'credential_process', '--yes'])).code).toBe(0)
    expect((await here.run(['exec', 'plain', '--via', 'profile', '--', 'true'])).code).toBe(0)
  })
})
