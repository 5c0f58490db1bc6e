import { describe, expect, test } from 'vitest'
import { formatTable } from './table.ts'

const plain = { dim: String, bold: String, good: String, bad: String }

describe('formatTable', () => {
  test('aligns by what a terminal shows', () => {
    const rows = [
      ['漢字', 'x'],
      ['\u001b[31mred\u001b[0m', 'y'],
    ]
    expect(formatTable(['A', 'B'], rows, plain)).toBe('A     B\n漢字  x\n\u001b[31mred\u001b[0m   y\n')
  })

  test('A12 100k-sections: takes more rows than a call takes arguments', () => {
    const rows = Array.from({ length: 500_000 }, () => ['a', 'b'])
    expect(formatTable(['A', 'B'], rows, plain)).toHaveLength(5 * 500_001)
  })
})
