import { describe, expect, test } from 'vitest'
import { parseIamArn, parseRoleArn, partitionOfArn } from './arn.ts'

const role = 'arn:aws:iam::123456789012:role/team/web/Admin'

describe('parseIamArn', () => {
  test('gives the parts', () => {
    expect(parseIamArn(role)).toEqual({
      partition: 'aws',
      service: 'iam',
      accountId: '123456789012',
      type: 'role',
      resource: 'team/web/Admin',
      name: 'Admin',
    })
  })

  test('reads the root user, security keys and assumed roles', () => {
    expect(parseIamArn('arn:aws-cn:iam::123456789012:root')).toMatchObject({ type: 'root', partition: 'aws-cn' })
    expect(parseIamArn('arn:aws:iam::123456789012:u2f/user/x')).toMatchObject({ type: 'u2f' })
    expect(parseIamArn('arn:aws:sts::123456789012:assumed-role/A/b')).toMatchObject({ service: 'sts', name: 'b' })
  })

  test.each([
    ['C74 arn-5-fields', 'arn:aws:iam:123456789012:role/A'],
    ['C75 arn-newline at the end', `${role}\n`],
    ['C75 arn-newline inside', 'arn:aws:iam::123456789012:role/A\nB'],
    ['C75 arn with a tab', 'arn:aws:iam::123456789012:role/A\tB'],
    ['C76 account-11-digits', 'arn:aws:iam::12345678901:role/A'],
    ['C77 account-unicode-digits', 'arn:aws:iam::１２３４５６７８９０１２:role/A'],
    ['C78 partition-unknown', 'arn:aws-moon:iam::123456789012:role/A'],
    ['another service', 'arn:aws:s3::123456789012:role/A'],
    ['a region', 'arn:aws:iam:eu-west-1:123456789012:role/A'],
    ['no name', 'arn:aws:iam::123456789012:role/'],
    ['nothing', ''],
  ])('%s is none', (_case, text) => {
    expect(parseIamArn(text)).toBeNull()
    expect(parseRoleArn(text)).toBeNull()
  })
})

describe('parseRoleArn', () => {
  test.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'])(
    'takes a role of partition %s',
    (partition) => {
      expect(parseRoleArn(`arn:${partition}:iam::123456789012:role/A`)?.partition).toBe(partition)
    },
  )

  test.each([
    ['a user', 'arn:aws:iam::123456789012:user/A'],
    ['a role of STS', 'arn:aws:sts::123456789012:role/A'],
    ['C79 role-path-1kb', `arn:aws:iam::123456789012:role/${'p/'.repeat(512)}A`],
    ['a name of 65', `arn:aws:iam::123456789012:role/${'n'.repeat(65)}`],
    ['a name with blanks', 'arn:aws:iam::123456789012:role/a b'],
  ])('%s is no role', (_case, text) => {
    expect(parseRoleArn(text)).toBeNull()
  })
})

test('partitionOfArn is null where nothing can be read', () => {
  expect([
    partitionOfArn(role),
    partitionOfArn('GAHT12345678'),
    partitionOfArn(null),
    partitionOfArn(undefined),
  ]).toEqual(['aws', null, null, null])
})
