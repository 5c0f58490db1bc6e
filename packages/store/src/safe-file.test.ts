import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { expect, test } from 'vitest'
import { readFileSafely, type SafeReadOptions } from './safe-file.ts'
import { makeFolder } from './store-fixture.ts'

const read = (path: string, options: Partial<SafeReadOptions> = {}): string => {
  try {
    const bytes = readFileSafely(path, { maxBytes: 100, ...options })
    return bytes === null ? 'absent' : Buffer.from(bytes).toString()
  } catch (error) {
    return error instanceof AwsxError ? `${error.code} ${error.message.replace(path, 'FILE')}` : String(error)
  }
}

test('reads up to the limit, and not a byte more', () => {
  const path = join(makeFolder(), 'file')
  for (const length of [0, 1, 100]) {
    writeFileSync(path, 'x'.repeat(length), { mode: 0o600 })
    expect(read(path)).toBe('x'.repeat(length))
  }
  writeFileSync(path, 'x'.repeat(101))
  expect(read(path)).toBe('config_untrusted FILE is larger than 100 bytes')
})

test('absent is null, also where a folder on the way is a file', () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'file'), '')
  expect(read(join(folder, 'none'))).toBe('absent')
  expect(read(join(folder, 'file', 'x'))).toBe('absent')
})

test('E125 symlink: refused, unless it may be followed', () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'file'), 'text', { mode: 0o600 })
  symlinkSync('file', join(folder, 'link'))
  expect(read(join(folder, 'link'))).toBe('config_untrusted FILE is a symlink')
  expect(read(join(folder, 'link'), { followSymlink: true })).toBe('text')
})

test('E127 fifo: refused without waiting for a writer', () => {
  const path = join(makeFolder(), 'fifo')
  execFileSync('mkfifo', ['-m', '600', path])
  expect(read(path)).toBe('config_untrusted FILE is not a regular file')
})

test('a folder is refused', () => {
  const path = join(makeFolder(), 'dir')
  mkdirSync(path)
  expect(read(path)).toBe('config_untrusted FILE is not a regular file')
})

test('E124 sparse-1tb: refused by its size', () => {
  const path = join(makeFolder(), 'file')
  writeFileSync(path, '', { mode: 0o600 })
  truncateSync(path, 2 ** 40)
  expect(read(path)).toBe('config_untrusted FILE is larger than 100 bytes')
})

test.each([0o644, 0o640, 0o604, 0o660, 0o700])('E128 mode-0644: mode %o is too wide', (mode) => {
  const path = join(makeFolder(), 'file')
  writeFileSync(path, 'text')
  chmodSync(path, mode)
  expect(read(path)).toBe(`config_untrusted FILE has mode 0${mode.toString(8)}, which is wider than 0600`)
  expect(read(path, { requirePrivate: false })).toBe('text')
})

test("root's file is read", () => {
  expect(read('/etc/hostname', { requirePrivate: false })).toBe(readFileSync('/etc/hostname', 'utf8'))
})

test.runIf(process.geteuid?.() === 0)("I258 sudo-mixed-ownership: another user's file is refused, even by root", () => {
  const path = join(makeFolder(), 'file')
  writeFileSync(path, 'text', { mode: 0o600 })
  chownSync(path, 65_534, 65_534)
  expect(read(path)).toBe('config_untrusted FILE belongs to another user')
})

test('the caller says what code a file has that cannot be trusted', () => {
  const path = join(makeFolder(), 'dir')
  mkdirSync(path)
  expect(read(path, { untrusted: 'vault_damaged' })).toMatch(/^vault_damaged /)
})
