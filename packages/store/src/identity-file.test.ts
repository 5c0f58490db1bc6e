import { chmodSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AwsxError, Secret } from '@awsx/core'
import { Decrypter } from 'age-encryption'
import { expect, test } from 'vitest'
import { formatIdentityText, parseIdentityText } from './identity.ts'
import { changePassphrase, createIdentityFile, openIdentity } from './identity-file.ts'
import { checkPassphrase } from './passphrase.ts'
import { hasAge, makeFolder, otherScalar, runAge, testScalar } from './store-fixture.ts'
import { toRecipient } from './x25519.ts'

const first = new Secret('correct horse battery')
const second = new Secret('staple correct horse')
const fast = { logN: 4 }
const failure = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => 'done',
    (cause: unknown) => cause,
  )
  return error instanceof AwsxError ? `${error.code} ${error.message}` : String(error)
}
const openWith = (path: string, passphrase: Secret): Promise<string> =>
  openIdentity({ kind: 'passphrase', path, passphrase }).then(({ recipient }) => recipient)
const openPlain = (path: string): Promise<string> =>
  openIdentity({ kind: 'file', path }).then(({ recipient }) => recipient)

test('identity.age is a stock age file with an identity file in it', async () => {
  const path = join(makeFolder(), 'data', 'identity.age')
  const { recipient } = await createIdentityFile(path, first, fast)
  const decrypter = new Decrypter()
  decrypter.addPassphrase(first.reveal())
  const text = await decrypter.decrypt(readFileSync(path), 'text')
  expect(text).toMatch(new RegExp(`^# public key: ${recipient}\nAGE-SECRET-KEY-1[0-9A-Z]{58}\n$`))
  expect(await openWith(path, first)).toBe(recipient)
})

test('the work factor is 18 unless a test lowers it', async () => {
  const path = join(makeFolder(), 'identity.age')
  await createIdentityFile(path, first)
  expect(readFileSync(path, 'latin1')).toMatch(/^age-encryption.org\/v1\n-> scrypt \S+ 18\n/)
})

test('an identity is never replaced by a new one', async () => {
  const path = join(makeFolder(), 'identity.age')
  const { recipient } = await createIdentityFile(path, first, fast)
  expect(await failure(createIdentityFile(path, second, fast))).toMatch(/^write_failed .* is there already/)
  expect(await openWith(path, first)).toBe(recipient)
})

test('another passphrase: same identity, only the new one opens it, nothing is left behind', async () => {
  const folder = makeFolder()
  const path = join(folder, 'identity.age')
  const { recipient } = await createIdentityFile(path, first, fast)
  expect(await failure(changePassphrase(path, second, first, fast))).toMatch(/^wrong_passphrase /)
  expect(await failure(changePassphrase(path, first, new Secret('short'), fast))).toMatch(/^usage /)
  expect(await openWith(path, first)).toBe(recipient)
  await changePassphrase(path, first, second, fast)
  expect(await openWith(path, second)).toBe(recipient)
  expect(await failure(openWith(path, first))).toMatch(/^wrong_passphrase /)
  expect(readdirSync(folder)).toEqual(['identity.age'])
})

test('a missing or damaged identity.age is said to be that', async () => {
  const path = join(makeFolder(), 'identity.age')
  expect(await failure(openWith(path, first))).toMatch(/^vault_damaged .* is missing/)
  await createIdentityFile(path, first, fast)
  const file = readFileSync(path)
  file[file.length - 1] = (file.at(-1) ?? 0) ^ 1
  writeFileSync(path, file)
  expect(await failure(openWith(path, first))).toMatch(/^vault_damaged .* does not open/)
})

test('E117 file-truncated-each-byte and E118 bitflip-each-byte, of identity.age', async () => {
  const path = join(makeFolder(), 'identity.age')
  await createIdentityFile(path, first, fast)
  const file = readFileSync(path)
  for (let index = 0; index < file.length; index++) {
    writeFileSync(path, file.subarray(0, index))
    expect(await failure(openWith(path, first))).toMatch(/^(vault_damaged|wrong_passphrase) /)
    const flipped = Buffer.from(file)
    flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8))
    // A flipped digit may ask for work factor 14 or less, never for more than 19.
    writeFileSync(path, flipped)
    expect(await failure(openWith(path, first))).toMatch(/^(vault_damaged|wrong_passphrase) /)
  }
})

