import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { recallProfiles, tidyMemory } from './memory.ts'
import { rememberEntry } from './remember-entry.ts'

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'awsx-memory-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'state', 'picker.jsonl')
}

const pin = (path: string, profile: string): void => rememberEntry(path, { what: 'pin', profile, at: 1, score: 1 })
const names = (path: string): string[] => [...recallProfiles(path).keys()]

test('what is remembered is recalled, from a file of our own', () => {
  const path = place()
  expect(names(path)).toEqual([])
  pin(path, 'one')
  pin(path, 'two\n["pin","three",1]')
  expect(names(path)).toEqual(['one', 'two\n["pin","three",1]'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a line that was cut off spoils no other', () => {
  const path = place()
  pin(path, 'one')
  writeFileSync(path, `${readFileSync(path, 'utf8')}["pin","ha`)
  pin(path, 'two')
  expect(names(path)).toEqual(['one', 'two'])
})

test.each<[string, (path: string) => void]>([
  ['bytes that are no text', (path) => writeFileSync(path, Buffer.alloc(5000, 0xff), { mode: 0o600 })],
  ['a huge file', (path) => writeFileSync(path, Buffer.alloc(5_000_000, 0x0a), { mode: 0o600 })],
  ['a file that others may read', (path) => writeFileSync(path, '["pin","x",1]\n', { mode: 0o644 })],
  ['a folder', (path) => mkdirSync(path)],
  ['a symlink', (path) => symlinkSync('/etc/passwd', path)],
])('%s: nothing is recalled, and nothing fails', (_what, make) => {
  const path = place()
  mkdirSync(join(path, '..'), { mode: 0o700 })
  make(path)
  expect(names(path)).toEqual([])
  expect(() => pin(path, 'p')).not.toThrow()
  expect(() => tidyMemory(path, 1)).not.toThrow()
})

test('where no folder can be made it is not remembered', () => {
  const path = place()
  writeFileSync(join(path, '..'), '')
  expect(() => pin(path, 'p')).not.toThrow()
  expect(names(path)).toEqual([])
})

test('a file with another name elsewhere is not written to', () => {
  const path = place()
  mkdirSync(join(path, '..'), { mode: 0o700 })
  const other = join(path, '..', 'other')
  writeFileSync(other, 'mine', { mode: 0o600 })
  linkSync(other, path)
  pin(path, 'p')
  expect(readFileSync(other, 'utf8')).toBe('mine')
})

test('a long file becomes short, and says the same', () => {
  const path = place()
  mkdirSync(join(path, '..'), { mode: 0o700 })
  writeFileSync(path, '["use","daily",1000]\n'.repeat(5_000), { mode: 0o600 })
  pin(path, 'kept')
  const before = recallProfiles(path)
  tidyMemory(path, 1000)
  expect(recallProfiles(path)).toEqual(before)
  expect(readFileSync(path, 'utf8')).toBe('["pin","kept",0]\n["use","daily",1000,5000]\n')
})
