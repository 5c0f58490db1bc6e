import { expect, test } from 'vitest'
import { createOpenedObjects } from './opened-objects.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('gives back only what the very same bytes held', () => {
  const opened = createOpenedObjects()
  expect(opened.find('/a', bytes('sealed'))).toBeNull()
  opened.keep('/a', bytes('sealed'), bytes('plain'))
  expect(opened.find('/a', bytes('sealed'))).toEqual(bytes('plain'))
  expect(opened.find('/a', bytes('Sealed'))).toBeNull()
  expect(opened.find('/b', bytes('sealed'))).toBeNull()
})

test('its answers are copies: whoever overwrites one takes nothing away', () => {
  const opened = createOpenedObjects()
  opened.keep('/a', bytes('sealed'), bytes('plain'))
  opened.find('/a', bytes('sealed'))?.fill(0)
  expect(opened.find('/a', bytes('sealed'))).toEqual(bytes('plain'))
})

test('keeps the newest 500', () => {
  const opened = createOpenedObjects()
  for (let index = 0; index <= 500; index++) opened.keep(`/${index}`, bytes('s'), bytes('p'))
  expect(opened.find('/0', bytes('s'))).toBeNull()
  expect(opened.find('/500', bytes('s'))).toEqual(bytes('p'))
})
