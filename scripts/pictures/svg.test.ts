import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blankCell } from '../../test/harness/screen-cells.ts'
import type { Cell, ScreenCells } from '../../test/harness/screen-cells.ts'
import { disguise } from './disguise.ts'
import { escapeText, formatSvg } from './svg.ts'

const frame = { title: 'awsx <status>', description: 'sessions & time left' }
const toRow = (text: string, look: Partial<Cell> = {}): Cell[] =>
  [...text].map((one) => ({ ...blankCell, ...look, text: one }))
const toScreen = (...rows: Cell[][]): ScreenCells => ({ columns: rows[0]?.length ?? 0, rows, cursor: null })
const draw = (...rows: Cell[][]): string => formatSvg(toScreen(...rows), frame)

/** The texts of a document. Throws where it is no XML: this takes all that the writer could get wrong. */
function readXml(document: string): string[] {
  const open: string[] = []
  const texts: string[] = []
  const token =
    /<\/(?<end>\w+)>|<(?<name>\w+)(?: [\w-]+="[^"<&]*")*(?<empty>\/?)>|(?<text>(?:[^<>&]|&(?:amp|lt|gt|quot);)+)/y
  while (token.lastIndex < document.length) {
    const at = token.lastIndex
    const found = token.exec(document)?.groups
    if (found === undefined) throw new Error(`no XML: ${document.slice(at, at + 80)}`)
    const { end, name, empty, text } = found
    if (end !== undefined && open.pop() !== end) throw new Error(`</${end}> ends nothing`)
    if (name !== undefined && empty === '') open.push(name)
    if (text !== undefined && text.trim() !== '') texts.push(text)
  }
  if (open.length > 0) throw new Error(`<${open.join('><')}> is left open`)
  return texts
}

describe('formatSvg', () => {
  test('is well-formed whatever stands in the cells', () => {
    const unit = fc.integer({ min: 0, max: 0x2fff }).map((code) => String.fromCodePoint(code))
    fc.assert(
      fc.property(fc.string({ unit, minLength: 1 }), (text) => {
        readXml(draw(toRow(text)))
      }),
    )
  })

  test('escapes titles and texts', () => {
    expect(readXml(draw(toRow('a<b>&"c"')))).toEqual([
      'awsx &lt;status&gt;',
      'sessions &amp; time left',
      expect.stringContaining('text{'),
      'awsx &lt;status&gt;',
      'a&lt;b&gt;&amp;&quot;c&quot;',
    ])
  })

  test('a stretch of one look is one text, as wide as its cells', () => {
    const document = draw([...toRow('  web-admin  '), ...toRow('ready', { foreground: 2, bold: true })])
    expect(document).toContain('<text x="30.8" y="58" textLength="75.6">web-admin</text>')
    expect(document).toContain('<text x="123.2" y="58" textLength="42" fill="#56d364" class="b">ready</text>')
  })

  test('what another font may draw wider stands in its own place', () => {
    const document = draw([
      ...toRow('a'),
      ...toRow('界', { width: 2 }),
      { ...blankCell, text: '', width: 0 },
      ...toRow('b'),
    ])
    expect(document).toContain('<text x="22.4" y="58" textLength="16.8">界</text>')
    expect(document).toContain('<text x="39.2" y="58" textLength="8.4">b</text>')
  })

  test('inverse is a rectangle behind text of the window’s colour', () => {
    const document = draw(toRow(' ok ', { inverse: true }))
    expect(document).toContain('<rect x="14" y="44" width="33.6" height="19" fill="#d8dee9"/>')
    expect(document).toContain('<text x="22.4" y="58" textLength="16.8" fill="#161b22">ok</text>')
  })

  test.for<[Cell['foreground'], string]>([
    [1, '#ff7b72'],
    [16 + 36 * 5 + 6 * 1 + 0, '#ff5f00'],
    [244, '#808080'],
    ['#123456', '#123456'],
  ])('the colour %s is %s', ([foreground, hex]) => {
    expect(draw(toRow('x', { foreground }))).toContain(`fill="${hex}">x<`)
  })

  test('refers to nothing outside', () => {
    const document = draw(toRow('https://example.com'))
    expect(document.replace('xmlns="http://www.w3.org/2000/svg"', '')).not.toMatch(/href|url\(|<script|@import|="http/)
  })
})

test('escapeText leaves out what XML has not', () => {
  expect(escapeText('a\u0000\u001b[1m\ud800b\uffff')).toBe('a[1mb')
})

describe('disguise', () => {
  const home = '/tmp/awsAbCdEf'

  test('the throw-away home is franklin’s, also across the end of a line', () => {
    const rows = [toRow('in /tmp/aws'), toRow('AbCdEf/.aws')]
    const shown = disguise(toScreen(...rows), home).rows.map((row) => row.map(({ text }) => text).join(''))
    expect(shown).toEqual(['in /home/fr', 'anklin/.aws'])
  })

  test.for(['/tmp/awsAbCd…', 'http://127.0.0.1:4000', '/tmp/other'])('never lets %s through', (text) => {
    expect(() => disguise(toScreen(toRow(text)), home)).toThrow('the picture would show')
  })
})
