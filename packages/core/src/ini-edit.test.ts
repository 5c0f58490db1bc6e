import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { appendSection, removeProperties, setProperties } from './ini-edit.ts'
import { parseIni } from './ini.ts'

type Merged = Record<string, Record<string, string>>

// As a reader sees it: sections of one header merged, nested values flattened.
function merged(text: string): Merged {
  const result: Merged = {}
  for (const { header, entries } of parseIni(text, 'f').sections) {
    const section = (result[header] ??= {})
    for (const [key, { value, nested }] of entries) {
      section[key] = nested === null ? value : JSON.stringify([...nested].map(([name, entry]) => [name, entry.value]))
    }
  }
  return result
}

function pairs(values: Record<string, string>): Map<string, string> {
  return new Map(Object.entries(values))
}

const text = `# mine
[default]
region = eu-west-1 # home
output=json

; the next one
[profile a]
role_arn   =   x   ; why
s3 =
  addressing_style = path
  # inside
  use_x = y
credential_process =

# about b
[profile b]
region = us-east-1`

describe('appendSection', () => {
  test('adds below a blank line and keeps every byte', () => {
    expect(appendSection('', 'a', pairs({ b: 'c', d: '' }))).toBe('[a]\nb = c\nd =\n')
    expect(appendSection('[x]\n', 'a', pairs({ b: 'c' }))).toBe('[x]\n\n[a]\nb = c\n')
    expect(appendSection('[x]\n \n', 'a', pairs({}))).toBe('[x]\n \n[a]\n')
    expect(appendSection('[x]', 'a', pairs({}))).toBe('[x]\n\n[a]\n')
    expect(appendSection('\ufeff[x]\r\n', 'a', pairs({ b: 'c' }))).toBe('\ufeff[x]\r\n\r\n[a]\r\nb = c\r\n')
    expect(appendSection('\ufeff', 'a', pairs({}))).toBe('\ufeff[a]\n')
  })

  test.each(['a]', 'a\nb', ' a', 'a ', 'a\x1b', '\ud800', 'a\rb'])('refuses the header %j', (header) => {
    expect(() => appendSection('', header, pairs({}))).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})

describe('setProperties', () => {
  test('replaces a value in its place and keeps the comment behind it', () => {
    expect(setProperties(text, 'default', pairs({ Region: 'us-east-2' }))).toBe(text.replace('eu-west-1', 'us-east-2'))
    expect(setProperties(text, 'profile a', pairs({ role_arn: 'y' }))).toBe(text.replace('=   x', '=   y'))
    expect(setProperties(text, 'profile a', pairs({ credential_process: 'y' }))).toBe(
      text.replace('credential_process =', 'credential_process = y'),
    )
    expect(setProperties('[a]\nb =# c', 'a', pairs({ b: 'd' }))).toBe('[a]\nb =d')
    expect(setProperties('[a]\nb = # c', 'a', pairs({ b: 'd' }))).toBe('[a]\nb = d # c')
  })

  test('adds below the last line of the section, above the comment of the next', () => {
    expect(setProperties(text, 'default', pairs({ c: 'd', e: 'f' }))).toBe(
      text.replace('output=json\n', 'output=json\nc = d\ne = f\n'),
    )
    expect(setProperties(text, 'profile b', pairs({ c: 'd' }))).toBe(`${text}\nc = d\n`)
    expect(setProperties('[a]', 'a', pairs({ c: 'd' }))).toBe('[a]\nc = d\n')
  })

  test('replaces a nested block by a value', () => {
    const changed = setProperties(text, 'profile a', pairs({ s3: 'z' }))
    expect(changed).toContain('s3 = z\n  # inside\ncredential_process')
    expect(merged(changed)['profile a']).toEqual({ role_arn: 'x', s3: 'z', credential_process: '' })
  })

  test('changes the one of several that counts', () => {
    expect(setProperties('[a]\nb = 1\nb = 2\n[a]\nc = 3\n', 'a', pairs({ b: '4', d: '5' }))).toBe(
      '[a]\nb = 1\nb = 4\n[a]\nc = 3\nd = 5\n',
    )
  })

  test('appends a section that is not there', () => {
    expect(setProperties('[a]\n', 'b', pairs({ c: 'd' }))).toBe('[a]\n\n[b]\nc = d\n')
  })

  test.each(['a\nb', 'a\rb', ' a', 'a ', 'a #b', 'a\t;b', '#a', ';a', 'a\0', '\ud800', 'a\x1b[0m'])(
    'refuses the value %j',
    (value) => {
      for (const target of ['[a]\n', '[a]\nb = c\n', '']) {
        expect(() => setProperties(target, 'a', pairs({ b: value }))).toThrow(
          expect.objectContaining({ code: 'usage' }),
        )
      }
    },
  )

  test.each(['', 'a=b', '[a', '#a', 'a\nb', ' a', 'a #b'])('refuses the name %j', (key) => {
    expect(() => setProperties('[a]\n', 'a', pairs({ [key]: 'x' }))).toThrow(expect.objectContaining({ code: 'usage' }))
  })
})

describe('removeProperties', () => {
  test('takes the lines out and can leave a note', () => {
    expect(removeProperties(text, 'default', ['REGION'])).toBe(text.replace('region = eu-west-1 # home\n', ''))
    expect(removeProperties(text, 'default', ['output', 'region'], { note: ['moved', 'to awsx'] })).toBe(
      text.replace('region = eu-west-1 # home\noutput=json\n', '# moved\n# to awsx\n'),
    )
    expect(removeProperties(text, 'profile b', ['region'])).toBe(text.replace('region = us-east-1', ''))
    expect(removeProperties(text, 'profile a', ['s3'])).toContain('; why\n  # inside\ncredential_process')
  })

  test('takes out every one of several, in all sections of that header', () => {
    expect(removeProperties('[a]\nb = 1\nb = 2\n[c]\nb = 3\n[a]\nb = 4\n', 'a', ['b'])).toBe('[a]\n[c]\nb = 3\n[a]\n')
  })

  test('leaves the text alone when there is nothing to take', () => {
    expect(removeProperties(text, 'default', ['x'], { note: ['n'] })).toBe(text)
    expect(removeProperties(text, 'nobody', ['region'])).toBe(text)
  })

  test('refuses a note of two lines', () => {
    expect(() => removeProperties(text, 'default', ['region'], { note: ['a\n[b]'] })).toThrow(
      expect.objectContaining({ code: 'usage' }),
    )
  })
})

describe('what a reader sees after an edit', () => {
  const line = fc.constantFrom(
    '[a]',
    '[b]',
    ' [a]',
    '[c # x]',
    'x = 1',
    'y = 2 # c',
    '  x = 3',
    '    deep = 4',
    'y =',
    '\tz = 5',
    '# note',
    '',
    '  ',
    'broken',
    '  ; note',
    'X=6',
    'nul\0 = 1',
    '= 7',
    '[a] ; c',
  )
  const file = fc
    .tuple(fc.array(line, { maxLength: 14 }), fc.constantFrom('\n', '\r\n', '\r'), fc.boolean(), fc.boolean())
    .map(([lines, eol, bom, final]) => (bom ? '\ufeff' : '') + lines.join(eol) + (final ? eol : ''))
    .filter((content) => !content.slice(0, 4).includes('\0'))
  const key = fc.constantFrom<string[]>('x', 'y', 'z', 'deep', 'new')
  const value = fc.string({ maxLength: 8 }).filter((typed) => !/^\s|\s$|(^|\s)[#;]|\p{Cc}/u.test(typed))

  test('is the edit and nothing else', () => {
    fc.assert(
      fc.property(file, fc.constantFrom('a', 'b'), key, value, fc.array(key), (before, header, name, wanted, gone) => {
        const seen = merged(before)
        const after = setProperties(before, header, pairs({ [name]: wanted }))
        expect(merged(after)).toEqual({ ...seen, [header]: { ...seen[header], [name]: wanted } })
        expect(merged(appendSection(before, 'new', pairs({ [name]: wanted })))).toEqual({
          ...seen,
          new: { [name]: wanted },
        })

        const rest = Object.entries(seen[header] ?? {}).filter(([property]) => !gone.includes(property))
        const removed = removeProperties(before, header, gone, { note: ['[a]', 'x = 9'] })
        expect(merged(removed)).toEqual(header in seen ? { ...seen, [header]: Object.fromEntries(rest) } : seen)
      }),
      { numRuns: 5_000 },
    )
  })
})
