import { describe, expect, test } from 'vitest'
import { resolveProfile } from './profile.ts'
import { resolveRoleSessionName } from './role-session-name.ts'
import { contextOf, franklinArn } from './test-world.ts'

function nameOf(lines: string, callerArn: string | null, osUser = 'ossie'): string {
  return resolveRoleSessionName(resolveProfile(contextOf(`[profile p]\n${lines}\n`).graph, 'p'), callerArn, osUser)
    .value
}

describe('RoleSessionName says who', () => {
  test('as configured, else the IAM user, else the login name', () => {
    expect(nameOf('role_session_name = me@example.com', franklinArn)).toBe('me@example.com')
    expect(nameOf('', franklinArn)).toBe('franklin')
    expect(nameOf('', 'arn:aws:iam::123456789012:user/team/web/grace')).toBe('grace')
    expect(nameOf('', null)).toBe('ossie')
  })

  test('the root user and a role are nobody: the login name', () => {
    expect(nameOf('', 'arn:aws:iam::123456789012:root')).toBe('ossie')
    expect(nameOf('', 'arn:aws:sts::123456789012:assumed-role/A/b')).toBe('ossie')
  })

  test.each([
    ['DOMAIN\\ossie', 'DOMAIN-ossie'],
    ['jos\u00e9', 'jos'],
    ['a b', 'a-b'],
    ['x', 'x-awsx'],
    ['', 'awsx'],
    ['\u5c71\u7530', 'awsx'],
    ['n'.repeat(80), 'n'.repeat(64)],
  ])('a login name that AWS would refuse is made to fit: %j', (login, name) => {
    expect(nameOf('', null, login)).toBe(name)
  })

  test.each([
    ['C80 session-name-space', 'my name'],
    ['C81 session-name-65', 'n'.repeat(65)],
    ['C82 session-name-escape', 'a\x1b[2Jb'],
    ['one character', 'a'],
  ])('%s is refused with file and line', (_case, name) => {
    expect(() => nameOf(`role_session_name = ${name}`, null)).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })
})
