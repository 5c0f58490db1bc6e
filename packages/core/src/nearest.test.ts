import { describe, expect, test } from 'vitest'
import { nearestNames } from './nearest.ts'

const names = ['default', 'prod', 'prod-admin', 'prod-readonly', 'dev', 'staging', 'Sandbox', 'acme-prod-eu']

describe('nearestNames', () => {
  test.each([
    ['prdo', ['prod']],
    ['PROD', ['prod', 'prod-admin', 'prod-readonly']],
    ['prod-a', ['prod-admin', 'prod']],
    ['prod-amdin', ['prod-admin']],
    ['stagign', ['staging']],
    ['sandbax', ['Sandbox']],
    ['de', ['dev', 'default']],
    ['prod-eu', ['acme-prod-eu']],
    ['xyzzy', []],
    ['', []],
  ])('%s', (name, nearest) => {
    expect(nearestNames(name, names)).toEqual(nearest)
  })

  test('gives as many as asked for', () => {
    expect(nearestNames('prod', names, 1)).toEqual(['prod'])
    expect(nearestNames('prod', [], 3)).toEqual([])
  })

  test('B59 10kb-name among 10,000 names, some as long', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `account-${index}-role-${index % 7}`)
    const long = 'x'.repeat(10_240)
    expect(
      nearestNames(long, [...many, ...Array.from({ length: 1_000 }, (_, index) => `${long}${index % 3}y`)], 1),
    ).toEqual([`${long}0y`])
    expect(nearestNames('acount-7321-role-6', many, 1)).toEqual([`account-7321-role-${7321 % 7}`])
  })
})
