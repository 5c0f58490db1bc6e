import { AwsxError } from '@awsx/core'

/** Limits that are checked before any key is derived or any byte is decrypted (SECURITY section 1, row 26). */
export const ageLimits: {
  readonly fileBytes: number
  readonly headerBytes: number
  readonly stanzas: number
  readonly logN: number
} = { fileBytes: 1_048_576, headerBytes: 16_384, stanzas: 32, logN: 19 }

/** The arguments of one stanza; the first is its type. */
export type StanzaArguments = readonly [string, ...string[]]

const postQuantum = new Set(['mlkem768x25519', 'mlkem768p256tag'])
const classic = new Set(['X25519', 'p256tag', 'ssh-rsa', 'ssh-ed25519', 'piv-p256'])

/**
 * The stanzas of an age file, once its header is known to be one that awsx works with.
 *
 * Refused with `vault_damaged`: a file or header that is too large, more than 32 stanzas, none at all, armor, scrypt
 * beside anything else or with a work factor above 19, and post-quantum beside classic recipients.
 * Source: age-encryption.org/v1, section "Header".
 */
export function readAgeHeader(file: Uint8Array, path: string): StanzaArguments[] {
  const refuse = (what: string): AwsxError =>
    new AwsxError('vault_damaged', `${path} ${what}`, { hint: 'awsx vault verify', data: { path } })
  if (file.length === 0) throw refuse('is empty')
  if (file.length > ageLimits.fileBytes) throw refuse(`is larger than ${ageLimits.fileBytes} bytes`)
  const head = Buffer.from(file.buffer, file.byteOffset, Math.min(file.length, ageLimits.headerBytes)).toString(
    'latin1',
  )
  if (head.startsWith('-----BEGIN AGE')) throw refuse('is an armored age file, and awsx keeps binary ones')
  if (!head.startsWith('age-encryption.org/v1\n')) throw refuse('is not an age file')
  const stanzas = parseStanzas(head)
  if (stanzas === 'too many') throw refuse(`has more than ${ageLimits.stanzas} recipients`)
  if (stanzas === 'too long') throw refuse(`has no complete header in its first ${ageLimits.headerBytes} bytes`)
  if (stanzas === 'malformed') throw refuse('has a damaged header')
  const problem = findMixture(stanzas)
  if (problem !== null) throw refuse(problem)
  return stanzas
}

function parseStanzas(head: string): StanzaArguments[] | 'malformed' | 'too long' | 'too many' {
  const lines = head.split('\n')
  // What follows the last line feed is payload, or a line the limit cut.
  const count = lines.length - 1
  const stanzas: StanzaArguments[] = []
  let index = 1
  while (index < count) {
    const line = lines[index++] ?? ''
    if (/^--- [A-Za-z0-9+/]{43}$/.test(line)) return stanzas
    if (!/^->( [\x21-\x7e]+)+$/.test(line)) return 'malformed'
    const [type = '', ...rest] = line.slice(3).split(' ')
    stanzas.push([type, ...rest])
    if (stanzas.length > ageLimits.stanzas) return 'too many'
    let body = ''
    do {
      if (index >= count) return 'too long'
      body = lines[index++] ?? ''
      if (!/^[A-Za-z0-9+/]{0,64}$/.test(body)) return 'malformed'
    } while (body.length === 64)
  }
  return 'too long'
}

function findMixture(stanzas: readonly StanzaArguments[]): string | null {
  if (stanzas.length === 0) return 'has no recipients'
  const scrypt = stanzas.filter(([type]) => type === 'scrypt')
  if (scrypt.length > 1) return 'has two passphrases'
  if (scrypt[0] !== undefined) {
    if (stanzas.length > 1) return 'has a passphrase beside other recipients'
    const logN = scrypt[0][2] ?? ''
    if (scrypt[0].length !== 3 || !/^[1-9][0-9]?$/.test(logN)) return 'has a damaged passphrase header'
    if (Number(logN) > ageLimits.logN) return `asks for work factor ${logN}, and ${ageLimits.logN} is the most`
  }
  const mixed = stanzas.some(([type]) => postQuantum.has(type)) && stanzas.some(([type]) => classic.has(type))
  return mixed ? 'mixes post-quantum and classic recipients' : null
}
