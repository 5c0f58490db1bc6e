import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { afterEach, expect, test } from 'vitest'
import { writeFileDurably, type DurableWriteOptions } from './durable-file.ts'
import { ensureFolder } from './folder.ts'
import { makeFolder, makeKey, makeSession, makeStoreFixture } from './store-fixture.ts'

const umask = process.umask()
afterEach(() => void process.umask(umask))

const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)
const write = (path: string, text: string, options?: DurableWriteOptions): string => {
  try {
    writeFileDurably(path, Buffer.from(text), options)
    return 'written'
  } catch (error) {
    return error instanceof AwsxError ? `${error.code} ${error.message.replace(path, 'FILE')}` : String(error)
  }
}

test('makes and replaces a file, and leaves nothing else', () => {
  const folder = makeFolder()
  const path = join(folder, 'file')
  expect(write(path, 'old')).toBe('written')
  expect(write(path, 'new')).toBe('written')
  expect(readFileSync(path, 'utf8')).toBe('new')
  expect(modeOf(path)).toBe('600')
  expect(readdirSync(folder)).toEqual(['file'])
})

test('the mode is narrowed to 0600, or kept when asked', () => {
  const path = join(makeFolder(), 'file')
  writeFileSync(path, 'old')
  chmodSync(path, 0o640)
  write(path, 'kept', { keepMode: true })
  expect(modeOf(path)).toBe('640')
  write(path, 'narrow')
  expect(modeOf(path)).toBe('600')
})

test('a symlink is refused, or one level of it followed', () => {
  const folder = makeFolder()
  mkdirSync(join(folder, 'dotfiles'))
  const target = join(folder, 'dotfiles', 'config')
  writeFileSync(target, 'old')
  const link = join(folder, 'config')
  symlinkSync('dotfiles/config', link)
  symlinkSync('config', join(folder, 'twice'))
  expect(write(link, 'new')).toBe('write_failed FILE is a symlink')
  expect(write(join(folder, 'twice'), 'new', { followSymlink: true })).toBe('write_failed FILE is a symlink')
  expect(readFileSync(target, 'utf8')).toBe('old')
  expect(write(link, 'new', { followSymlink: true })).toBe('written')
  expect(readFileSync(target, 'utf8')).toBe('new')
  expect(lstatSync(link).isSymbolicLink()).toBe(true)
})

test('exclusive: what is there is not replaced', () => {
  const folder = makeFolder()
  expect(write(join(folder, 'file'), 'first', { exclusive: true })).toBe('written')
  expect(write(join(folder, 'file'), 'second', { exclusive: true })).toMatch(/^write_failed FILE is there already/)
  expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('first')
  expect(readdirSync(folder)).toEqual(['file'])
})

test('a folder in its place, and a folder that is missing', () => {
  const folder = makeFolder()
  expect(write(folder, 'x')).toBe('write_failed FILE is not a regular file')
  expect(write(join(folder, 'none', 'file'), 'x')).toBe('write_failed FILE could not be written (ENOENT)')
})

test('a short write never replaces the good file', () => {
  const folder = makeFolder()
  const path = join(folder, 'file')
  writeFileSync(path, 'good')
  const module = join(import.meta.dirname, 'durable-file.ts')
  // SIGXFSZ is ignored, so that the write comes back short and the next one fails, as on a full disk.
  const script = `import('${module}').then((m) => m.writeFileDurably('${path}', Buffer.alloc(100_000))).then(() => console.log('lied'), (error) => console.log(error.code, error.data.errno))`
  const result = spawnSync(
    'sh',
    ['-c', 'trap "" XFSZ; ulimit -f 8; exec "$0" --input-type=module -e "$1"', process.execPath, script],
    {
      encoding: 'utf8',
    },
  )
  expect(result.stdout.trim() + result.stderr).toBe('write_failed EFBIG')
  expect(readFileSync(path, 'utf8')).toBe('good')
  expect(readdirSync(folder)).toEqual(['file'])
})

test.each([0o000, 0o022, 0o077, 0o777])(
  'I248 umask-000, I249 umask-777: folders 0700, files 0600 under umask %o',
  async (mask) => {
    const fixture = makeStoreFixture()
    process.umask(mask)
    const store = await fixture.create()
    await store.keys.put(makeKey('prod'))
    await store.sessions.put(makeSession('key'))
    process.umask(umask)
    const entries = readdirSync(fixture.home, { recursive: true, withFileTypes: true })
    const modes = entries.map(
      (entry) => `${entry.isDirectory() ? 'folder' : 'file'} ${modeOf(join(entry.parentPath, entry.name))}`,
    )
    expect(new Set(modes)).toEqual(new Set(['folder 700', 'file 600']))
    expect(modes.filter((mode) => mode === 'file 600')).toHaveLength(4)
  },
)

test('a folder that others may write to is refused', () => {
  const folder = join(makeFolder(), 'open')
  ensureFolder(folder)
  chmodSync(folder, 0o777)
  expect(() => ensureFolder(folder)).toThrow(/can be written by others/)
})

test('an exclusive write that finds something says EEXIST, so that the caller can use what is there', () => {
  const path = join(makeFolder(), 'file')
  writeFileDurably(path, new Uint8Array([1]), { exclusive: true })
  expect(() => writeFileDurably(path, new Uint8Array([2]), { exclusive: true })).toThrow(
    expect.objectContaining({
      code: 'write_failed',
      data: expect.objectContaining({ errno: 'EEXIST', outcome: 'unchanged' }),
    }),
  )
  expect([...readFileSync(path)]).toEqual([1])
})
