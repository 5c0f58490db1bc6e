import { describe, expect, test } from 'vitest'
import type { Fact } from './plan.ts'
import { resolveRegion, stsRegion } from './region.ts'
import { resolveProfile } from './profile.ts'
import { contextOf, type TestContext } from './test-world.ts'

const config = '[profile role]\nregion = eu-west-1\n[profile keys]\nregion = eu-west-2\n[profile none]\n'

function regionOf(names: readonly string[], given: TestContext = {}): Fact | null {
  const context = contextOf(config, given)
  return resolveRegion(
    context,
    names.map((name) => resolveProfile(context.graph, name)),
  )
}

const environment = { AWS_REGION: 'ap-south-1', AWS_DEFAULT_REGION: 'ap-east-1' }
const settings = { region: 'sa-east-1' }

describe('resolveRegion: flag > AWS_REGION > AWS_DEFAULT_REGION > profile > source profile > setting', () => {
  test.each<[string, readonly string[], TestContext, string]>([
    ['--region', ['role', 'keys'], { flags: { region: 'ca-west-1' }, environment, settings }, 'ca-west-1'],
    ['AWS_REGION', ['role', 'keys'], { environment, settings }, 'ap-south-1'],
    ['AWS_DEFAULT_REGION', ['role'], { environment: { AWS_DEFAULT_REGION: 'ap-east-1' }, settings }, 'ap-east-1'],
    ['the profile', ['role', 'keys'], { settings }, 'eu-west-1'],
    ['the source profile', ['none', 'keys'], { settings }, 'eu-west-2'],
    ['the setting', ['none'], { settings }, 'sa-east-1'],
  ])('%s', (_case, names, given, region) => {
    expect(regionOf(names, given)?.value).toBe(region)
  })

  test('nobody named one', () => {
    expect(regionOf(['none'])).toBeNull()
    expect(regionOf(['none'], { environment: { AWS_REGION: '' } })).toBeNull()
  })

  test('a region that awsx set (AWSX_REGION) is not what the person wants; one changed since is', () => {
    const ours = { AWS_REGION: 'ap-south-1', AWS_DEFAULT_REGION: 'ap-south-1', AWSX_REGION: 'ap-south-1' }
    expect(regionOf(['role'], { environment: ours })?.value).toBe('eu-west-1')
    expect(regionOf(['role'], { environment: { ...ours, AWS_REGION: 'ap-east-1' } })?.value).toBe('ap-east-1')
  })

  test('the fact says where it comes from', () => {
    expect(regionOf(['role'])?.source).toEqual({ kind: 'file', file: '/aws/config', line: 2 })
    expect(regionOf(['role'], { environment })?.source).toEqual({ kind: 'environment', name: 'AWS_REGION' })
    expect(regionOf(['role'], { flags: { region: 'ca-west-1' } })?.source).toEqual({ kind: 'flag', name: '--region' })
    expect(regionOf(['none'], { settings })?.source).toEqual({ kind: 'setting', name: 'region' })
  })

  test.each(['../x', 'eu-west-1\nevil', ''])('A38 region-path-traversal, A39 region-newline: --region %j', (region) => {
    expect(() => regionOf(['role'], { flags: { region } })).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  test('A38 region-path-traversal in the environment and in a file', () => {
    expect(() => regionOf(['role'], { environment: { AWS_REGION: '../x' } })).toThrow('AWS_REGION is not a region')
    const context = contextOf('[profile p]\nregion = ../x\n')
    expect(() => resolveRegion(context, [resolveProfile(context.graph, 'p')])).toThrow(
      expect.objectContaining({ code: 'config_invalid', message: expect.stringContaining('/aws/config:2') }),
    )
  })
})

describe('stsRegion', () => {
  const named = (value: string): Fact => ({ name: 'region', value, source: { kind: 'vault' } })

  test('the named region, if it lies in the partition', () => {
    expect(stsRegion('aws', named('eu-west-1'))).toEqual(named('eu-west-1'))
    expect(stsRegion('aws-cn', named('cn-northwest-1'))).toEqual(named('cn-northwest-1'))
  })

  test("else the partition's default, with a note", () => {
    expect(stsRegion('aws-cn', named('eu-west-1')).value).toBe('cn-north-1')
    expect(stsRegion('aws', null)).toMatchObject({ value: 'us-east-1', source: { kind: 'default' } })
  })
})
