import { execFileSync } from 'node:child_process'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { errorOf } from './testing/sts-bench.ts'
import { makeTempFolder } from './testing/temp-folder.ts'
import { createTokenReader } from './token-reader.ts'

function tokenFile(content: string): string {
  const path = join(makeTempFolder(), 'token')
  writeFileSync(path, content)
  return path
}

test('a token, without the line break after it', async () => {
  expect((await createTokenReader().read(tokenFile('eyJ.x.y\n'))).reveal()).toBe('eyJ.x.y')
})

test('H229 webidentity-token-file-symlink', async () => {
  const link = join(makeTempFolder(), 'link')
  symlinkSync(tokenFile('eyJ.x.y'), link)
  expect((await createTokenReader().read(link)).reveal()).toBe('eyJ.x.y')
})

test.each([
  ['H230 token-file-empty', '', 'it is empty'],
  ['H230 only blanks', ' \n', 'it is empty'],
  ['two lines', 'secretA\nsecretB', 'not one token'],
  ['a control character', 'secret\u001b[31m', 'not one token'],
])('%s', async (_case, content, words) => {
  const error = await errorOf(createTokenReader().read(tokenFile(content)))
  expect(error.code).toBe('config_unreadable')
  expect(error.message).toContain(words)
  expect(error.message).not.toContain('secret')
})

test('H231 jwt-64kb', async () => {
  const reader = createTokenReader()
  expect((await reader.read(tokenFile('x'.repeat(65_536)))).reveal()).toHaveLength(65_536)
  expect((await errorOf(reader.read(tokenFile('x'.repeat(65_537))))).message).toContain('larger than 64 KiB')
})

test('no file, and a fifo', async () => {
  const fifo = join(makeTempFolder(), 'fifo')
  execFileSync('mkfifo', [fifo])
  expect((await errorOf(createTokenReader().read(`${fifo}.none`))).message).toContain('no such file')
  expect((await errorOf(createTokenReader().read(fifo))).message).toContain('it is a fifo')
})
