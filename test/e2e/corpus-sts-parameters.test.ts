// SECURITY section 4, group C: ARNs and what else goes into a request to STS. What AWS would refuse, or what could
// change the request, is refused with file and line before anything is sent.
import { describe, expect, test } from 'vitest'
import { createSandbox, createWorld } from '@awsx/sandbox'
import { startTutorial } from '../harness/index.ts'
import { expectDone, expectRefusal } from './support/corpus-result.ts'
import { createCorpus, toCorpus } from './support/corpus-world.ts'
import type { Corpus } from './support/corpus-world.ts'

const arn = 'arn:aws:iam::123456789012:role/WebAdmin'

/** A world whose AWS counts the requests; the profile `p` has `lines` from line 3 on. */
async function writeProfile(...lines: readonly string[]): Promise<{ corpus: Corpus; requests: () => number }> {
  const sandbox = await createSandbox({ world: createWorld() })
  const corpus = createCorpus({ sandbox })
  corpus.write('.aws/config', ['[profile p]', 'source_profile = canary', ...lines, ''].join('\n'))
  return { corpus, requests: () => sandbox.calls.length }
}

const cases = [
  { title: 'C74 arn-5-fields', key: 'role_arn', value: 'arn:aws:iam:123456789012:role/WebAdmin' },
  { title: 'C74 arn-7-fields', key: 'role_arn', value: 'arn:aws:iam::123456789012:role/Web:Admin:x y' },
  { title: 'C74 arn-of-a-user', key: 'role_arn', value: 'arn:aws:iam::123456789012:user/WebAdmin' },
  { title: 'C75 arn-newline', key: 'role_arn', value: 'arn:aws:iam::123456789012:role/Web\n  Admin' },
  { title: 'C75 arn-tab', key: 'role_arn', value: 'arn:aws:iam::123456789012:role/Web\tAdmin' },
  { title: 'C76 account-11-digits', key: 'role_arn', value: 'arn:aws:iam::12345678901:role/WebAdmin' },
  {
    title: 'C77 account-unicode-digits',
    key: 'role_arn',
    value: 'arn:aws:iam::１２３４５６７８９０１２:role/WebAdmin',
  },
  { title: 'C77 account-arabic-digits', key: 'role_arn', value: 'arn:aws:iam::١٢٣٤٥٦٧٨٩٠١٢:role/WebAdmin' },
  { title: 'C78 partition-unknown', key: 'role_arn', value: 'arn:aws-moon:iam::123456789012:role/WebAdmin' },
  { title: 'C78 partition-host', key: 'role_arn', value: 'arn:evil.example:iam::123456789012:role/WebAdmin' },
  { title: 'C79 role-path-1kb', key: 'role_arn', value: `arn:aws:iam::123456789012:role/${'a/'.repeat(512)}WebAdmin` },
  { title: 'C80 session-name-space', key: 'role_session_name', value: 'jo doe' },
  { title: 'C81 session-name-65', key: 'role_session_name', value: 'x'.repeat(65) },
  { title: 'C81 session-name-1', key: 'role_session_name', value: 'x' },
  { title: 'C82 session-name-escape', key: 'role_session_name', value: 'jo\u001b]0;x\u0007' },
  { title: 'C82 session-name-bidi', key: 'role_session_name', value: 'jo\u202edoe' },
  { title: 'C83 externalid-injection', key: 'external_id', value: 'x&Action=GetSessionToken' },
  { title: 'C83 externalid-newline', key: 'external_id', value: 'x\n  y' },
  { title: 'C83 source-identity-injection', key: 'source_identity', value: 'x&DurationSeconds=43200' },
  { title: 'C84 policy-60kb', key: 'awsx_policy', value: JSON.stringify({ Statement: 'x'.repeat(60_000) }) },
  { title: 'C84 policy-not-json', key: 'awsx_policy', value: '{"Statement":' },
  { title: 'C85 tag-key-dup', key: 'session_tags', value: 'team=web,Team=ops' },
  { title: 'C85 tag-51', key: 'session_tags', value: Array.from({ length: 51 }, (_, at) => `k${at}=v`).join(',') },
  { title: 'C85 tag-transitive-unknown', key: 'transitive_session_tags', value: 'team' },
]

test.each(cases)('$title', async ({ key, value }) => {
  const lines = key === 'role_arn' ? [`role_arn = ${value}`] : [`${key} = ${value}`, `role_arn = ${arn}`]
  const { corpus, requests } = await writeProfile(...lines)
  for (const args of [
    ['explain', 'p'],
    ['env', 'p'],
    ['exec', 'p', '--', 'true'],
  ]) {
    const result = await corpus.awsx(args)
    const code = args[0] === 'exec' ? 125 : 3
    expectRefusal(result, code, key, "profile 'p'", `${corpus.config}:3`)
    // A value of 60 KB is named, not printed.
    expect(result.stderr.length).toBeLessThan(2000)
  }
  expect(requests()).toBe(0)
})

