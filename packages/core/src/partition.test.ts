import { describe, expect, test } from 'vitest'
import { defaultRegionOf, isPartition, isRegion, partitionOfRegion } from './partition.ts'

describe('partitions', () => {
  test.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-iso-e', 'aws-iso-f', 'aws-eusc'])(
    'the default region of %s lies in it',
    (partition) => {
      expect(isPartition(partition)).toBe(true)
      expect(isRegion(defaultRegionOf(partition))).toBe(true)
      expect(partitionOfRegion(defaultRegionOf(partition))).toBe(partition)
    },
  )

  test('C78 partition-unknown', () => {
    expect(isPartition('aws-moon')).toBe(false)
    expect(isPartition('__proto__')).toBe(false)
  })

  test('a region of no special prefix is of aws', () => {
    expect([
      partitionOfRegion('eu-central-1'),
      partitionOfRegion('us-east-1'),
      partitionOfRegion('mx-central-1'),
    ]).toEqual(['aws', 'aws', 'aws'])
  })
})

test.each([
  ['A38 region-path-traversal', '../x'],
  ['A39 region-newline', 'eu-west-1\n'],
  ['a host', 'evil.example'],
  ['an at sign', 'eu-west-1@evil'],
  ['upper case', 'EU-WEST-1'],
  ['one word', 'evil'],
  ['empty', ''],
])('%s is no region', (_case, text) => {
  expect(isRegion(text)).toBe(false)
})
