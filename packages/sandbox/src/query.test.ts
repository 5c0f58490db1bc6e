import { expect, test } from 'vitest'
import { formatQuery, parseQuery, readList } from './query.ts'
import { escapeXml, findField, replaceFields, writeXml } from './xml.ts'

test('parameters come back as they were written', () => {
  const parameters = new Map([
    ['Action', 'AssumeRole'],
    ['ExternalId', 'a&b=c d+e%f/ü'],
    ['Empty', ''],
  ])
  expect(parseQuery('', formatQuery(parameters))).toEqual(parameters)
  expect(parseQuery('Action=A+B', 'Version=1').get('Action')).toBe('A B')
})

test.each([['a=1&a=2'], ['a=%zz']])('%s is malformed', (text) => {
  expect(() => parseQuery(text, '')).toThrow(expect.objectContaining({ code: 'MalformedQueryString' }))
})

test('lists are numbered from 1, in any order', () => {
  const parameters = parseQuery('T.member.2.Key=b&T.member.1.Key=a&T.member.1.Value=1&K.member.1=x&TT.member.1=no', '')
  expect(readList(parameters, 'T').map((member) => [...member])).toEqual([
    [
      ['Key', 'a'],
      ['Value', '1'],
    ],
    [['Key', 'b']],
  ])
  expect(readList(parameters, 'K')).toEqual([new Map([['', 'x']])])
  expect(readList(parameters, 'None')).toEqual([])
  expect(() => readList(parseQuery('T.member.0=a', ''), 'T')).toThrow('Unexpected key')
  expect(() => readList(parseQuery('T.member.2=a', ''), 'T')).toThrow('T.member.1 is missing')
})

test('xml is escaped, and null leaves an element out', () => {
  expect(escapeXml('<a & "b">\r')).toBe('&lt;a &amp; &quot;b&quot;&gt;&#13;')
  const tree = [
    'R',
    [
      ['A', '<'],
      ['B', null],
      ['C', []],
    ],
  ] as const
  expect(writeXml(tree, 'urn:x')).toBe('<R xmlns="urn:x">\n  <A>&lt;</A>\n  <C/>\n</R>\n')
  expect(findField(replaceFields(tree, { A: 'new' }), 'A')).toBe('new')
  expect(findField(tree, 'Z')).toBeNull()
})
