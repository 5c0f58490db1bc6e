import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AwsxError } from '@awsx/core'
import { expect, test } from 'vitest'
import { readConfigFiles } from './config-files.ts'
import type { ConfigFile, ConfigFilesOptions } from './config-files.ts'
import { errorOf } from './testing/sts-bench.ts'
import { makeTempFolder } from './testing/temp-folder.ts'

const text = '[profile a]\nregion = eu-west-1\n'

/** A file `config` in a folder of its own, and what reading it gives. */
function configFile(content: string | Buffer = text): {
  path: string
  read: (options?: ConfigFilesOptions) => ConfigFile
} {
  const path = join(makeTempFolder(), 'config')
  writeFileSync(path, content, { mode: 0o600 })
  return { path, read: (options) => readConfig(path, options) }
}

function readConfig(path: string, options?: ConfigFilesOptions): ConfigFile {
  const [config] = readConfigFiles({ AWS_CONFIG_FILE: path, AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }, options)
  if (config === undefined) throw new Error('no config file')
  return config
}

const failureOf = (path: string): Promise<AwsxError> => errorOf(Promise.resolve().then(() => readConfig(path)))

test('the two files of HOME', () => {
  const home = makeTempFolder()
  mkdirSync(join(home, '.aws'), { mode: 0o700 })
  writeFileSync(join(home, '.aws/config'), text, { mode: 0o600 })
  expect(readConfigFiles({ HOME: home, AWS_CONFIG_FILE: '' })).toEqual([
    { kind: 'config', path: join(home, '.aws/config'), text, untrusted: null, warning: null },
    { kind: 'credentials', path: join(home, '.aws/credentials'), text: null, untrusted: null, warning: null },
  ])
})

test('~/ is HOME, and a relative path starts in the current folder', () => {
  const home = makeTempFolder()
  const env = { HOME: home, AWS_CONFIG_FILE: '~/a', AWS_SHARED_CREDENTIALS_FILE: 'b' }
  expect(readConfigFiles(env, { folder: '/x' }).map(({ path }) => path)).toEqual([join(home, 'a'), '/x/b'])
})

test('I241 HOME-unset, unless both files are named', async () => {
  const files = { AWS_CONFIG_FILE: '/nonexistent/a', AWS_SHARED_CREDENTIALS_FILE: '/nonexistent/b' }
  expect(readConfigFiles(files).map((file) => file.text)).toEqual([null, null])
  const error = await errorOf(Promise.resolve().then(() => readConfigFiles({ AWS_CONFIG_FILE: '/nonexistent/a' })))
  expect([error.code, error.message]).toEqual(['config_invalid', 'HOME is not set'])
  expect(error.hint).toContain('AWS_SHARED_CREDENTIALS_FILE')
})

test('I242 HOME-relative', async () => {
  const error = await errorOf(Promise.resolve().then(() => readConfigFiles({ HOME: 'x' })))
  expect([error.code, error.message]).toEqual(['config_invalid', 'HOME is not a whole path: x'])
})

test('A42 include-tilde-user', async () => {
  expect((await failureOf('~root/config')).code).toBe('config_invalid')
})

test('A5 utf8-bom is kept for the parser', () => {
  expect(configFile(`\ufeff${text}`).read().text).toBe(`\ufeff${text}`)
})

test.each([
  ['A6 utf16le', Buffer.from(`\ufeff${text}`, 'utf16le'), ':1 cannot be read: it is UTF-16'],
  ['A6 utf16le without a mark', Buffer.from(text, 'utf16le'), ':1 cannot be read: it is UTF-16'],
  ['A9 nul-byte', Buffer.from('[a]\nb = 1\nc = \0\n'), ':3 cannot be read: it holds a NUL byte'],
  ['A10 invalid-utf8', Buffer.from([91, 97, 93, 10, 0xc3, 0x28, 10]), ':2 cannot be read: it is not valid UTF-8'],
  ['A10 invalid-utf8 at the end', Buffer.from([10, 10, 0xff]), ':3 cannot be read: it is not valid UTF-8'],
])('%s', async (_case, content, words) => {
  const { path } = configFile(content)
  const error = await failureOf(path)
  expect(error.code).toBe('config_unreadable')
  expect(error.message).toContain(`${path}${words}`)
})

test('A11 10mb-file', async () => {
  const { path, read } = configFile()
  truncateSync(path, 10_485_761)
  expect((await failureOf(path)).message).toContain('larger than 10 MiB')
  writeFileSync(path, 'x'.repeat(10_485_760))
  expect(read().text).toHaveLength(10_485_760)
})

test('A29 config-is-symlink', () => {
  const { path } = configFile()
  const link = join(makeTempFolder(), 'link')
  symlinkSync(path, link)
  expect(readConfig(link)).toMatchObject({ path: link, text, untrusted: null })
})

test('A29 config-is-symlink in a circle', async () => {
  const link = join(makeTempFolder(), 'link')
  symlinkSync(link, link)
  expect((await failureOf(link)).message).toContain('circle')
})

test('A30 config-is-fifo', async () => {
  const path = join(makeTempFolder(), 'fifo')
  execFileSync('mkfifo', [path])
  const error = await failureOf(path)
  expect([error.code, error.message]).toEqual([
    'config_unreadable',
    `${path} cannot be read: it is a fifo, not a regular file`,
  ])
})

test('A31 config-is-dir', async () => {
  expect((await failureOf(makeTempFolder())).message).toContain('it is a folder')
})

test('a device, except /dev/null', async () => {
  expect((await failureOf('/dev/zero')).message).toContain('it is a device')
  expect(readConfig('/dev/null')).toMatchObject({ text: '', untrusted: null, warning: null })
})

test('A32 config-mode-0666', () => {
  const { path, read } = configFile()
  chmodSync(path, 0o666)
  expect(read().untrusted).toBe(`${path} is writable by every user (chmod o-w)`)
})

test('A27 credproc-in-repo-config: a folder everybody can write to', () => {
  const { path, read } = configFile()
  chmodSync(join(path, '..'), 0o777)
  expect(read().untrusted).toContain('is writable by every user')
  chmodSync(join(path, '..'), 0o1777)
  expect(read().untrusted).toBeNull()
})

const isRoot = process.getuid?.() === 0

test('A33 config-foreign-owner', () => {
  const { path, read } = configFile()
  const uid = isRoot ? 12_345 : (process.getuid?.() ?? 0)
  if (isRoot) chownSync(path, uid, 0)
  expect(read({ uid: 54_321 }).untrusted).toBe(`${path} belongs to another user (uid ${uid})`)
})

test.skipIf(!isRoot)('group-writable: fine for a user-private group, else a warning', () => {
  const { path, read } = configFile()
  chmodSync(path, 0o664)
  chownSync(path, 12_345, 12_345)
  expect(read({ uid: 12_345 })).toMatchObject({ untrusted: null, warning: null })
  chownSync(path, 12_345, 100)
  expect(read({ uid: 12_345 })).toMatchObject({ untrusted: null, warning: expect.stringContaining('group 100') })
})
