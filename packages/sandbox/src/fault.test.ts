import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { corpusFaults, networkFaults } from './corpus-fault.ts'
import type { Fault } from './fault.ts'
import type { Sandbox } from './sandbox.ts'
import { createSandbox } from './sandbox.ts'
import type { TestAnswer } from './test-client.ts'
import { callSandbox, fetchAnswer, summarize } from './test-client.ts'
import type { TutorialWorld } from './tutorial-world.ts'
import { createTutorialWorld } from './tutorial-world.ts'

const start = Date.UTC(2026, 0, 1)
let tutorial: TutorialWorld
let sandbox: Sandbox

beforeEach(async () => {
  tutorial = createTutorialWorld()
  sandbox = await createSandbox({ world: tutorial.world, now: () => start })
})
afterEach(() => sandbox.close())

const getSession = (): Promise<TestAnswer> => callSandbox(sandbox, tutorial.accessKey, 'GetSessionToken')
const getIdentity = (): Promise<TestAnswer> => callSandbox(sandbox, tutorial.accessKey, 'GetCallerIdentity')
const withFault = (fault: Fault): Promise<TestAnswer> => {
  sandbox.faults.add({ ...fault, times: 1 })
  return getSession()
}

describe('which calls a fault works on', () => {
  test('H215 throttling-then-ok: so many times', async () => {
    sandbox.faults.add({ ...corpusFaults['H215 throttling-then-ok'], times: 2 })
    const answers = [summarize(await getSession()), summarize(await getSession()), summarize(await getSession())]
    expect(answers).toEqual(['400 Throttling: Rate exceeded', '400 Throttling: Rate exceeded', 'ok'])
    expect(sandbox.calls.map((call) => [call.status, call.errorCode, call.faults])).toEqual([
      [400, 'Throttling', ['error']],
      [400, 'Throttling', ['error']],
      [200, null, []],
    ])
  })

  test('one action only, until it is taken away', async () => {
    const id = sandbox.faults.add({ ...networkFaults['unavailable-503'], action: 'GetSessionToken' })
    expect([(await getSession()).status, (await getIdentity()).status, (await getSession()).status]).toEqual([
      503, 200, 503,
    ])
    sandbox.faults.remove(id)
    expect((await getSession()).status).toBe(200)
  })

  test('clear takes all away; an unknown kind is refused', async () => {
    sandbox.faults.add(networkFaults['internal-500'])
    sandbox.faults.clear()
    expect((await getSession()).status).toBe(200)
    expect(() => sandbox.faults.add({ kind: 'nonsense' } as unknown as Fault)).toThrow('unknown fault nonsense')
  })
})

describe('answers that replace the action', () => {
  test('throttling by 429', async () => {
    expect((await withFault(networkFaults['throttling-429'])).status).toBe(429)
  })

  test('an error spends no MFA code', async () => {
    sandbox.faults.add({ ...networkFaults['internal-500'], times: 1 })
    const SerialNumber = tutorial.mfaDevice.serialNumber
    const parameters = { SerialNumber, TokenCode: sandbox.phone(SerialNumber).takeCode() }
    const call = () => callSandbox(sandbox, tutorial.accessKey, 'GetSessionToken', parameters).then(summarize)
    expect([await call(), await call()]).toEqual(['500 InternalFailure: Internal Failure', 'ok'])
  })

  test('H206 error-echoes-secret', async () => {
    const { accessKeyId, secretAccessKey } = tutorial.accessKey
    expect((await withFault(corpusFaults['H206 error-echoes-secret'])).field('Message')).toBe(
      `refused for ${accessKeyId} with ${secretAccessKey} and `,
    )
  })

  test('H205 error-message-ansi', async () => {
    expect((await withFault(corpusFaults['H205 error-message-ansi'])).text).toContain('\u{1b}]52;c;Y2FuYXJ5\u{7}')
  })

  test('H207 html-200', async () => {
    const answer = await withFault(corpusFaults['H207 html-200'])
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  })

  test('H208 gzip-bomb', async () => {
    const answer = await withFault({ kind: 'gzip-bomb', bytes: 1_000_000 })
    expect(answer.text.length).toBe(1_000_000)
    expect(Number(answer.headers.get('content-length'))).toBeLessThan(5000)
  })

  test('H209 redirect-302-evil', async () => {
    const answer = await withFault(corpusFaults['H209 redirect-302-evil'])
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'http://evil.invalid/'])
  })

  test('H212 xml-10k-depth, and a body of 10 MB', async () => {
    expect((await withFault(corpusFaults['H212 xml-10k-depth'])).text.split('<a>')).toHaveLength(10_001)
    expect((await withFault(networkFaults['body-10mb'])).text.length).toBeGreaterThan(10 * 1024 * 1024)
  })
})

