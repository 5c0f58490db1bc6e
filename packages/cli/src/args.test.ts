import { AwsxError } from '@awsx/core'
import { describe, expect, test } from 'vitest'
import { parseArguments } from './args.ts'
import type { CommandSpec } from './command.ts'

const spec: CommandSpec = {
  name: 'exec',
  summary: 'run a command with credentials',
  usage: '[PROFILE] -- COMMAND',
  argument: 'profile',
  takesCommand: true,
  options: [
    { name: 'region', summary: 'the region', value: 'REGION' },
    { name: 'refresh', summary: 'make anew', value: null },
  ],
  examples: [],
}

function failure(words: readonly string[]): AwsxError {
  try {
    parseArguments(spec, words)
  } catch (error) {
    if (error instanceof AwsxError) return error
  }
  throw new Error('it was accepted')
}

describe('parseArguments', () => {
  test.each([
    { words: ['web', '--', 'ls', '-l'], positionals: ['web'], rest: ['ls', '-l'] },
    { words: ['web', 'ls', '--help'], positionals: ['web'], rest: ['ls', '--help'] },
    { words: ['--', 'ls'], positionals: [], rest: ['ls'] },
    { words: ['--region', 'eu-west-1', 'web', 'ls', '--', 'x'], positionals: ['web'], rest: ['ls', '--', 'x'] },
    { words: ['web', '--'], positionals: ['web'], rest: [] },
    { words: ['web'], positionals: ['web'], rest: null },
    { words: ['', '--', ''], positionals: [''], rest: [''] },
  ])('what belongs to the other command: $words', ({ words, positionals, rest }) => {
    const parsed = parseArguments(spec, words)
    expect({ positionals: parsed.positionals, rest: parsed.rest }).toEqual({ positionals, rest })
  })

  test('options may stand on both sides of the profile, with = or a blank', () => {
    const { options } = parseArguments(spec, ['--refresh', 'web', '--region=eu-west-1', '--', 'ls', '--region', 'x'])
    expect([...options]).toEqual([
      ['refresh', true],
      ['region', 'eu-west-1'],
    ])
  })

  test('an unknown option is an error with the nearest one', () => {
    expect(failure(['--regoin', 'x'])).toMatchObject({ code: 'usage', hint: 'did you mean --region?' })
    expect(failure(['-x'])).toMatchObject({ code: 'usage' })
  })

  test('a forgotten value is not taken from the next option', () => {
    expect(failure(['--region', '--refresh', 'web']).message).toContain('--region needs a value')
    expect(failure(['--region']).message).toContain('--region needs a value')
  })

  test('a switch takes no value', () => {
    expect(failure(['--refresh=yes', 'web']).message).toContain('--refresh takes no value')
  })

  test('-h is --help', () => {
    expect(parseArguments(spec, ['-h']).options.has('help')).toBe(true)
  })
})
