import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Paint } from './io.ts'
import { formatDiff } from './text-diff.ts'

const plain = (text: string): string => text
const paint: Paint = { dim: plain, bold: plain, good: plain, bad: plain }
const diff = (before: string, after: string): string => formatDiff('f', before, after, { paint, show: plain })

test('nothing where nothing changes', () => {
  expect(diff('a\nb\n', 'a\nb\n')).toBe('')
})

test('one hunk with three lines around the change', () => {
  expect(diff('1\n2\n3\n4\n5\n6\n7\n8\n', '1\n2\n3\n4\nx\n6\n7\n8\n')).toBe(
    '--- f\n+++ f\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+x\n 6\n 7\n 8\n',
  )
})

test('changes far from each other are hunks of their own', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}`)
  const changed = lines.with(2, 'x').with(15, 'y')
  const hunks = diff(lines.join('\n'), changed.join('\n')).match(/^@@ .*$/gm)
  expect(hunks).toEqual(['@@ -1,6 +1,6 @@', '@@ -13,7 +13,7 @@'])
})

test('into an empty text, and out of one', () => {
  expect(diff('', 'a\n')).toBe('--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n')
  expect(diff('a\n', '')).toBe('--- f\n+++ f\n@@ -1,1 +0,0 @@\n-a\n')
})

test('the lines that stay and come are the new text, those that stay and go the old one', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
  fc.assert(
    fc.property(text, text, (before, after) => {
      const said = diff(before.join('\n'), after.join('\n'))
      const lines = said
        .split('\n')
        .slice(2, -1)
        .filter((line) => !line.startsWith('@@'))
      const added = lines.filter((line) => line.startsWith('+')).length
      const gone = lines.filter((line) => line.startsWith('-')).length
      expect(added - gone).toBe(after.length - before.length)
      // Two texts of at most twelve lines differ in one hunk or in hunks that leave out only what is equal.
      const kept = lines.filter((line) => line.startsWith(' ')).map((line) => line.slice(1))
      expect(isPart(kept, before)).toBe(true)
      expect(isPart(kept, after)).toBe(true)
    }),
  )
})

function isPart(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0
  for (const line of whole) if (line === part[at]) at += 1
  return at === part.length
}
