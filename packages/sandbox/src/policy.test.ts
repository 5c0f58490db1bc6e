import { describe, expect, test } from 'vitest'
import { checkCondition } from './policy-condition.ts'
import { createContext, matchWildcard } from './policy-context.ts'
import type { PolicyDocument, PolicyStatement } from './policy.ts'
import { evaluatePolicies, parsePolicy } from './policy.ts'

const none = createContext({})
const document = (...statements: PolicyStatement[]): PolicyDocument => ({ Statement: statements })
const decide = (policy: PolicyDocument, action: string, resource = 'r', context = none): string =>
  evaluatePolicies([policy], { action, resource, context })

describe('statements', () => {
  test('nothing said is an implicit deny; an explicit deny wins over any allow', () => {
    const allow: PolicyStatement = { Effect: 'Allow', Action: '*', Resource: '*' }
    const deny: PolicyStatement = { Effect: 'Deny', Action: 's3:Put*', Resource: '*' }
    expect(evaluatePolicies([], { action: 's3:GetObject', resource: 'r', context: none })).toBe('implicit-deny')
    expect(decide(document(allow), 's3:PutObject')).toBe('allow')
    expect(decide(document(allow, deny), 's3:PutObject')).toBe('explicit-deny')
    expect(decide(document(allow, deny), 's3:GetObject')).toBe('allow')
    expect(decide(document({ ...allow, Action: 's3:Get*' }), 's3:PutObject')).toBe('implicit-deny')
  })

  test('actions do not look at case, resources do', () => {
    const policy = document({ Effect: 'Allow', Action: 'STS:assumerole', Resource: 'arn:aws:iam::1:role/Admin' })
    expect(decide(policy, 'sts:AssumeRole', 'arn:aws:iam::1:role/Admin')).toBe('allow')
    expect(decide(policy, 'sts:AssumeRole', 'arn:aws:iam::1:role/admin')).toBe('implicit-deny')
  })

  test('NotAction and NotResource', () => {
    const policy = document({ Effect: 'Deny', NotAction: ['sts:GetSessionToken'], NotResource: 'open/*' })
    expect(decide(policy, 'sts:AssumeRole', 'closed')).toBe('explicit-deny')
    expect(decide(policy, 'sts:GetSessionToken', 'closed')).toBe('implicit-deny')
    expect(decide(policy, 'sts:AssumeRole', 'open/1')).toBe('implicit-deny')
  })

  test('policy variables; an unknown one fits nothing', () => {
    const policy = document({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:iam::*:user/${aws:username}' })
    const franklin = createContext({ 'aws:username': 'franklin' })
    expect(decide(policy, 'a:B', 'arn:aws:iam::1:user/franklin', franklin)).toBe('allow')
    expect(decide(policy, 'a:B', 'arn:aws:iam::1:user/other', franklin)).toBe('implicit-deny')
    expect(decide(policy, 'a:B', 'arn:aws:iam::1:user/', none)).toBe('implicit-deny')
    // A name with a star in it is not a pattern.
    expect(decide(policy, 'a:B', 'arn:aws:iam::1:user/x', createContext({ 'aws:username': '*' }))).toBe('implicit-deny')
  })
})

test.each([
  ['a*c', 'abbc', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['a.c', 'abc', false],
  ['*', 'a\nb', true],
  ['${*}', '*', true],
  ['${*}', 'x', false],
  ["${aws:none, 'team'}", 'team', true],
] as const)('the pattern %s against %j: %s', (pattern, value, fits) => {
  expect(matchWildcard(pattern, value, none)).toBe(fits)
})

describe('the tutorial conditions', () => {
  const mfa = createContext({ 'aws:MultiFactorAuthPresent': 'true', 'aws:MultiFactorAuthAge': '3599' })
  const noMfa = createContext({ 'aws:MultiFactorAuthPresent': 'false' })
  test.each([
    // operator, key, value, long-term keys (absent), session without MFA, session with MFA
    ['BoolIfExists', 'aws:MultiFactorAuthPresent', 'false', true, true, false],
    ['Bool', 'aws:MultiFactorAuthPresent', 'false', false, true, false],
    ['Bool', 'aws:MultiFactorAuthPresent', 'true', false, false, true],
    ['Null', 'aws:MultiFactorAuthAge', 'true', true, true, false],
    ['NumericLessThan', 'aws:MultiFactorAuthAge', '3600', false, false, true],
    ['NumericLessThan', 'aws:multifactorauthage', '3599', false, false, false],
    ['NumericLessThanEquals', 'aws:MultiFactorAuthAge', '3599', false, false, true],
  ] as const)('%s %s %s', (operator, key, value, absent, without, present) => {
    expect([none, noMfa, mfa].map((context) => checkCondition(operator, key, [value], context))).toEqual([
      absent,
      without,
      present,
    ])
  })
})

test.each([
  ['StringEquals', ['a', 'b'], ['b'], true],
  ['StringEquals', ['a*'], ['ab'], false],
  ['StringEqualsIgnoreCase', ['AB'], ['ab'], true],
  ['StringNotEquals', ['a', 'b'], ['b'], false],
  ['StringNotEquals', ['a'], [], true],
  ['StringNotEqualsIfExists', ['a'], ['b'], true],
  ['StringLike', ['a*'], ['ab'], true],
  ['StringNotLike', ['a*'], ['ab'], false],
  ['ArnLike', ['arn:aws:iam::*:role/x'], ['arn:aws:iam::1:role/x'], true],
  ['NumericEquals', ['5'], ['5.0'], true],
  ['NumericGreaterThan', ['5'], ['5'], false],
  ['NumericNotEquals', ['5'], ['6'], true],
  ['DateLessThan', ['2020-01-01T00:00:00Z'], ['2019-12-31T23:59:59Z'], true],
  ['DateGreaterThan', ['1577836800'], ['2019-12-31T23:59:59Z'], false],
  ['Null', ['false'], ['x'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a', 'b'], [], true],
  ['ForAnyValue:StringEquals', ['a', 'b'], ['a', 'c'], true],
  ['ForAnyValue:StringEquals', ['a'], [], false],
] as const)('%s %j against %j: %s', (operator, expected, values, holds) => {
  const context = createContext({ key: values.length === 0 ? null : values })
  expect(checkCondition(operator, 'Key', expected, context)).toBe(holds)
})

test.each([
  ['not JSON', '{'],
  ['no statement', '{"Statement": []}'],
  ['no action', '{"Statement": {"Effect": "Allow", "Resource": "*"}}'],
  ['a wrong effect', '{"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}'],
  [
    'an operator nobody knows',
    '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Boool": {"a": "b"}}}}',
  ],
])('a policy with %s is malformed', (_what, text) => {
  expect(() => parsePolicy(text)).toThrow(expect.objectContaining({ code: 'MalformedPolicyDocument', status: 400 }))
})
