import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFramePainter } from './frame-painter.ts'
import { createScreenTerminal } from './screen-terminal-fixture.ts'

const line = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '漢'), maxLength: 9 })
const frame = fc.record({ lines: fc.array(line, { minLength: 1, maxLength: 8 }), cursor: fc.nat({ max: 9 }) })

test('whatever was drawn before, the screen is the last frame below what stood there', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 6 }), fc.array(frame, { minLength: 1, maxLength: 6 }), async (above, frames) => {
      const terminal = createScreenTerminal({ columns: 20, rows: 10 })
      const prompts = Array.from({ length: above }, (_, at) => `$ ${at}`)
      await terminal.print(prompts.map((prompt) => `${prompt}\r\n`).join(''))
      const painter = createFramePainter(terminal.write)
      for (const { lines, cursor } of frames) painter.paint(lines, cursor)
      const { lines, cursor, scrolled } = await terminal.view()
      const last = frames.at(-1) ?? { lines: [], cursor: 0 }
      const top = above - scrolled
      const expected = [...prompts, ...last.lines.map((text) => text.trimEnd())].slice(scrolled)
      expect(lines).toEqual([...expected, ...Array.from({ length: 10 - expected.length }, () => '')])
      expect(cursor).toEqual({ column: last.cursor, line: top, isHidden: false })
      painter.erase()
      const left = await terminal.view()
      expect(left.lines.filter((text) => text !== '')).toEqual(prompts.slice(scrolled))
      expect(left.cursor).toEqual({ column: 0, line: top, isHidden: false })
    }),
    { numRuns: 60 },
  )
})

test('a line that did not change is not written again', () => {
  let written = ''
  const painter = createFramePainter((text) => {
    written = text
  })
  painter.paint(['one', 'two', 'three'], 0)
  painter.paint(['one', 'TWO', 'three'], 0)
  expect(written).toContain('TWO')
  expect(written).not.toMatch(/one|three/)
  painter.forget()
  painter.paint(['one', 'TWO', 'three'], 0)
  expect(written).toMatch(/one[^]*TWO[^]*three/)
})
