import { describe, expect, test } from 'vitest'
import { askedProfile, findProgramLoops } from './program-loops.ts'
import { graphOf } from './test-graph.ts'

const pathsOf = (text: string): string[] => findProgramLoops(graphOf(text)).map(({ path }) => path.join(' '))

describe('circles', () => {
  test('of awsx and the AWS CLI, once each', () => {
    expect(
      pathsOf(`[profile in]\ncredential_process = awsx credential-process a
[profile a]\ncredential_process = /opt/awsx credential-process --no-input b
[profile b]\ncredential_process = aws configure export-credentials --profile a
[profile self]\ncredential_process = aws --profile=self sts get-session-token`),
    ).toEqual(['a b a', 'self self'])
  })

  test('through roles', () => {
    expect(
      pathsOf(`[profile a]\nawsx_role_arn = r\nawsx_source_profile = b
[profile b]\ncredential_process = awsx credential-process a`),
    ).toEqual(['a b a'])
  })

  test('are none where keys, or the own line of awsx, end the way', () => {
    expect(
      pathsOf(`[profile own]\ncredential_process = awsx credential-process own
[profile r]\nrole_arn = r\nsource_profile = r
[profile a]\ncredential_process = awsx credential-process b
[profile b]\naws_access_key_id = x\ncredential_process = awsx credential-process a
[profile lost]\ncredential_process = awsx credential-process nosuch`),
    ).toEqual([])
  })

  test('of ten thousand profiles are found in one go', () => {
    const count = 10_000
    const text = [...Array(count).keys()].map(
      (n) => `[profile p${n}]\nrole_arn = r\nsource_profile = p${(n + 1) % count}\n`,
    )
    expect(findProgramLoops(graphOf(text.join(''))).map(({ path }) => path.length)).toEqual([count + 1])
  })
})

test.each<[string[], ReturnType<typeof askedProfile>]>([
  [['/usr/bin/env', 'awsx', 'credential-process', 'a'], { tool: 'awsx', profile: 'a' }],
  [['node', '/x/awsx.js', 'credential-process', 'a'], { tool: 'awsx', profile: 'a' }],
  [['awsx', 'credential-process'], null],
  [['aws', 'sts', '--profile'], null],
  [['other', '--profile', 'a'], null],
  [[], null],
])('askedProfile(%j)', (argv, asked) => expect(askedProfile(argv)).toEqual(asked))
