import { describe, expect, test } from 'vitest'
import { resolveProfile } from './profile.ts'
import { limitToReading, profilePolicy } from './session-policy.ts'
import { contextOf } from './test-world.ts'

function profileOf(lines: string) {
  return resolveProfile(contextOf(`[profile p]\n${lines}\n`).graph, 'p')
}

describe('session policies', () => {
  test('awsx_policy and awsx_policy_arns', () => {
    const lines =
      'awsx_policy = {"Version":"2012-10-17","Statement":[]}\nawsx_policy_arns = arn:aws:iam::aws:policy/A, arn:aws:iam::123456789012:policy/x/B'
    expect(profilePolicy(profileOf(lines))).toMatchObject({
      policy: '{"Version":"2012-10-17","Statement":[]}',
      policyArns: ['arn:aws:iam::aws:policy/A', 'arn:aws:iam::123456789012:policy/x/B'],
      facts: [{ name: 'awsx_policy' }, { name: 'awsx_policy_arns' }],
    })
    expect(profilePolicy(profileOf(''))).toEqual({ policy: null, policyArns: [], facts: [] })
  })

  test.each([
    ['C84 policy-60kb', `awsx_policy = {"Id":"${'x'.repeat(60_000)}"}`],
    ['not JSON', 'awsx_policy = allow all'],
    ['no object', 'awsx_policy = []'],
    ['no policy ARN', 'awsx_policy_arns = arn:aws:iam::123456789012:role/A'],
    ['11 ARNs', `awsx_policy_arns = ${Array.from({ length: 11 }, () => 'arn:aws:iam::aws:policy/A').join(',')}`],
  ])('%s is refused with file and line', (_case, line) => {
    expect(() => profilePolicy(profileOf(line))).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })

  test('--read-only adds ReadOnlyAccess of the partition, once', () => {
    const none = { policy: null, policyArns: [], facts: [] }
    const wish = contextOf('', { flags: { readOnly: true } })
    const limited = limitToReading(none, wish, 'aws-cn')
    expect(limited.policyArns).toEqual(['arn:aws-cn:iam::aws:policy/ReadOnlyAccess'])
    expect(limitToReading(limited, wish, 'aws-cn').policyArns).toEqual(limited.policyArns)
    expect(limitToReading(none, contextOf(''), 'aws').policyArns).toEqual([])
  })
})