describe('the same on the command line', () => {
  test.each([
    { title: 'C75 arn-newline', args: ['--role-arn', 'arn:aws:iam::123456789012:role/Web\nAdmin'] },
    { title: 'C75 arn-cr', args: ['--role-arn', 'arn:aws:iam::123456789012:role/Web\rAdmin'] },
    { title: 'C76 account-11-digits', args: ['--role-arn', 'arn:aws:iam::12345678901:role/WebAdmin'] },
    { title: 'C78 partition-unknown', args: ['--role-arn', 'arn:aws-moon:iam::123456789012:role/WebAdmin'] },
    { title: 'C79 role-path-1kb', args: ['--role-arn', `arn:aws:iam::123456789012:role/${'a/'.repeat(512)}x`] },
    { title: 'A38 region-path-traversal', args: ['--region', '../x'] },
    { title: 'A39 region-newline', args: ['--region', 'eu-west-1\nevil'] },
    { title: 'A40 duration-negative', args: ['--duration=-1'] },
    { title: 'A40 duration-NaN', args: ['--duration', 'NaN'] },
    { title: 'A40 duration-1e9', args: ['--duration', '1e9'] },
    { title: 'A40 duration-too-long', args: ['--duration', '1000000h'] },
    { title: 'A40 min-ttl-overflow', args: ['--min-ttl', '999999999999h'] },
  ])('$title', async ({ args }) => {
    const { corpus, requests } = await writeProfile(`role_arn = ${arn}`)
    expectRefusal(await corpus.awsx(['env', 'p', ...args]), 2, args[0]?.split('=')[0] ?? '')
    expect(requests()).toBe(0)
  })
})

describe('C86 mfa-serial-other-account', () => {
  test.each([
    { what: 'a user', serial: 'arn:aws:iam::123456789012:user/franklin' },
    { what: 'an injection', serial: 'GAHT12345678&TokenCode=1' },
    { what: 'a partition AWS does not have', serial: 'arn:aws-moon:iam::123456789012:mfa/franklin' },
  ])('$what', async ({ serial }) => {
    const { here, accessKey, sandbox } = await startTutorial()
    const corpus = toCorpus(here)
    const { accessKeyId, secretAccessKey } = accessKey
    const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
    corpus.write('.aws/config', `[profile p]\nmfa_serial = ${serial}\n${keys}`)
    expectRefusal(await corpus.awsx(['env', 'p', '--mfa-code', '123456']), 3, 'mfa_serial', `${corpus.config}:2`)
    expect(sandbox.calls).toEqual([])
  })

  test('of keys in a file: AWS refuses the code', async () => {
    const { here, accessKey, phone, sandbox } = await startTutorial()
    const corpus = toCorpus(here)
    corpus.write(
      '.aws/config',
      '[profile identity]\nmfa_serial = arn:aws:iam::123456789012:mfa/franklin\nregion = us-east-1\n',
    )
    corpus.write(
      '.aws/credentials',
      `[identity]\naws_access_key_id = ${accessKey.accessKeyId}\naws_secret_access_key = ${accessKey.secretAccessKey}\n`,
    )
    const code = phone.takeCode()
    expectRefusal(
      await corpus.awsx(['env', 'identity', '--mfa-code', code]),
      5,
      'arn:aws:iam::123456789012:mfa/franklin',
    )
    expect(sandbox.calls.map(({ errorCode }) => errorCode)).toEqual(['AccessDenied'])
  })

  test('of a key in the vault, whose account is known: nothing is sent', async () => {
    const { here, accessKey, phone, sandbox } = await startTutorial()
    const corpus = toCorpus(here)
    const passphrase = corpus.canaries.plant('passphrase', 'correct horse battery staple mfa')
    const env = {
      AWSX_PASSPHRASE_FILE: corpus.write('passphrase', `${passphrase}\n`),
      AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
    }
    expectDone(await corpus.awsx(['add', 'identity', '--from-env', '--region', 'us-east-1'], { env }))
    corpus.write('.aws/config', '[profile identity]\nmfa_serial = arn:aws:iam::123456789012:mfa/franklin\n')
    sandbox.clearCalls()
    const result = await corpus.awsx(['env', 'identity', '--mfa-code', phone.takeCode()], { env })
    expectRefusal(result, 3, 'mfa_serial', 'is not of account 234567890123', `${corpus.config}:2`)
    expect(sandbox.calls).toEqual([])
  })
})
