import {
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
  Decrypter,
  type Identity,
  type Recipient,
} from 'age-encryption'
import { AwsxError, Secret } from '@awsx/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { openAge, sealAge } from './age.ts'
import { ageLimits, readAgeHeader } from './age-header.ts'
import { decodeBech32, encodeBech32 } from './bech32.ts'
import { createScryptIdentity, createScryptRecipient } from './scrypt.ts'
import { createX25519Identity, createX25519Recipient, toRecipient } from './x25519.ts'

const scalar = new Uint8Array(32).fill(7)
const passphrase = new Secret('correct horse battery')
const never: Identity = {
  unwrapFileKey() {
    throw new Error('a key was derived for a file that should have been refused before')
  },
}

const codeOf = async (promise: Promise<unknown>): Promise<string> => {
  try {
    await promise
    return 'accepted'
  } catch (error) {
    return error instanceof AwsxError ? `${error.code}: ${error.message}` : String(error)
  }
}
const refusal = (file: Uint8Array | string): Promise<string> => codeOf(openAge(Buffer.from(file), never, 'FILE'))
const mac = `--- ${'A'.repeat(43)}\n`
const header = (...stanzas: string[]): string => `age-encryption.org/v1\n${stanzas.join('')}${mac}${'x'.repeat(40)}`
const x25519 = `-> X25519 ${'A'.repeat(43)}\n${'A'.repeat(43)}\n`
const scrypt = (logN: string): string => `-> scrypt ${'A'.repeat(22)} ${logN}\n${'A'.repeat(43)}\n`
const seal = (text: string | Uint8Array = 'text', logN = 4): Promise<Uint8Array> =>
  sealAge(Buffer.from(text), [createScryptRecipient(passphrase, logN)], 'FILE')

test('E100 zero-recipients: neither made nor read', async () => {
  expect(await codeOf(sealAge(new Uint8Array(), [], 'FILE'))).toMatch(/^unexpected: FILE would have no recipients/)
  expect(await refusal(header())).toBe('vault_damaged: FILE has no recipients')
})

test('an empty passphrase is refused', async () => {
  expect(() => createScryptRecipient(new Secret(''), 18)).toThrow(/empty/)
  expect(() => createScryptIdentity(new Secret(''), 'FILE')).toThrow(/empty/)
})

test.each(['20', '31', '99', '01', '+18', '0', '18.', '1e1', '', '018'])(
  'E101 logN-%s: refused before any key is derived',
  async (logN) => {
    expect(await refusal(header(scrypt(logN)))).toMatch(/^vault_damaged: FILE (asks for work factor|has a damaged)/)
  },
)

test('E101 logN-19 is the most that is derived', async () => {
  expect(await codeOf(openAge(Buffer.from(header(scrypt('19'))), never, 'FILE'))).toMatch(/does not open/)
  expect(() => createScryptRecipient(passphrase, 20)).toThrow(RangeError)
})

test('E102 scrypt-plus-x25519: neither made nor read', async () => {
  expect(await refusal(header(scrypt('4'), x25519))).toBe(
    'vault_damaged: FILE has a passphrase beside other recipients',
  )
  const both = [createScryptRecipient(passphrase, 1), createX25519Recipient(toRecipient(scalar))]
  expect(await codeOf(sealAge(new Uint8Array(), both, 'FILE'))).toMatch(/passphrase beside other/)
})

test('E103 two-scrypt: neither made nor read', async () => {
  expect(await refusal(header(scrypt('4'), scrypt('4')))).toBe('vault_damaged: FILE has two passphrases')
  const both = [createScryptRecipient(passphrase, 1), createScryptRecipient(passphrase, 1)]
  expect(await codeOf(sealAge(new Uint8Array(), both, 'FILE'))).toMatch(/two passphrases/)
})

test('E104 20k-stanzas: refused at the 33rd', async () => {
  const small = '-> a\n\n'
  expect(readAgeHeader(Buffer.from(header(...Array<string>(32).fill(small))), 'FILE')).toHaveLength(32)
  expect(await refusal(header(...Array<string>(33).fill(small)))).toBe(
    'vault_damaged: FILE has more than 32 recipients',
  )
  expect(await refusal(header(...Array<string>(10_000).fill(x25519)))).toMatch(/^vault_damaged: FILE has more than 32/)
})

test('E105 50mb-header-line: refused by its size', async () => {
  expect(await refusal(Buffer.alloc(50_000_000, 0x41))).toBe('vault_damaged: FILE is larger than 1048576 bytes')
  expect(await refusal(header(`-> ${'a'.repeat(900_000)}\n\n`))).toBe(
    'vault_damaged: FILE has no complete header in its first 16384 bytes',
  )
  expect(await refusal(header(`-> a\n${`${'A'.repeat(64)}\n`.repeat(1000)}\n`))).toMatch(/no complete header/)
})

test('E119 payload-2-chunks', async () => {
  const text = Buffer.alloc(100_000, 'x')
  const opened = await openAge(await seal(text), createScryptIdentity(passphrase, 'FILE'), 'FILE')
  expect(Buffer.from(opened).equals(text)).toBe(true)
})

