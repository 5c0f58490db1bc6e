import {
  AwsxError,
  buildProfileGraph,
  cacheKey,
  parseIni,
  parseProfileClasses,
  planSession,
  Secret,
  type Plan,
  type SessionRecord,
  type StoredKey,
} from '@awsx/core'
import { describe, expect, test } from 'vitest'
import { rowPreview, rowState, type RowView } from './row-view.ts'

const now = Date.UTC(2026, 0, 5, 9)
const mfa = 'arn:aws:iam::234567890123:mfa/franklin'
const key: StoredKey = {
  profile: 'identity',
  accessKeyId: 'AKIAFRANKLIN00000000',
  secretAccessKey: new Secret('s'),
  accountId: '234567890123',
  arn: 'arn:aws:iam::234567890123:user/franklin',
  mfaSerial: mfa,
  region: null,
  addedAt: 0,
}
const config = `[profile web]
role_arn = arn:aws:iam::123456789012:role/path/Web
source_profile = identity
[profile long]
role_arn = arn:aws:iam::123456789012:role/Long
source_profile = identity
duration_seconds = 14400
[profile sso]
sso_start_url = https://example.com
[profile ec2]
role_arn = arn:aws:iam::123456789012:role/Web
credential_source = Ec2InstanceMetadata
[profile clear]
aws_access_key_id = AKIACLEAR00000000000
aws_secret_access_key = x
[profile on-clear]
role_arn = arn:aws:iam::123456789012:role/Web
source_profile = clear
[profile ci]
role_arn = arn:aws:iam::123456789012:role/Ci
web_identity_token_file = /token
[profile loop]
role_arn = arn:aws:iam::123456789012:role/Web
source_profile = loop2
[profile loop2]
role_arn = arn:aws:iam::123456789012:role/Web
source_profile = loop
`
const graph = buildProfileGraph([{ kind: 'config', document: parseIni(config, '/c') }])

function planOf(name: string, locked: boolean): Plan | AwsxError {
  const storedKeys = locked ? null : new Map([['identity', key]])
  try {
    return planSession({ graph, storedKeys, environment: {}, flags: {}, settings: {}, osUser: 'o' }, name)
  } catch (error) {
    if (error instanceof AwsxError) return error
    throw error
  }
}

/** A view with sessions kept for the steps named, that many seconds long. */
function view(name: string, kept: Readonly<Record<string, number>> = {}, locked = false): RowView {
  const plan = planOf(name, locked)
  const records = new Map<string, SessionRecord>()
  if (!(plan instanceof AwsxError)) {
    for (const [index, step] of plan.steps.entries()) {
      const seconds = kept[step.api]
      const text = cacheKey(plan.steps, index)
      if (seconds === undefined || text === null) continue
      const credentials = { accessKeyId: 'ASIA', secretAccessKey: new Secret('s'), sessionToken: new Secret('t') }
      const life = { expiresAt: now + seconds * 1000, issuedAt: now, mfaAt: null, accountId: null, arn: null }
      records.set(text, { key: text, profile: step.profile, api: step.api, session: { credentials, ...life } })
    }
  }
  return { plan, isKnown: true, isLocked: locked, records, profileClass: null, now }
}

describe('the state of a row', () => {
  test.each<[string, RowView, unknown]>([
    ['a session', view('web', { AssumeRole: 2520 }), { kind: 'ready', expiresAt: now + 2_520_000 }],
    ['one that is as good as over', view('web', { AssumeRole: 299 }), { kind: 'needs-mfa' }],
    ['an MFA session', view('web', { GetSessionToken: 3600 }), { kind: 'needs-nothing' }],
    ['nothing', view('web'), { kind: 'needs-mfa' }],
    ['a long role from an MFA session', view('long', { GetSessionToken: 3600 }), { kind: 'needs-nothing' }],
    ['a long role without', view('long'), { kind: 'needs-mfa' }],
    ['locked', view('web', {}, true), { kind: 'locked' }],
    ['not looked at yet', { ...view('web', {}, true), isKnown: false }, { kind: 'needs-nothing' }],
    ['locked, but of no use', view('ci', {}, true), { kind: 'needs-nothing' }],
    ['a sign-in', view('sso', {}, true), { kind: 'needs-sign-in' }],
    ['a source that is no sign-in', view('ec2'), { kind: 'broken' }],
    ['keys in clear', view('clear'), { kind: 'plain-keys' }],
    ['keys in clear while locked', view('clear', {}, true), { kind: 'plain-keys' }],
    ['a role from keys in clear', view('on-clear'), { kind: 'needs-nothing' }],
    ['a circle', view('loop'), { kind: 'broken' }],
  ])('%s', (_what, given, state) => {
    expect(rowState(given)).toEqual(state)
  })
})

describe('the preview', () => {
  test('the way, what is kept, and what will be asked', () => {
    expect(rowPreview(view('web', { GetSessionToken: 3600 }))).toEqual({
      steps: [
        { label: 'identity', cachedUntil: null },
        { label: 'MFA', cachedUntil: now + 3_600_000 },
        { label: 'Web @ 123456789012', cachedUntil: null },
      ],
      asks: [],
      notes: [],
    })
    expect(rowPreview(view('web')).asks).toEqual(['MFA code of franklin'])
  })

  test('while locked the passphrase, and what may come after it', () => {
    expect(rowPreview(view('web', {}, true)).asks).toEqual(['passphrase'])
  })

  test('while nobody has looked yet it promises no question', () => {
    expect(rowPreview({ ...view('web', {}, true), isKnown: false }).asks).toEqual([])
  })

  test('a class that asks does so even where a session is kept', () => {
    const [profileClass = null] = parseProfileClasses('w*: confirm read-only max=1h')
    const { asks, notes } = rowPreview({ ...view('web', { AssumeRole: 3600 }), profileClass })
    expect(asks).toEqual(['a yes (class w*)'])
    expect(notes).toEqual(['class w*: read-only, at most 1h00m'])
  })

  test('what cannot be used says why, and how to mend it', () => {
    expect(rowPreview(view('loop'))).toMatchObject({
      steps: [],
      notes: [expect.stringContaining('circle'), expect.any(String)],
    })
    expect(rowPreview(view('sso')).notes).toEqual(['not possible yet: IAM Identity Center (sso_*)'])
    expect(rowPreview(view('clear')).notes).toEqual([expect.stringContaining('in clear')])
  })
})
