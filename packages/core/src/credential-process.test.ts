import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatCredentialProcess, parseCredentialProcess } from './credential-process.ts'
import type { Session } from './credentials.ts'
import { Secret } from './secret.ts'

const now = Date.UTC(2026, 0, 2, 3, 0, 0)
const good = {
  Version: 1,
  AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
  SecretAccessKey: 'canary-secret',
  SessionToken: 'canary-token',
  Expiration: '2026-01-02T04:00:00+00:00',
  AccountId: '123456789012',
}

function parse(change: Record<string, unknown>): Session {
  return parseCredentialProcess(JSON.stringify({ ...good, ...change }), now, 'p')
}

describe('parseCredentialProcess', () => {
  test('reads Version 1', () => {
    const session = parse({})
    expect(session.credentials.accessKeyId).toBe('ASIAIOSFODNN7EXAMPLE')
    expect(session.credentials.secretAccessKey.reveal()).toBe('canary-secret')
    expect(session.credentials.sessionToken?.reveal()).toBe('canary-token')
    expect(session).toMatchObject({ expiresAt: now + 3_600_000, issuedAt: now, accountId: '123456789012', arn: null })
  })

  test('token, expiration and account may be missing or null', () => {
    for (const nothing of [undefined, null]) {
      const session = parse({ SessionToken: nothing, Expiration: nothing, AccountId: nothing })
      expect(session.credentials.sessionToken).toBeNull()
      expect(session).toMatchObject({ expiresAt: null, accountId: null })
    }
  })

  test('white space, a BOM, CRLF and further members do no harm', () => {
    const text = `\ufeff${JSON.stringify({ ...good, More: { a: [1] } }, null, 2).replaceAll('\n', '\r\n')}\r\n`
    expect(parseCredentialProcess(text, now, 'p').expiresAt).toBe(now + 3_600_000)
  })

  test('E130 json-dup-keys: the last one counts; E129 json-proto-pollution: __proto__ gives nothing', () => {
    const twice = JSON.stringify(good).replace('{', '{"AccessKeyId":"AKIAFIRST",')
    expect(parseCredentialProcess(twice, now, 'p').credentials.accessKeyId).toBe('ASIAIOSFODNN7EXAMPLE')
    const proto = `{"__proto__":${JSON.stringify(good)}}`
    expect(() => parseCredentialProcess(proto, now, 'p')).toThrow(/another Version/)
  })

  test.each<[string, string, string]>([
    ['nothing', '', 'printed something other than a JSON object'],
    ['H207 html-200', '<html>canary</html>', 'printed something other than a JSON object'],
    ['H213 json-array', `[${JSON.stringify(good)}]`, 'printed something other than a JSON object'],
    ['a string', '"canary"', 'printed something other than a JSON object'],
    ['half of it', JSON.stringify(good).slice(0, -9), 'printed something other than a JSON object'],
    ['two of them', `${JSON.stringify(good)}\n${JSON.stringify(good)}`, 'printed something other than a JSON object'],
    ['E131 json-depth-10k', '[{"a":'.repeat(10_000), 'printed something other than a JSON object'],
  ])('%s is refused and not shown', (_, text, why) => {
    expect(() => parseCredentialProcess(text, now, 'p')).toThrow(
      expect.objectContaining({ code: 'process_failed', message: `the credential_process of profile 'p' ${why}` }),
    )
  })

  test.each<[string, Record<string, unknown>, string]>([
    ['Version 2', { Version: 2 }, 'printed another Version than 1'],
    ['Version as text', { Version: '1' }, 'printed another Version than 1'],
    ['no key id', { AccessKeyId: undefined }, 'printed no AccessKeyId'],
    ['no secret', { SecretAccessKey: null }, 'printed no SecretAccessKey'],
    ['an empty secret', { SecretAccessKey: '' }, 'printed a bad SecretAccessKey'],
    ['a number', { AccessKeyId: 12345 }, 'printed a bad AccessKeyId'],
    ['a key id with a line break', { AccessKeyId: 'AKIA\ncanary' }, 'printed a bad AccessKeyId'],
    ['a token with a blank', { SessionToken: 'canary token' }, 'printed a bad SessionToken'],
    ['a token with an escape', { SessionToken: 'canary\x1b[2J' }, 'printed a bad SessionToken'],
    ['C76 account-11-digits', { AccountId: '12345678901' }, 'printed a bad AccountId'],
    ['H196 creds-expired-already', { Expiration: '2026-01-02T03:00:00Z' }, 'printed credentials that have expired'],
    ['H199 expiration-no-tz', { Expiration: '2026-01-02T04:00:00' }, 'printed a bad Expiration'],
    ['an expiration that is a number', { Expiration: 1893456000 }, 'printed a bad Expiration'],
  ])('%s is refused, and the message holds none of the output', (_, change, why) => {
    let error: unknown
    try {
      parse(change)
    } catch (caught) {
      error = caught
    }
    expect(error).toMatchObject({ code: 'process_failed', message: `the credential_process of profile 'p' ${why}` })
    expect(JSON.stringify([error, (error as Error).message, (error as Error).cause ?? null])).not.toContain('canary')
  })

  test('reads back what formatCredentialProcess writes', () => {
    const secret = fc.stringMatching(/^[!-~]{1,40}$/)
    fc.assert(
      fc.property(secret, fc.option(secret), fc.option(fc.integer({ min: 1, max: 1e6 })), (key, token, seconds) => {
        const session: Session = {
          credentials: {
            accessKeyId: 'AKIAEXAMPLE',
            secretAccessKey: new Secret(key),
            sessionToken: token === null ? null : new Secret(token),
          },
          expiresAt: seconds === null ? null : now + seconds * 1000,
          issuedAt: now,
          mfaAt: null,
          accountId: seconds === null ? null : '123456789012',
          arn: null,
        }
        const text = formatCredentialProcess(session)
        const back = parseCredentialProcess(text, now, 'p')
        expect(back).toEqual(session)
        expect(back.credentials.secretAccessKey.reveal()).toBe(key)
        expect(back.credentials.sessionToken?.reveal() ?? null).toBe(token)
        expect(text.indexOf('\n')).toBe(text.length - 1)
      }),
    )
  })
})