describe('answers that are changed', () => {
  test.each([
    ['H196 creds-expired-already', 'Expiration', '2025-12-31T23:59:59Z'],
    ['H198 expiration-9999', 'Expiration', '9999-12-31T23:59:59Z'],
    ['H199 expiration-no-tz', 'Expiration', '2099-01-01T00:00:00'],
    ['H201 akid-lowercase', 'AccessKeyId', 'asialowercase0000000'],
    ['H202 secret-with-dollar', 'SecretAccessKey', '$(touch canary)$HOME'],
  ] as const)('%s', async (name, field, value) => {
    expect((await withFault(corpusFaults[name])).field(field)).toBe(value)
  })

  test('H197 expiration-missing', async () => {
    const answer = await withFault(corpusFaults['H197 expiration-missing'])
    expect(answer.text).toContain('<SessionToken>')
    expect(answer.text).not.toContain('Expiration')
  })

  test('H200 token-with-quote', async () => {
    expect((await withFault(corpusFaults['H200 token-with-quote'])).field('SessionToken')).toContain(`'; touch canary`)
  })

  test('H203 account-mismatch', async () => {
    sandbox.faults.add(corpusFaults['H203 account-mismatch'])
    const answer = await getIdentity()
    expect([answer.field('Account'), answer.field('Arn')]).toEqual([
      '999999999999',
      'arn:aws:iam::999999999999:user/franklin',
    ])
  })

  test('H210 xml-dtd, H211 xml-entity-bomb', async () => {
    expect((await withFault(corpusFaults['H210 xml-dtd'])).text).toMatch(/^<\?xml[^>]*><!DOCTYPE a SYSTEM /)
    const bomb = (await withFault(corpusFaults['H211 xml-entity-bomb'])).text
    expect(bomb).toContain('<!ENTITY e9 "&e8;&e8;')
    expect(bomb).toContain('<SessionToken>&e9;')
    expect((await withFault({ kind: 'dtd', variant: 'entity' })).text).toContain('<SessionToken>&e0;')
  })

  test('a truncated body in a whole answer, a wrong content type', async () => {
    const answer = await withFault(networkFaults['truncated-xml'])
    expect([answer.status, answer.text.length]).toEqual([200, 150])
    const type = (await withFault(networkFaults['wrong-content-type'])).headers.get('content-type')
    expect(type).toBe('application/octet-stream')
  })
})

describe('answers that travel badly', () => {
  test('a cut before the answer: the action was run all the same', async () => {
    await expect(withFault(networkFaults['reset-before-answer'])).rejects.toThrow('fetch failed')
    await expect(withFault(networkFaults['close-before-answer'])).rejects.toThrow('fetch failed')
    expect(sandbox.calls.map(({ status, faults }) => [status, faults])).toEqual([
      [200, ['cut']],
      [200, ['cut']],
    ])
  })

  test('a cut after any number of bytes gives just those', async () => {
    const bytes = async (afterBytes: number): Promise<string> => {
      sandbox.faults.add({ kind: 'cut', afterBytes, how: 'fin', times: 1 })
      return readRaw(sandbox.port)
    }
    const whole = await bytes(1_000_000)
    expect(whole).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*<\/ErrorResponse>\n$/)
    for (const count of [1, 17, 100, whole.length - 1]) expect(await bytes(count)).toHaveLength(count)
  })

  test('a slow drip ends in the whole answer', async () => {
    expect((await withFault({ kind: 'drip', bytes: 400, everyMs: 1 })).field('AccessKeyId')).toMatch(/^ASIA/)
  })

  test('a delay is over some time; a hang ends with the sandbox', async () => {
    expect((await withFault({ kind: 'delay', ms: 1 })).status).toBe(200)
    const close = async (): Promise<void> => {
      while (sandbox.calls.length < 2) await new Promise((resolve) => setImmediate(resolve))
      await sandbox.close()
    }
    const closed = close()
    await expect(withFault(networkFaults['no-answer'])).rejects.toThrow('fetch failed')
    await closed
  })
})

describe('what is not a call', () => {
  test('GET / leads to the web page, other paths and methods lead nowhere', async () => {
    const root = await fetchAnswer(sandbox.url)
    expect([root.status, root.headers.get('location')]).toEqual([302, 'https://aws.amazon.com/iam'])
    expect((await fetchAnswer(`${sandbox.url}/x?Action=GetCallerIdentity`)).status).toBe(404)
    expect((await fetchAnswer(sandbox.url, { method: 'PUT' })).status).toBe(405)
  })

  test('an unknown action, a missing version, a JSON body', async () => {
    const call = (query: string): Promise<string> => fetchAnswer(`${sandbox.url}/?${query}`).then(summarize)
    expect(await call('Action=Nonsense&Version=2011-06-15')).toBe(
      '400 InvalidAction: Could not find operation Nonsense for version 2011-06-15',
    )
    expect(await call('Action=GetCallerIdentity')).toMatch(/for version NO_VERSION_SPECIFIED$/)
    const headers = { 'content-type': 'application/x-amz-json-1.1' }
    const json = await fetchAnswer(sandbox.url, { method: 'POST', headers, body: '{}' })
    expect(summarize(json)).toMatch(/^400 MalformedInput/)
  })
})

function readRaw(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    connect(port, '127.0.0.1')
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', () => resolve(Buffer.concat(chunks).toString('latin1')))
      .on('error', reject)
      .write('GET /?Action=GetCallerIdentity&Version=2011-06-15 HTTP/1.1\r\nHost: a\r\n\r\n')
  })
}
