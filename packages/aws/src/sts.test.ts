import { Secret } from '@awsx/core'
import { expect, onTestFinished, test } from 'vitest'
import type { Script } from './testing/scripted-server.ts'
import { credentialsAnswer, errorAnswer, identityAnswer, inOneHour } from './testing/sts-answers.ts'
import { errorOf, keys, mfaSerial, roleArn, roleInput, startStsBench } from './testing/sts-bench.ts'
import type { StsBench } from './testing/sts-bench.ts'

async function bench(script: Script): Promise<StsBench> {
  const started = await startStsBench(script)
  onTestFinished(() => started.server.stop())
  return started
}

test('AssumeRole sends every input and gives a session of the role', async () => {
  const expiration = inOneHour()
  const { sts, server, endpoint } = await bench((response) => {
    response.end(credentialsAnswer('AssumeRole', { expiration: `<Expiration>${expiration}</Expiration>` }))
  })
  const before = Date.now()
  const session = await sts.assumeRole(
    keys,
    roleInput(endpoint, {
      externalId: 'a&Action=DeleteUser',
      sourceIdentity: 'alice',
      tags: [{ key: 'team', value: 'ops & dev' }],
      transitiveTagKeys: ['team'],
      policy: '{"Version":"2012-10-17"}',
      policyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    }),
    null,
  )
  const form = Object.fromEntries(server.received[0]?.form ?? [])
  expect(form).toEqual({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: roleArn,
    RoleSessionName: 'alice',
    DurationSeconds: '3600',
    ExternalId: 'a&Action=DeleteUser',
    SourceIdentity: 'alice',
    'Tags.member.1.Key': 'team',
    'Tags.member.1.Value': 'ops & dev',
    'TransitiveTagKeys.member.1': 'team',
    Policy: '{"Version":"2012-10-17"}',
    'PolicyArns.member.1.arn': 'arn:aws:iam::aws:policy/ReadOnlyAccess',
  })
  expect(server.received[0]?.headers.authorization).toMatch(/Credential=AKIAIOSFODNN7EXAMPLE\/\d{8}\/eu-west-1\/sts\//)
  expect(session.credentials.accessKeyId).toBe('ASIAIOSFODNN7EXAMPLE')
  expect(session.credentials.secretAccessKey.reveal()).toBe('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY')
  expect(session.credentials.sessionToken?.reveal()).toBe('FQoGZXIvYXdzEXAMPLEtoken/+=')
  expect(session.expiresAt).toBe(Date.parse(expiration))
  expect(session.issuedAt).toBeGreaterThanOrEqual(before)
  expect(session.mfaAt).toBeNull()
  expect(session.accountId).toBe('123456789012')
  expect(session.arn).toBe('arn:aws:sts::123456789012:assumed-role/Deployer/alice')
})

test('GetSessionToken with a code asks for the time first, sends the code once and marks the session', async () => {
  const { sts, server, endpoint } = await bench((response, { method }) => {
    response.end(method === 'GET' ? 'hello' : credentialsAnswer('GetSessionToken'))
  })
  const input = { endpoint, durationSeconds: 43_200, serialNumber: mfaSerial }
  const session = await sts.getSessionToken(keys, input, '123456')
  expect(server.received.map(({ method }) => method)).toEqual(['GET', 'POST'])
  expect(server.received[0]?.headers.authorization).toBeUndefined()
  expect(server.received[1]?.form.get('TokenCode')).toBe('123456')
  expect(server.received[1]?.form.get('SerialNumber')).toBe(mfaSerial)
  expect(session.mfaAt).toBe(session.issuedAt)
  expect([session.accountId, session.arn]).toEqual([null, null])
  await sts.getSessionToken(keys, input, '654321')
  expect(server.received.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST'])
})

test('AssumeRoleWithWebIdentity is not signed', async () => {
  const { sts, server, endpoint } = await bench((response) => {
    response.end(credentialsAnswer('AssumeRoleWithWebIdentity'))
  })
  const input = { endpoint, roleArn, roleSessionName: 'alice', durationSeconds: 900, policy: null, policyArns: [] }
  const session = await sts.assumeRoleWithWebIdentity(input, new Secret('eyJ.web.token'))
  expect(server.received[0]?.headers.authorization).toBeUndefined()
  expect(server.received[0]?.form.get('WebIdentityToken')).toBe('eyJ.web.token')
  expect(session.arn).toContain('assumed-role/Deployer')
})

test('GetCallerIdentity, signed with a session token', async () => {
  const { sts, server, endpoint } = await bench((response) => response.end(identityAnswer()))
  const credentials = { ...keys, sessionToken: new Secret('sentSessionToken') }
  expect(await sts.getCallerIdentity(credentials, endpoint)).toEqual({
    accountId: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/alice',
    userId: 'AIDAEXAMPLE',
  })
  expect(server.received[0]?.headers['x-amz-security-token']).toBe('sentSessionToken')
})

test.each([
  ['AccessDenied', 'User: x is not authorized to perform: sts:AssumeRole', 'access_denied', 'awsx explain'],
  ['AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code.', 'mfa_refused', 'next code'],
  ['ValidationError', "Value '123456' at 'tokenCode' failed to satisfy constraint", 'mfa_refused', 'next code'],
  ['InvalidClientTokenId', 'The security token included in the request is invalid.', 'credentials_refused', 'awsx add'],
  ['SignatureDoesNotMatch', 'The request signature we calculated does not match', 'credentials_refused', 'awsx add'],
  ['ExpiredToken', 'The security token included in the request is expired', 'credentials_refused', 'awsx add'],
  ['UnrecognizedClientException', 'x', 'credentials_refused', 'awsx add'],
  ['ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration', 'request_refused', 'explain'],
  ['MalformedPolicyDocument', 'x', 'request_refused', 'explain'],
  ['PackedPolicyTooLarge', 'x', 'request_refused', 'fewer'],
  ['RegionDisabledException', 'x', 'request_refused', 'region'],
])('%s: "%s" is %s', async (awsCode, message, code, hint) => {
  const { sts, server, endpoint } = await bench((response, { method }) => {
    response.writeHead(method === 'GET' ? 302 : 403, { 'x-amzn-requestid': 'request-1' })
    response.end(errorAnswer(awsCode, message))
  })
  const error = await errorOf(sts.assumeRole(keys, roleInput(endpoint, { serialNumber: mfaSerial }), '123456'))
  expect(error.code).toBe(code)
  expect(error.hint).toContain(hint)
  expect(error.message).toContain(awsCode)
  expect(error.data).toEqual({ awsCode, httpStatus: 403, requestId: 'request-1' })
  expect(server.received.filter(({ method }) => method === 'POST')).toHaveLength(1)
})

test('a refused session is to be cleared, not added anew', async () => {
  const { sts, endpoint } = await bench((response) => {
    response.writeHead(403).end(errorAnswer('ExpiredToken', 'The security token included in the request is expired'))
  })
  const error = await errorOf(sts.getCallerIdentity({ ...keys, sessionToken: new Secret('sent') }, endpoint))
  expect(error.code).toBe('credentials_refused')
  expect(error.hint).toContain('awsx clear')
})

test.each(['InvalidIdentityToken', 'IDPRejectedClaim', 'ExpiredTokenException', 'AccessDenied'])(
  'web identity: %s',
  async (awsCode) => {
    const { sts, endpoint } = await bench((response) => {
      response.writeHead(400).end(errorAnswer(awsCode, 'the token eyJ.web.token is no good'))
    })
    const input = { endpoint, roleArn, roleSessionName: 'alice', durationSeconds: 900, policy: null, policyArns: [] }
    const error = await errorOf(sts.assumeRoleWithWebIdentity(input, new Secret('eyJ.web.token')))
    expect(error.code).toBe(awsCode === 'AccessDenied' ? 'access_denied' : 'request_refused')
    expect(error.message).not.toContain('eyJ')
  },
)

test('H206 error-echoes-secret: nothing that was sent comes back, and the text is capped', async () => {
  const echo = 'sentSecretKey0123456789 sentSessionToken 123456 '
  const { sts, endpoint } = await bench((response, { method }) => {
    response.writeHead(method === 'GET' ? 200 : 403).end(errorAnswer('AccessDenied', echo.repeat(20)))
  })
  const credentials = { ...keys, sessionToken: new Secret('sentSessionToken') }
  const error = await errorOf(sts.assumeRole(credentials, roleInput(endpoint, { serialNumber: mfaSerial }), '123456'))
  expect(error.message).toContain('[secret]')
  expect(error.message.replaceAll(mfaSerial, '').replaceAll(roleArn, '')).not.toMatch(/sentS|123456/)
  expect(error.message.length).toBeLessThan(450)
  expect(error.cause).toBeUndefined()
})
