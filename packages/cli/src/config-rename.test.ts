import { expect, test } from 'vitest'
import { renameProperties } from './config-rename.ts'

const names = new Map([['role_arn', 'awsx_role_arn']])

test('only the name changes: blanks, case, comments and line ends stay', () => {
  const text = '\ufeff[profile a]\r\n\tROLE_ARN\t= x # y\r\n[profile b]\r\nrole_arn = z'
  expect(renameProperties(text, 'profile a', names)).toBe(text.replace('ROLE_ARN', 'awsx_role_arn'))
  expect(renameProperties(text, 'profile b', names)).toBe(text.replace('role_arn', 'awsx_role_arn'))
})

test('A15 dup-key: a name that comes twice is renamed twice, so that the same value counts', () => {
  const text = '[profile a]\nrole_arn = 1\nrole_arn = 2\n[profile a]\nrole_arn = 3\n'
  expect(renameProperties(text, 'profile a', names)).toBe(text.replaceAll('role_arn', 'awsx_role_arn'))
})

test('A16 nested-s3-block: what is nested or in a value is no property', () => {
  const text = '[profile a]\ns3 =\n  role_arn = 1\nname = role_arn = 2\n# role_arn = 3\n'
  expect(renameProperties(text, 'profile a', names)).toBe(text)
})

test('A8 lone-cr: lines end there too', () => {
  expect(renameProperties('[profile a]\rrole_arn = 1\r', 'profile a', names)).toBe('[profile a]\rawsx_role_arn = 1\r')
})
