import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseIni } from './ini.ts'
import type { IniDocument, IniEntry } from './ini.ts'

type Plain = string | { [key: string]: Plain }

function plain(document: IniDocument): [string, Record<string, Plain>][] {
  return document.sections.map(({ header, entries }) => [header, plainEntries(entries)])
}

function plainEntries(entries: ReadonlyMap<string, IniEntry>): Record<string, Plain> {
  return Object.fromEntries(
    [...entries].map(([key, { value, nested }]) => [key, nested === null ? value : plainEntries(nested)]),
  )
}

function read(text: string): [string, Record<string, Plain>][] {
  return plain(parseIni(text, 'config'))
}

function warned(text: string): [number, string][] {
  return parseIni(text, 'config').warnings.map(({ line, message }) => [line, message])
}

describe('parseIni', () => {
  test('reads sections and properties with their lines, in order', () => {
    const { file, sections, warnings } = parseIni(
      '# top\n[profile a]\nregion = x\n\n[b]\nRole_ARN=y',
      '/home/me/config',
    )
    expect(file).toBe('/home/me/config')
    expect(warnings).toEqual([])
    expect(sections.map(({ header, line }) => [header, line])).toEqual([
      ['profile a', 2],
      ['b', 5],
    ])
    expect(sections[0]?.entries.get('region')).toEqual({ key: 'region', value: 'x', line: 3, nested: null })
    expect(sections[1]?.entries.get('role_arn')).toEqual({ key: 'Role_ARN', value: 'y', line: 6, nested: null })
  })

  test('A1 sec-proto, A2 sec-constructor, A3 key-proto, A4 key-tostring are names like any other', () => {
    const { sections } = parseIni('[profile __proto__]\n__proto__ = x\ntoString = y\n[profile constructor]\na = b', 'f')
    expect(sections.map(({ header }) => header)).toEqual(['profile __proto__', 'profile constructor'])
    expect(sections[0]?.entries.get('__proto__')?.value).toBe('x')
    expect(sections[0]?.entries.get('tostring')?.value).toBe('y')
    expect(sections[1]?.entries.get('tostring')).toBeUndefined()
    expect(({} as Record<string, unknown>)['x']).toBeUndefined()
  })

  test('A5 utf8-bom, A7 crlf, A8 lone-cr read as the plain file does', () => {
    const text = '[a]\nb = c\ns3 =\n  x = y\n\n[d]\ne = f\n'
    const all = (same: string): unknown =>
      parseIni(same, 'f').sections.map(({ header, line, entries }) => ({ header, line, entries: [...entries] }))
    for (const same of [`\ufeff${text}`, text.replaceAll('\n', '\r\n'), text.replaceAll('\n', '\r')]) {
      expect(all(same)).toEqual(all(text))
    }
  })

  test('A6 utf16le is one warning, not one a line', () => {
    const bytes = [...'[a]\nb = c\n'.repeat(50)].map((char) => `${char}\0`).join('')
    const document = parseIni(`\ufffd\ufffd${bytes}`, 'f')
    expect(document.sections).toEqual([])
    expect(document.warnings).toEqual([{ file: 'f', line: 1, message: 'the file is not UTF-8 text and is skipped' }])
  })

  test('A9 nul-byte makes a line, or the section it heads, be skipped', () => {
    expect(read('[a]\nb = c\0d\ne = f')).toEqual([['a', { e: 'f' }]])
    expect(read('[a]\nb = c\n[x\0y]\nb = d')).toEqual([['a', { b: 'c' }]])
    expect(warned('[a]\nb = c\0d\n[x\0]').map(([line]) => line)).toEqual([2, 3])
  })

  test('A10 invalid-utf8 stays within its value', () => {
    expect(read('[a]\nb = \ufffd\ufffd\nc = d')).toEqual([['a', { b: '\ufffd\ufffd', c: 'd' }]])
  })

  test.each([
    ['A11 10mb-file', `[a]\n${'key = value\n'.repeat(900_000)}`, 1],
    ['A11 10mb-file of lines that are no properties', 'x\n'.repeat(5_000_000), 0],
    ['A11 10mb-file of continuations', `[a]\nb = c\n${' d\n'.repeat(3_000_000)}`, 1],
    ['A12 100k-sections', Array.from({ length: 100_000 }, (_, index) => `[s${index}]\na = b\n`).join(''), 100_000],
    ['A13 1mb-line', `[a]\nb = ${'c'.repeat(1_000_000)}`, 1],
    ['A13 1mb-line of blanks', `[a]\nb =${' '.repeat(1_000_000)}c`, 1],
    ['A13 1mb-line of brackets', '['.repeat(1_000_000), 0],
  ])('%s', (_, text, sections) => {
    const document = parseIni(text, 'f')
    expect(document.sections.length).toBe(sections)
    expect(document.warnings.length).toBeLessThanOrEqual(100)
  })

  test('A14 dup-section stays two sections, for the reader to merge', () => {
    expect(read('[a]\nb = 1\nc = 2\n[d]\n[a]\nb = 3')).toEqual([
      ['a', { b: '1', c: '2' }],
      ['d', {}],
      ['a', { b: '3' }],
    ])
  })

  test('A15 dup-key: the last one counts, whatever its case', () => {
    expect(read('[a]\nregion = 1\nRegion = 2')).toEqual([['a', { region: '2' }]])
    expect(read('[a]\ns3 =\n  b = c\ns3 = d')).toEqual([['a', { s3: 'd' }]])
  })

  test('A16 nested-s3-block', () => {
    const text =
      '[a]\ns3 =\n    Max_Concurrent_Requests = 20 # many\n\n    # said so\n\taddressing_style = path\nregion = x'
    expect(read(text)).toEqual([
      ['a', { s3: { max_concurrent_requests: '20', addressing_style: 'path' }, region: 'x' }],
    ])
    expect(parseIni(text, 'f').sections[0]?.entries.get('s3')?.nested?.get('addressing_style')?.line).toBe(6)
    expect(warned('[a]\ns3 =\n  b\n  = c\n  d = e')).toEqual([
      [3, 'the line below s3 is not "name = value" and is skipped'],
      [4, 'the line below s3 is not "name = value" and is skipped'],
    ])
  })

  test('A17 unclosed-bracket takes its own properties out, not those of others', () => {
    for (const header of ['[b', '[b # c', '[b] c', '[']) {
      const text = `[a]\nx = 1\n${header}\nx = 2\ny = 3\n[c]\nx = 4`
      expect(read(text)).toEqual([
        ['a', { x: '1' }],
        ['c', { x: '4' }],
      ])
      expect(warned(text)).toEqual([[3, 'the section header is not "[name]"; the section is skipped']])
    }
  })

  test('A18 key-before-section is skipped with one warning', () => {
    expect(read('a = b\nc = d\n[e]\nf = g')).toEqual([['e', { f: 'g' }]])
    expect(warned('\na = b\nc = d\n[e]')).toEqual([[2, 'what stands before the first section is skipped']])
  })

  test('a line without "=" or without a name is skipped with a warning', () => {
    expect(read('[a]\nb\n= c\nd : e\nf = g')).toEqual([['a', { f: 'g' }]])
    expect(warned('[a]\nb\n= c\nd : e').map(([line]) => line)).toEqual([2, 3, 4])
  })

  test('a comment starts the line, or stands behind a blank', () => {
    const text =
      '[a] # one\n; two\n  # three\nb = c # d\ne = f ; g\nh = i#j;k\nl = #m\nn =#o\np = q\t# r\n[s]# t\n[u];v'
    expect(read(text)).toEqual([
      ['a', { b: 'c', e: 'f', h: 'i#j;k', l: '', n: '#o', p: 'q' }],
      ['s', {}],
      ['u', {}],
    ])
    expect(read('[profile "a # b"]\nc = d')).toEqual([['profile "a # b"', { c: 'd' }]])
  })

  test('an indented line goes on with the value above, blank lines included', () => {
    expect(read('[a]\ncredential_process = one\n  --two\n\n\tthree # four\nb = c')).toEqual([
      ['a', { credential_process: 'one\n--two\n\nthree', b: 'c' }],
    ])
    expect(warned('[a]\ncredential_process = one\n  --two=3')).toEqual([])
    expect(warned('[a]\nregion = x\n  output = json')).toEqual([
      [3, 'the indented line is read as more of the value of region'],
    ])
  })

  test('properties may be indented, all alike', () => {
    expect(read('[a]\n  b = c\n  d = e\n  s3 =\n    f = g\n[h]\n\tb = i')).toEqual([
      ['a', { b: 'c', d: 'e', s3: { f: 'g' } }],
      ['h', { b: 'i' }],
    ])
    expect(warned('[a]\nb = c\n  [d]')).toEqual([[3, 'the section header is indented; the AWS CLI does not see it']])
  })

  test('a value keeps quotes, "=" and blanks inside', () => {
    expect(read('[a]\nb = "c  d" = e\nf=  g  ')).toEqual([['a', { b: '"c  d" = e', f: 'g' }]])
  })

  test('never throws, warns at most a hundred times, and gives every value back that was written plainly', () => {
    const piece = fc.constantFrom(
      '[',
      ']',
      '[a]',
      '\n',
      '\r',
      '\r\n',
      ' ',
      '\t',
      '=',
      '#',
      ';',
      'b',
      '\0',
      '\ufeff',
      'é',
      '"',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const document = parseIni(pieces.join(''), 'f')
        for (const { line } of document.warnings) expect(line).toBeGreaterThan(0)
      }),
      { numRuns: 3_000 },
    )
    const word = fc.stringMatching(/^[a-z_]{1,8}$/)
    const value = fc.stringMatching(/^[!-~]([ -~]{0,10}[!-~])?$/).filter((text) => !/(^|\s)[#;]/.test(text))
    fc.assert(
      fc.property(
        fc.array(fc.tuple(word, fc.dictionary(word, value))),
        fc.constantFrom('\n', '\r\n', '\r'),
        (sections, eol) => {
          const text = sections.map(([name, pairs]) => [
            `[${name}]`,
            ...Object.entries(pairs).map(([k, v]) => `${k} = ${v}`),
          ])
          expect(read(text.flat().join(eol))).toEqual(sections.map(([name, pairs]) => [name, { ...pairs }]))
        },
      ),
    )
  })

  test('warns of a file of plain lines as of the same file read line by line', () => {
    const odd = [
      '[a',
      '[profile x]]',
      '[',
      ' [c]',
      '[é\u2028]',
      ' ',
      '\t',
      'k',
      '=v',
      'k # = v',
      '  n = v',
      '  more',
      'k: v',
    ]
    const usual = ['[a]', '[b] # c', '#', '; x', '', 'k = v', 'k=', 'k#=v', '\ufeffk = v', '\u00a0k = v']
    const line = fc.oneof(fc.constantFrom(...odd), fc.constantFrom(...usual))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const text = `${lines.join('\n')}\n`
        // A lone CR, which is one more empty line here, makes the reader look at every line.
        expect(warned(text)).toEqual(warned(`${text}\r`))
        const headers = (of: string): unknown => parseIni(of, 'f').sections.map(({ header, line: at }) => [header, at])
        expect(headers(text)).toEqual(headers(`${text}\r`))
      }),
      { numRuns: 3_000 },
    )
  })

  test('a hundred thousand broken headers cost no more than their length', () => {
    const { sections, warnings } = parseIni('[x\n'.repeat(100_000), 'f')
    expect([sections.length, warnings.length]).toEqual([0, 100])
  })
})
