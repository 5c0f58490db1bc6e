import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import type { Script } from './testing/scripted-server.ts'
import { startScriptedServer } from './testing/scripted-server.ts'
import { credentialsAnswer, inOneHour } from './testing/sts-answers.ts'
import type { AnswerValues } from './testing/sts-answers.ts'
import { errorOf, keys, roleInput, startStsBench } from './testing/sts-bench.ts'
import type { AwsxError } from '@awsx/core'

async function failureOf(script: Script): Promise<AwsxError> {
  const { sts, server, endpoint } = await startStsBench(script)
  onTestFinished(() => server.stop())
  return errorOf(sts.assumeRole(keys, roleInput(endpoint), null))
}

const expires = (text: string): AnswerValues => ({ expiration: `<Expiration>${text}</Expiration>` })

test.each([
  ['H196 creds-expired-already', expires('2020-01-01T00:00:00Z'), 'expired already'],
  ['H197 expiration-missing', { expiration: '' }, 'no Expiration'],
  ['H198 expiration-9999', expires('9999-12-31T23:59:59Z'), 'longer than 36 h'],
  ['H198 expiration in 37 h', expires(inOneHour(Date.now() + 36 * 3_600_000)), 'longer than 36 h'],
  ['H199 expiration-no-tz', expires(inOneHour().replace('Z', '')), 'not of STS'],
  ['H200 token-with-quote', { sessionToken: "bad'; id #" }, 'a SessionToken that cannot be one'],
  ['H200 token-with-newline', { sessionToken: 'bad&#10;token' }, 'a SessionToken that cannot be one'],
  ['H201 akid-lowercase', { accessKeyId: 'asiaiosfodnn7badbad' }, 'an AccessKeyId that cannot be one'],
  ['H202 secret-with-dollar', { secretAccessKey: 'bad$(id)' }, 'a SecretAccessKey that cannot be one'],
  ['H202 secret-with-backslash', { secretAccessKey: 'bad\\n' }, 'a SecretAccessKey that cannot be one'],
  ['H202 secret-missing', { secretAccessKey: '' }, 'a SecretAccessKey that cannot be one'],
  ['H203 account-mismatch', { arn: 'arn:aws:sts::210987654321:assumed-role/Deployer/alice' }, 'account 210987654321'],
  ['H204 role-mismatch', { arn: 'arn:aws:sts::123456789012:assumed-role/Admin/alice' }, 'another role'],
  ['H204 partition-mismatch', { arn: 'arn:aws-cn:sts::123456789012:assumed-role/Deployer/alice' }, 'another role'],
  ['H204 no role at all', { arn: 'arn:aws:iam::123456789012:user/alice' }, 'no ARN'],
] satisfies [string, AnswerValues, string][])('%s', async (_case, values, words) => {
  const error = await failureOf((response) => response.end(credentialsAnswer('AssumeRole', values)))
  expect(error.code).toBe('response_invalid')
  expect(error.message).toContain(words)
  expect(error.message).not.toMatch(/bad/)
})

test.each([
  ['H207 html-200', '<!DOCTYPE html><html><body>Sign in to the hotel</body></html>', 'unreachable', 'web page'],
  ['H207 html after a comment', '<!-- portal --><HTML></HTML>', 'unreachable', 'web page'],
  ['H210 xml-dtd', `<!DOCTYPE AssumeRoleResponse>${credentialsAnswer('AssumeRole')}`, 'response_invalid', 'DTD'],
  ['H211 xml-entity-bomb', '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">]><a>&a;</a>', 'response_invalid', 'DTD'],
  ['H212 xml-10k-depth', '<a>'.repeat(10_000) + '</a>'.repeat(10_000), 'response_invalid', 'not of STS|cannot be one'],
  ['H213 json-array', '[{"AccessKeyId":"x"}]', 'response_invalid', 'no XML'],
  ['empty', '', 'response_invalid', 'no XML'],
  ['another call', credentialsAnswer('GetSessionToken'), 'response_invalid', 'cannot be one'],
  ['more than 256 KiB', `<a>${'x'.repeat(300_000)}</a>`, 'response_invalid', 'more than 256 KiB'],
])('%s', async (_case, body, code, words) => {
  const error = await failureOf((response) => response.end(body))
  expect(error.code).toBe(code)
  expect(error.message).toMatch(new RegExp(words))
})

test('an endless body is left as soon as it is too big', async () => {
  let closed: () => void = () => {}
  const left = new Promise<void>((resolve) => (closed = resolve))
  const error = await failureOf((response) => {
    response.on('close', closed)
    const fill = (): void => {
      while (!response.destroyed && response.write('x'.repeat(16_384)));
      if (!response.destroyed) response.once('drain', fill)
    }
    fill()
  })
  expect(error.message).toContain('more than 256 KiB')
  await left
})

test('H208 gzip-bomb', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  const error = await failureOf((response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb)
  })
  expect(error.code).toBe('response_invalid')
  expect(error.message).toContain('compressed')
})

test('H209 redirect-302-evil', async () => {
  const evil = await startScriptedServer((response) => response.end(credentialsAnswer('AssumeRole')))
  onTestFinished(() => evil.stop())
  const error = await failureOf((response) => response.writeHead(307, { location: evil.url }).end())
  expect(error.code).toBe('unreachable')
  expect(error.message).toContain('redirect')
  expect(evil.received).toHaveLength(0)
})