test('what is too large to read is not written', async () => {
  expect(await codeOf(seal(Buffer.alloc(ageLimits.fileBytes)))).toMatch(/^write_failed: FILE would be larger/)
})

test('E120 trailing-garbage', async () => {
  const file = await seal()
  for (const tail of ['\0', '\n', 'x'.repeat(70_000)]) {
    const opened = openAge(Buffer.concat([file, Buffer.from(tail)]), createScryptIdentity(passphrase, 'FILE'), 'FILE')
    expect(await codeOf(opened)).toMatch(/^vault_damaged: FILE does not open/)
  }
})

test('E121 armored-file', async () => {
  expect(await refusal('-----BEGIN AGE ENCRYPTED FILE-----\nYWdl\n')).toMatch(
    /^vault_damaged: FILE is an armored age file/,
  )
})

test('E122 crlf-mangled', async () => {
  const file = Buffer.from(await seal())
    .toString('latin1')
    .replaceAll('\n', '\r\n')
  expect(await refusal(Buffer.from(file, 'latin1'))).toBe('vault_damaged: FILE is not an age file')
})

test('E123 zero-length', async () => {
  expect(await refusal('')).toBe('vault_damaged: FILE is empty')
})

test('E134 pq-mixed-classic: neither made nor read', async () => {
  expect(await refusal(header('-> mlkem768x25519 AAAA\n\n', x25519))).toMatch(/mixes post-quantum and classic/)
  const hybrid = await identityToRecipient(await generateHybridIdentity())
  const encrypter = new Encrypter()
  encrypter.addRecipient(hybrid)
  encrypter.addRecipient(toRecipient(scalar))
  expect(await refusal(await encrypter.encrypt('text'))).toMatch(/mixes post-quantum and classic/)
  const fake: Recipient = { wrapFileKey: () => [{ args: ['mlkem768x25519', 'A'], body: new Uint8Array(32) }] }
  expect(await codeOf(sealAge(new Uint8Array(), [fake, createX25519Recipient(toRecipient(scalar))], 'FILE'))).toMatch(
    /mixes/,
  )
})

test.each([
  'age-encryption.org/v2\n',
  header('-> \n\n'),
  header('->\n\n'),
  header('-> a  b\n\n'),
  header('-> a\n=\n'),
  header(`-> a\n${'A'.repeat(65)}\n`),
  header('-> a\u0001\n\n'),
  `age-encryption.org/v1\n-> a\n\n--- short\n`,
])('a header outside the grammar: %j', async (file) => {
  expect(await refusal(file)).toMatch(/^vault_damaged: FILE (has|is)/)
})

test('our scrypt and the library agree, both ways', async () => {
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase.reveal())
  expect(await decrypter.decrypt(await seal('ours'), 'text')).toBe('ours')
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase.reveal())
  encrypter.setScryptWorkFactor(5)
  const opened = await openAge(await encrypter.encrypt('theirs'), createScryptIdentity(passphrase, 'FILE'), 'FILE')
  expect(Buffer.from(opened).toString()).toBe('theirs')
})

test('our X25519 and the library agree, both ways', async () => {
  const text = await generateX25519Identity()
  const theirScalar = decodeBech32('age-secret-key-', Buffer.from(text)) ?? new Uint8Array()
  const decrypter = new Decrypter()
  decrypter.addIdentity(text)
  const file = await sealAge(Buffer.from('ours'), [createX25519Recipient(toRecipient(theirScalar))], 'FILE')
  expect(await decrypter.decrypt(file, 'text')).toBe('ours')
  const encrypter = new Encrypter()
  encrypter.addRecipient(toRecipient(theirScalar))
  const opened = await openAge(await encrypter.encrypt('theirs'), createX25519Identity(theirScalar), 'FILE')
  expect(Buffer.from(opened).toString()).toBe('theirs')
})

test('X25519 with a share of low order is refused, and so is a recipient of low order', async () => {
  const body = 'A'.repeat(43)
  const file = header(`-> X25519 ${'A'.repeat(43)}\n${body}\n`)
  expect(await codeOf(openAge(Buffer.from(file), createX25519Identity(scalar), 'FILE'))).toMatch(/^vault_damaged/)
  const zero = Buffer.from(encodeBech32('age', new Uint8Array(32))).toString()
  await expect(sealAge(new Uint8Array(), [createX25519Recipient(zero)], 'FILE')).rejects.toThrow(/deriv|order/i)
})

test('the wrong passphrase is told apart from a damaged file', async () => {
  const file = await seal()
  const wrong = createScryptIdentity(new Secret('another one altogether'), 'FILE')
  expect(await codeOf(openAge(file, wrong, 'FILE'))).toBe('wrong_passphrase: the passphrase does not open FILE')
})

test('never anything but an AwsxError, whatever the bytes', async () => {
  const lines = fc.constantFrom(
    'age-encryption.org/v1\n',
    x25519,
    scrypt('4'),
    mac,
    '-> a b\n',
    'QUFB\n',
    '\n',
    '\0',
    'x',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(lines, { maxLength: 8 }), async (parts) => {
      expect(await codeOf(openAge(Buffer.from(parts.join('')), createX25519Identity(scalar), 'FILE'))).toMatch(
        /^vault_damaged: /,
      )
    }),
  )
})