test('a plain identity file: comments, blank lines, CRLF', async () => {
  const path = join(makeFolder(), 'identity.txt')
  const line = Buffer.from(formatIdentityText(testScalar)).toString().split('\n')[1] ?? ''
  for (const text of [`${line}\n`, line, `# created: now\r\n\r\n${line}\r\n`]) {
    writeFileSync(path, text, { mode: 0o600 })
    expect(await openPlain(path)).toBe(toRecipient(testScalar))
  }
  chmodSync(path, 0o400)
  expect(await openPlain(path)).toBe(toRecipient(testScalar))
})

test('a plain identity file that others can read, a link and a folder are refused', async () => {
  const folder = makeFolder()
  const path = join(folder, 'identity.txt')
  expect(await failure(openPlain(path))).toMatch(/^config_unreadable /)
  writeFileSync(path, formatIdentityText(testScalar))
  chmodSync(path, 0o640)
  expect(await failure(openPlain(path))).toMatch(/^config_untrusted .* mode 0640/)
  chmodSync(path, 0o600)
  symlinkSync(path, join(folder, 'link'))
  expect(await failure(openPlain(join(folder, 'link')))).toMatch(/^config_untrusted .* is a symlink/)
  mkdirSync(join(folder, 'dir'))
  expect(await failure(openPlain(join(folder, 'dir')))).toMatch(/^config_untrusted .* not a regular file/)
})

test.each([
  ['E135 plugin-name-slash', 'AGE-PLUGIN-..%2FEVIL-1QQQQ'],
  ['E136 plugin-name-dotdot', 'AGE-PLUGIN-..-1QQQQ'],
  ['a post-quantum identity', 'AGE-SECRET-KEY-PQ-1QQQQ'],
  ['a recipient', toRecipient(testScalar)],
  ['nothing', '# nothing\n'],
  [
    'two identities',
    Buffer.from(formatIdentityText(testScalar)).toString() + Buffer.from(formatIdentityText(otherScalar)).toString(),
  ],
  ['a blank before it', ` ${Buffer.from(formatIdentityText(testScalar)).toString().split('\n')[1]}`],
])('%s is not one identity, and is not echoed', async (_name, text) => {
  const path = join(makeFolder(), 'identity.txt')
  writeFileSync(path, text, { mode: 0o600 })
  const message = await failure(openPlain(path))
  expect(message).toBe(`config_invalid ${path} does not hold exactly one age X25519 identity`)
})

test('a wrong check character is no identity', () => {
  const text = formatIdentityText(testScalar)
  expect(parseIdentityText(text)).toEqual(testScalar)
  text[text.length - 2] = text.at(-2) === 0x51 ? 0x50 : 0x51
  expect(parseIdentityText(text)).toBeNull()
})

test('what a new passphrase must be', () => {
  expect(checkPassphrase(new Secret(''))).toMatchObject({ problem: 'the passphrase is empty' })
  expect(checkPassphrase(new Secret('elevenchars'))).toMatchObject({ problem: expect.stringContaining('12') as string })
  expect(checkPassphrase(new Secret('twelve chars'))).toEqual({ problem: null, warning: null })
  expect(checkPassphrase(new Secret('zwölf Zeichen')).warning).toMatch(/keyboard/)
})

test('once destroyed, an identity gives no key', async () => {
  const identity = await createIdentityFile(join(makeFolder(), 'identity.age'), first, fast)
  identity.destroy()
  identity.destroy()
  expect(() => identity.deriveStoreKey('00')).toThrow(/destroyed/)
})

test.runIf(hasAge)('the age command opens a file with the identity in clear', async () => {
  const folder = makeFolder()
  const { sealAge } = await import('./age.ts')
  const { createX25519Recipient } = await import('./x25519.ts')
  writeFileSync(join(folder, 'id'), formatIdentityText(testScalar), { mode: 0o600 })
  writeFileSync(
    join(folder, 'file'),
    await sealAge(Buffer.from('text'), [createX25519Recipient(toRecipient(testScalar))], 'f'),
  )
  expect(runAge(join(folder, 'id'), join(folder, 'file'))).toBe('text')
})
