import { describe, expect, test } from 'vitest'
import { hostileNames } from './hostile-names.ts'
import { parseIni } from './ini.ts'
import { buildProfileGraph } from './profile-graph.ts'
import { contextOf } from './test-world.ts'

function graphOf(config: string, credentials = '') {
  return contextOf(config, { credentials }).graph
}

function valuesOf(config: string, credentials: string, name: string): Record<string, string> {
  const settings = graphOf(config, credentials).profiles.get(name)?.settings ?? new Map()
  return Object.fromEntries([...settings].map(([key, setting]) => [key, setting.value]))
}

describe('buildProfileGraph', () => {
  test('sorts sections into profiles, sso-sessions and services', () => {
    const graph = graphOf('[default]\n[profile a]\n[sso-session s]\n[services v]\n', '[b]\n')
    expect([...graph.profiles.keys()]).toEqual(['default', 'a', 'b'])
    expect([...graph.ssoSessions.keys()]).toEqual(['s'])
    expect([...graph.services.keys()]).toEqual(['v'])
    expect(graph.warnings).toEqual([])
  })

  test('A14 dup-section, A15 dup-key: they merge, the last wins', () => {
    const config =
      '[profile a]\nregion = eu-west-1\noutput = json\n[profile a]\nregion = eu-west-2\nregion = eu-west-3\n'
    expect(valuesOf(config, '', 'a')).toEqual({ region: 'eu-west-3', output: 'json' })
  })

  test('a setting says its file and line, a profile its first header', () => {
    const profile = graphOf('[profile a]\nregion = eu-west-1\n', '[a]\n\nregion = eu-west-2\n').profiles.get('a')
    expect(profile?.origin).toEqual({ file: '/aws/config', line: 1 })
    expect(profile?.settings.get('region')?.origin).toEqual({ file: '/aws/credentials', line: 3 })
  })

  test('the credentials file wins over the config file whichever is given first', () => {
    const config = parseIni('[profile a]\nregion = eu-west-1\n', 'config')
    const credentials = parseIni('[a]\nregion = eu-west-2\n', 'credentials')
    const graph = buildProfileGraph([
      { kind: 'credentials', document: credentials },
      { kind: 'config', document: config },
    ])
    expect(graph.profiles.get('a')?.settings.get('region')?.value).toBe('eu-west-2')
  })

  test('keys of the credentials file win as a whole: no session token of the config file stays beside them', () => {
    const config =
      '[profile a]\naws_access_key_id = C\naws_secret_access_key = c\naws_session_token = old\nregion = eu-west-1\n'
    const credentials = '[a]\naws_access_key_id = K\naws_secret_access_key = k\n'
    expect(valuesOf(config, credentials, 'a')).toEqual({
      aws_access_key_id: 'K',
      aws_secret_access_key: 'k',
      region: 'eu-west-1',
    })
    expect(valuesOf(config, '[a]\nregion = eu-west-2\n', 'a')).toHaveProperty('aws_session_token', 'old')
    expect(valuesOf(config, '[a]\naws_access_key_id =\n', 'a')).toHaveProperty('aws_session_token', 'old')
  })

  test.each([
    '[profile default]\nregion = eu-west-1\n[default]\nregion = eu-west-2\n',
    '[default]\nregion = eu-west-2\n[profile "default"]\nregion = eu-west-1\n',
  ])('[profile default] makes [default] void: %j', (config) => {
    expect(valuesOf(config, '', 'default')).toEqual({ region: 'eu-west-1' })
    expect(graphOf(config).warnings).toMatchObject([{ message: expect.stringContaining('[profile default] exists') }])
  })

  test('[default] of the credentials file counts beside [profile default]', () => {
    expect(valuesOf('[profile default]\noutput = json\n', '[default]\nregion = eu-west-1\n', 'default')).toEqual({
      output: 'json',
      region: 'eu-west-1',
    })
  })

  test('quoted names and names with blanks are profiles', () => {
    expect([...graphOf('[profile "a b"]\n[profile c d]\n').profiles.keys()]).toEqual(['a b', 'c d'])
  })

  test('property names are read without case, values with it', () => {
    expect(valuesOf('[profile a]\nRegion = eu-west-1\nROLE_SESSION_NAME = Me\n', '', 'a')).toEqual({
      region: 'eu-west-1',
      role_session_name: 'Me',
    })
  })

  test('an invalid section is a warning with file and line, and the rest is read', () => {
    const graph = graphOf('[oops]\nregion = eu-west-1\n[profile a]\n', '[profile b]\n')
    expect([...graph.profiles.keys()]).toEqual(['a'])
    expect(graph.warnings).toMatchObject([
      { file: '/aws/config', line: 1 },
      { file: '/aws/credentials', line: 1 },
    ])
  })

  test('A12 100k-sections: a hundred warnings say enough', () => {
    const { warnings } = graphOf('[oops]\n'.repeat(100_000))
    expect(warnings).toHaveLength(101)
    expect(warnings.at(-1)?.message).toBe('more sections like this are not shown')
  })

  test('A1 sec-proto, A2 sec-constructor, A3 key-proto, A4 key-tostring are names like others', () => {
    const graph = graphOf(
      '[profile __proto__]\n__proto__ = x\ntostring = y\n[profile constructor]\n[services __proto__]\n',
    )
    expect([...graph.profiles.keys()]).toEqual(['__proto__', 'constructor'])
    expect(graph.profiles.get('__proto__')?.settings.get('__proto__')?.value).toBe('x')
    expect(graph.profiles.get('toString')).toBeUndefined()
    expect(graph.profiles.get('constructor')?.settings.get('tostring')).toBeUndefined()
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test.each([...hostileNames])('%s in a credentials header is that name or left out', (_case, name) => {
    const graph = graphOf('', `[${name}]\nregion = eu-west-1\n[safe]\n`)
    const names = [...graph.profiles.keys()]
    expect(names).toContain('safe')
    // oxlint-disable-next-line no-control-regex
    expect(names.filter((found) => /[\x00-\x1f\x7f-\x9f]/.test(found))).toEqual([])
    for (const found of names) expect(found === 'safe' || name.includes(found)).toBe(true)
  })

  test('B58 empty name is left out with a warning', () => {
    const graph = graphOf('[profile ""]\n[profile ]\n')
    expect(graph.profiles.size).toBe(0)
    expect(graph.warnings).toHaveLength(2)
  })

  test('B69 zero-width-twin and B70 nfc-nfd-twins stay two profiles', () => {
    expect(
      graphOf('[profile pr\u200bod]\n[profile prod]\n[profile caf\u00e9]\n[profile cafe\u0301]\n').profiles.size,
    ).toBe(4)
  })

  test('10,000 profiles are all there', () => {
    const config = Array.from({ length: 10_000 }, (_, at) => `[profile p${at}]\nregion = eu-west-1\n`).join('')
    const graph = graphOf(config)
    expect(graph.profiles.size).toBe(10_000)
    expect(graph.profiles.get('p9999')?.settings.get('region')?.origin.line).toBe(20_000)
  })
})
