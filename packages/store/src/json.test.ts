import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatJson, parseJson, parseJsonObject, type JsonValue } from './json.ts'

const parse = (text: string): JsonValue | null => parseJson(Buffer.from(text))

test('E129 json-proto-pollution', () => {
  expect(parse('{"__proto__": {"polluted": 1}}')).toBeNull()
  expect(parse('{"a": {"\\u005f_proto__": 1}}')).toBeNull()
  const found = parseJsonObject(Buffer.from('{"constructor": {"prototype": {"polluted": 1}}}'))
  expect(Object.getPrototypeOf(found)).toBeNull()
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

test('E130 json-dup-keys', () => {
  expect(parse('{"a": 1, "a": 1}')).toBeNull()
  expect(parse('{"a": 1, "\\u0061": 2}')).toBeNull()
  expect(parse('[{"a": 1}, {"a": 2}]')).not.toBeNull()
})

test('E131 json-depth-10k', () => {
  expect(parse('['.repeat(10_000) + ']'.repeat(10_000))).toBeNull()
  expect(parse('{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000))).toBeNull()
  expect(parse('['.repeat(32) + ']'.repeat(32))).not.toBeNull()
  expect(parse('['.repeat(33) + '1' + ']'.repeat(33))).toBeNull()
})

test('E132 json-bigint', () => {
  expect(parse('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER)
  for (const text of ['9007199254740992', '1e400', '-9007199254740993', '1e20']) expect(parse(text)).toBeNull()
})

test('E133 non-utf8-payload', () => {
  expect(parseJson(Buffer.from([0x22, 0xff, 0x22]))).toBeNull()
  expect(parseJson(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toBeNull()
  expect(parse('\ufeff{}')).toBeNull()
})

test.each([
  '',
  ' ',
  '{',
  '{"a"}',
  '{"a":1,}',
  '[1,]',
  '01',
  '1.',
  '+1',
  'NaN',
  '"\n"',
  '"\\x"',
  "'a'",
  '{} {}',
  'nul',
  '[1 2]',
])('not JSON: %j', (text) => expect(parse(text)).toBeNull())

test('agrees with JSON.parse on what anybody writes', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.nat(3), (text, indent) => {
      const value: unknown = JSON.parse(text)
      const spaced = JSON.stringify(value, null, indent)
      fc.pre(!spaced.includes('__proto__') && !/[0-9]{16}|e\+/.test(spaced))
      expect(JSON.stringify(parse(spaced))).toBe(JSON.stringify(value))
      expect(
        Buffer.from(formatJson(value as JsonValue))
          .toString()
          .trim(),
      ).toBe(JSON.stringify(value))
    }),
  )
})

test('never throws, whatever the bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void parseJson(bytes)))
})
