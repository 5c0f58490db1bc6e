import type { FaultEffect } from './fault.ts'

/** The cases {@link corpusFaults} has. */
export type CorpusFaultName =
  | 'H196 creds-expired-already'
  | 'H197 expiration-missing'
  | 'H198 expiration-9999'
  | 'H199 expiration-no-tz'
  | 'H200 token-with-quote'
  | 'H201 akid-lowercase'
  | 'H202 secret-with-dollar'
  | 'H203 account-mismatch'
  | 'H204 role-mismatch'
  | 'H205 error-message-ansi'
  | 'H206 error-echoes-secret'
  | 'H207 html-200'
  | 'H208 gzip-bomb'
  | 'H209 redirect-302-evil'
  | 'H210 xml-dtd'
  | 'H211 xml-entity-bomb'
  | 'H212 xml-10k-depth'
  | 'H213 json-array'
  | 'H214 clock-skew-RequestExpired'
  | 'H215 throttling-then-ok'

/** The answers of group H of the bad-input corpus (SECURITY section 4), by case; add them with `faults.add`. */
export const corpusFaults: Readonly<Record<CorpusFaultName, FaultEffect>> = {
  'H196 creds-expired-already': { kind: 'expires-in', seconds: -1 },
  'H197 expiration-missing': { kind: 'fields', fields: { Expiration: null } },
  'H198 expiration-9999': { kind: 'fields', fields: { Expiration: '9999-12-31T23:59:59Z' } },
  'H199 expiration-no-tz': { kind: 'fields', fields: { Expiration: '2099-01-01T00:00:00' } },
  'H200 token-with-quote': { kind: 'fields', fields: { SessionToken: `FwoG'; touch canary; '"$(touch canary)\`` } },
  'H201 akid-lowercase': { kind: 'fields', fields: { AccessKeyId: 'asialowercase0000000' } },
  'H202 secret-with-dollar': { kind: 'fields', fields: { SecretAccessKey: '$(touch canary)$HOME' } },
  'H203 account-mismatch': { kind: 'account', accountId: '999999999999' },
  'H204 role-mismatch': {
    kind: 'fields',
    fields: { Arn: 'arn:aws:sts::123456789012:assumed-role/SomethingElse/franklin' },
  },
  'H205 error-message-ansi': {
    kind: 'error',
    status: 403,
    code: 'AccessDenied',
    message: 'no \u{1b}[2J\u{1b}]52;c;Y2FuYXJ5\u{7}\u{9b}31m\rallowed\u{202e}',
  },
  'H206 error-echoes-secret': {
    kind: 'error',
    status: 403,
    code: 'AccessDenied',
    message: 'refused for {accessKeyId} with {secretAccessKey} and {sessionToken}',
  },
  'H207 html-200': {
    kind: 'body',
    contentType: 'text/html; charset=utf-8',
    text: '<!doctype html><html><head><title>Sign in to Wi-Fi</title></head><body><form></form></body></html>',
  },
  'H208 gzip-bomb': { kind: 'gzip-bomb', bytes: 64 * 1024 * 1024 },
  'H209 redirect-302-evil': { kind: 'redirect', location: 'http://evil.invalid/' },
  'H210 xml-dtd': { kind: 'dtd', variant: 'external' },
  'H211 xml-entity-bomb': { kind: 'dtd', variant: 'bomb' },
  'H212 xml-10k-depth': { kind: 'deep-xml', depth: 10_000 },
  'H213 json-array': { kind: 'body', contentType: 'application/json', text: '[1, 2, 3]' },
  'H214 clock-skew-RequestExpired': {
    kind: 'error',
    status: 400,
    code: 'RequestExpired',
    message: 'Request has expired.',
  },
  'H215 throttling-then-ok': { kind: 'error', status: 400, code: 'Throttling', message: 'Rate exceeded' },
}

/** The names {@link networkFaults} has. */
export type NetworkFaultName =
  | 'throttling-400'
  | 'throttling-429'
  | 'internal-500'
  | 'unavailable-503'
  | 'body-10mb'
  | 'wrong-content-type'
  | 'truncated-xml'
  | 'reset-before-answer'
  | 'close-before-answer'
  | 'slow-drip'
  | 'no-answer'

/** Faults of the network and of busy servers, by name. */
export const networkFaults: Readonly<Record<NetworkFaultName, FaultEffect>> = {
  'throttling-400': { kind: 'error', status: 400, code: 'Throttling', message: 'Rate exceeded' },
  'throttling-429': { kind: 'error', status: 429, code: 'TooManyRequestsException', message: 'Too Many Requests' },
  'internal-500': { kind: 'error', status: 500, code: 'InternalFailure', message: 'Internal Failure' },
  'unavailable-503': { kind: 'error', status: 503, code: 'ServiceUnavailable', message: 'Service Unavailable' },
  'body-10mb': { kind: 'big-body', bytes: 10 * 1024 * 1024 },
  'wrong-content-type': { kind: 'content-type', contentType: 'application/octet-stream' },
  'truncated-xml': { kind: 'truncate', bytes: 150 },
  'reset-before-answer': { kind: 'cut', afterBytes: 0, how: 'reset' },
  'close-before-answer': { kind: 'cut', afterBytes: 0, how: 'fin' },
  'slow-drip': { kind: 'drip', bytes: 1, everyMs: 20 },
  'no-answer': { kind: 'hang' },
}
