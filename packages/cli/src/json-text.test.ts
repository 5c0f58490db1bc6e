import { describe, expect, test } from 'vitest'
import { formatJson } from './json-text.ts'

describe('formatJson', () => {
  test('is the JSON of the value, indented, with a line end', () => {
    expect(formatJson({ a: [1, 'é 漢字 👩'] })).toBe('{\n  "a": [\n    1,\n    "é 漢字 👩"\n  ]\n}\n')
  })

  test.each([
    { title: 'B61 osc52', text: '\u001b]52;c;eA==\u0007', written: '\\u001b]52;c;eA==\\u0007' },
    { title: 'B65 c1-9b', text: '\u009b2J\u007f', written: '\\u009b2J\\u007f' },
    { title: 'B68 bidi-rlo', text: 'dev\u202edorp', written: 'dev\\u202edorp' },
    { title: 'B69 zero-width-twin', text: 'pr\u200bod', written: 'pr\\u200bod' },
    { title: 'tags beyond the first plane', text: 'a\u{e0041}', written: 'a\\udb40\\udc41' },
  ])('$title', ({ text, written }) => {
    const json = formatJson(text)
    expect(json).toBe(`"${written}"\n`)
    expect(JSON.parse(json)).toBe(text)
  })
})
