import { describe, expect, test } from 'vitest'
import { parseAuthorization, formatAuthorization } from './authorization.ts'
import type { HttpRequest } from './sigv4.ts'
import { canonicalRequest, computeSignature, signingKey } from './sigv4.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'
const scope = { date: '20150830', region: 'us-east-1', service: 'service', terminator: 'aws4_request' }
const amzDate = '20150830T123600Z'

// The published examples of AWS (aws-sig-v4-test-suite and the signing guide), with the signatures given there.
const vectors: readonly [name: string, request: Partial<HttpRequest>, signature: string][] = [
  ['get-vanilla', {}, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
  ['post-vanilla', { method: 'POST' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  [
    'get-vanilla-query-order-key-case',
    { query: 'Param2=value2&Param1=value1' },
    'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  ],
  ['get-vanilla-utf8-query', { query: 'ሴ=bar' }, '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04'],
  [
    'get-header-value-trim',
    {
      headers: [
        ['My-Header1', ' value1 '],
        ['My-Header2', ' "a   b   c"'],
      ],
    },
    'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  ],
  [
    'post-x-www-form-urlencoded',
    {
      method: 'POST',
      headers: [['Content-Type', 'application/x-www-form-urlencoded']],
      body: Buffer.from('Param1=value1'),
    },
    'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  ],
]

describe('signatures', () => {
  test.each(vectors)('%s', (_name, request, signature) => {
    const headers = [
      ['Host', 'example.amazonaws.com'] as const,
      ['X-Amz-Date', amzDate] as const,
      ...(request.headers ?? []),
    ]
    const full = { method: 'GET', path: '/', query: '', body: Buffer.alloc(0), ...request, headers }
    const signedHeaders = headers.map(([name]) => name.toLowerCase()).toSorted()
    expect(computeSignature(full, signedHeaders, amzDate, scope, secret)).toBe(signature)
  })

  test('the ListUsers example of the signing guide', () => {
    const iam = { ...scope, service: 'iam' }
    expect(signingKey(secret, iam).toString('hex')).toBe(
      'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
    )
    const request: HttpRequest = {
      method: 'GET',
      path: '/',
      query: 'Action=ListUsers&Version=2010-05-08',
      headers: [
        ['Content-Type', 'application/x-www-form-urlencoded; charset=utf-8'],
        ['Host', 'iam.amazonaws.com'],
        ['X-Amz-Date', amzDate],
      ],
      body: Buffer.alloc(0),
    }
    expect(computeSignature(request, ['content-type', 'host', 'x-amz-date'], amzDate, iam, secret)).toBe(
      '5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7',
    )
  })
})

test('paths are normalised and encoded twice', () => {
  const path = (text: string): string | undefined =>
    canonicalRequest({ method: 'GET', path: text, query: '', headers: [], body: Buffer.alloc(0) }, []).split('\n')[1]
  expect(path('/a/../b//c/./')).toBe('/b/c/')
  expect(path('/a%20b')).toBe('/a%2520b')
})

describe('the Authorization header', () => {
  const authorization = { accessKeyId: 'AKIDEXAMPLE', scope, signedHeaders: ['host', 'x-amz-date'], signature: 'ab' }

  test('comes back as it was written', () => {
    expect(parseAuthorization(formatAuthorization(authorization))).toEqual(authorization)
  })

  test.each([
    ['Basic dXNlcg==', 'Unsupported'],
    ['AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host', "requires 'Signature' parameter"],
    ['AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=ab', 'exactly 5 slash-delimited elements'],
    ['AWS4-HMAC-SHA256 Credential', 'missing equal-sign'],
  ])('%s is incomplete', (text, message) => {
    expect(() => parseAuthorization(text)).toThrow(
      expect.objectContaining({
        code: 'IncompleteSignature',
        status: 400,
        message: expect.stringContaining(message) as string,
      }),
    )
  })
})
