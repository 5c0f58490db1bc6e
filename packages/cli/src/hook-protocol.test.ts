import { describe, expect, test } from 'vitest'
import { hostileNames } from '@awsx/core/hostile-names'
import { formatHookRenewal, formatHookUse } from './hook-protocol.ts'
import { promptLabel } from './prompt-label.ts'

const change = (profile: string): Parameters<typeof formatHookUse>[0] => ({
  unset: ['AWS_PROFILE', 'AWSX_ROLE'],
  set: new Map([
    ['AWS_ACCESS_KEY_ID', 'ASIAX'],
    ['AWS_REGION', 'eu-west-1'],
    ['AWSX_PROFILE', profile],
    ['AWSX_EXPIRES_AT', '1764072000'],
  ]),
})

describe('what the hook evaluates', () => {
  test('for use: everything, then how to go on with it', () => {
    const sequel = { renewsAt: 1_764_070_800_500, again: '["web"]' }
    const text = formatHookUse(change('web'), 'bash', 'blue', sequel)
    expect(text.replace(/'\d\d:\d\d'\n$/, '<time>\n')).toBe(`# awsx 1
__awsx_leave
__awsx_unset AWS_PROFILE AWSX_ROLE
__awsx_export AWS_ACCESS_KEY_ID 'ASIAX'
__awsx_export AWS_REGION 'eu-west-1'
__awsx_export AWSX_PROFILE 'web'
__awsx_export AWSX_EXPIRES_AT '1764072000'
__awsx_used 'web' 'web' 'blue' '1764070800' '["web"]' <time>
`)
  })

  test('for a renewal: only what a newer session changes', () => {
    const lines = formatHookRenewal(change('web'), 'zsh', null, { renewsAt: null, again: '["web"]' }).split('\n')
    expect(lines.slice(0, 3)).toEqual([
      '# awsx 1',
      "__awsx_renew AWS_ACCESS_KEY_ID 'ASIAX'",
      "__awsx_renew AWSX_EXPIRES_AT '1764072000'",
    ])
    expect(lines[3]).toMatch(/^__awsx_used 'web' 'web' '' '' '\["web"\]' /)
  })
})

describe('the name in a prompt', () => {
  test.each([...hostileNames])('%s acts on no terminal', (_, name) => {
    const { text, ascii } = promptLabel(name)
    expect(text).not.toMatch(/[\p{Cc}\u202e\u200b\u2028]/u)
    expect(text.length).toBeLessThanOrEqual(160)
    expect(ascii).toMatch(/^[\x20-\x7e]*$/)
  })

  test('is cut, and says so', () => {
    expect(promptLabel('x'.repeat(60))).toEqual({ text: `${'x'.repeat(39)}…`, ascii: `${'x'.repeat(39)}...` })
    expect(promptLabel('漢字')).toEqual({ text: '漢字', ascii: '??' })
  })
})
