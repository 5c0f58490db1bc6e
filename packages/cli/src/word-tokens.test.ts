import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitWords } from './word-tokens.ts'

const takesValue = (name: string): boolean => name === 'region' || name === 'r'

/** What Node's own parser says, in our words. */
function byNode(words: string[]): unknown[] {
  const options = { region: { type: 'string' }, json: { type: 'boolean' } } as const
  const { tokens } = parseArgs({ args: words, options, allowPositionals: true, strict: false, tokens: true })
  return tokens.flatMap((token): unknown[] => {
    if (token.kind === 'positional') return [{ kind: 'positional', value: token.value }]
    if (token.kind === 'option-terminator') return []
    const { kind, name, rawName, value, inlineValue } = token
    return [{ kind, name, rawName, value, isInline: inlineValue ?? false }]
  })
}

test('splits as the parser of Node does', () => {
  const word = fc.constantFrom(
    '--region',
    '--region=eu',
    '--region=',
    '--json',
    '--json=yes',
    '--other',
    '--other=1',
    '-h',
    '-hx',
    '-',
    '--',
    '',
    'a',
    'b c',
    '-1',
    '--a=b=c',
  )
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      expect(splitWords(words, takesValue)).toEqual(byNode(words))
    }),
    { numRuns: 2000 },
  )
})
