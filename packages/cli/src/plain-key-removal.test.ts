import { Secret, type StoredKey } from '@awsx/core'
import type { ConfigFile } from '@awsx/aws'
import { expect, test } from 'vitest'
import { findPlainKeys } from './plain-key.ts'
import { findLeftovers, removePlainKeys } from './plain-key-removal.ts'

const now = Date.UTC(2026, 10, 22, 12)
const note = '# moved into the awsx vault on 2026-11-22; awsx env a gives credentials\n'
const key = 'aws_access_key_id = AKIAAAAAAAAAAAAAAAA1\naws_secret_access_key = secret1\n'

function credentials(text: string): ConfigFile {
  return { kind: 'credentials', path: '/home/x/.aws/credentials', text, untrusted: null, warning: null }
}

function sealed(profile: string, secret = 'secret1'): [string, StoredKey] {
  const none = { accountId: null, arn: null, mfaSerial: null, region: null, addedAt: 0 }
  return [profile, { profile, accessKeyId: 'AKIAAAAAAAAAAAAAAAA1', secretAccessKey: new Secret(secret), ...none }]
}

function remove(text: string, ...stored: readonly [string, StoredKey][]): string | null {
  const { changes } = removePlainKeys([credentials(text)], new Map(stored), new Set(stored.map(([name]) => name)), now)
  return changes[0]?.text ?? null
}

test('only the very key the vault holds goes', () => {
  expect(remove(`[a]\n${key}`, sealed('a'))).toBe(`[a]\n${note}`)
  expect(remove(`[a]\n${key}`, sealed('a', 'secret2'))).toBeNull()
  expect(remove(`[a]\n${key}`, sealed('b'))).toBeNull()
})

test('A14 dup-section: it goes out of every section of the profile', () => {
  const text = `[a]\n${key}region = us-east-1\n[b]\nx = y\n[a]\n${key}`
  expect(remove(text, sealed('a'))).toBe(`[a]\n${note}region = us-east-1\n[b]\nx = y\n[a]\n`)
})

test.each([
  ['A14 dup-section', `[a]\n${key.replaceAll('1', '2')}[b]\n[a]\n${key}`],
  ['A15 dup-key', `[a]\n${key.replaceAll('1', '2')}${key}`],
])('%s: nothing goes where another key would go with it', (_case, text) => {
  expect(remove(text, sealed('a'))).toBeNull()
})

test('a session token keeps the key where it is: it is temporary', () => {
  expect(remove(`[a]\n${key}aws_session_token = t\n`, sealed('a'))).toBeNull()
  expect(remove(`[a]\n${key}aws_session_token =\n`, sealed('a'))).toBe(`[a]\n${note}aws_session_token =\n`)
})

test('B44 cmdsubst: the command in the note is one for a shell', () => {
  expect(remove(`[$(id)]\n${key}`, sealed('$(id)'))).toContain("; awsx env '$(id)' gives credentials\n")
})

test('the lines where a secret still stands are found', () => {
  const text = `[a]\n${key}# old: secret1\r\n[b]\r\naws_secret_access_key = secret2\r\n`
  const found = findPlainKeys([credentials(text)]).filter(({ profile }) => profile === 'a')
  expect(findLeftovers(text, found)).toEqual([3, 4])
})
