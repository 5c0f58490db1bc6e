const charset = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

/**
 * Bech32 of `bytes`, lower case, as ASCII bytes: a secret never becomes a string.
 *
 * Source: BIP 173, without its length limit, as age uses it.
 */
export function encodeBech32(prefix: string, bytes: Uint8Array): Uint8Array {
  const words = regroup(bytes, 8, 5, true) ?? new Uint8Array()
  const checksum = polymod([...expandPrefix(prefix), ...words, 0, 0, 0, 0, 0, 0]) ^ 1
  const text = new Uint8Array(prefix.length + 1 + words.length + 6)
  text.set(Buffer.from(prefix, 'latin1'))
  text[prefix.length] = 0x31
  words.forEach((word, index) => (text[prefix.length + 1 + index] = charset.charCodeAt(word)))
  for (let index = 0; index < 6; index++) {
    text[text.length - 6 + index] = charset.charCodeAt((checksum >>> (5 * (5 - index))) & 31)
  }
  words.fill(0)
  return text
}

/**
 * The bytes in a Bech32 text with this lower-case prefix; null when it is not one, or mixes upper and lower case.
 */
export function decodeBech32(prefix: string, text: Uint8Array): Uint8Array | null {
  const upper = text.every((code) => code < 0x61 || code > 0x7a)
  const lower = text.every((code) => code < 0x41 || code > 0x5a)
  if ((!upper && !lower) || text.length < prefix.length + 7) return null
  const words = new Uint8Array(text.length - prefix.length - 1)
  for (let index = 0; index < text.length; index++) {
    const character = String.fromCharCode(text[index] ?? 0).toLowerCase()
    if (index < prefix.length + 1) {
      if (character !== (index === prefix.length ? '1' : prefix[index])) return null
      continue
    }
    const word = charset.indexOf(character)
    if (word < 0) return null
    words[index - prefix.length - 1] = word
  }
  try {
    if (polymod([...expandPrefix(prefix), ...words]) !== 1) return null
    return regroup(words.subarray(0, -6), 5, 8, false)
  } finally {
    words.fill(0)
  }
}

function expandPrefix(prefix: string): number[] {
  const codes = [...Buffer.from(prefix, 'latin1')]
  return [...codes.map((code) => code >>> 5), 0, ...codes.map((code) => code & 31)]
}

function polymod(words: readonly number[]): number {
  let checksum = 1
  for (const word of words) {
    const top = checksum >>> 25
    checksum = ((checksum & 0x1ffffff) << 5) ^ word
    generators.forEach((generator, bit) => {
      if (((top >>> bit) & 1) === 1) checksum ^= generator
    })
  }
  return checksum >>> 0
}

function regroup(input: Uint8Array, from: number, to: number, pad: boolean): Uint8Array | null {
  const output = new Uint8Array(pad ? Math.ceil((input.length * from) / to) : Math.floor((input.length * from) / to))
  let buffer = 0
  let bits = 0
  let length = 0
  for (const value of input) {
    buffer = ((buffer << from) | value) & 0xfff
    bits += from
    while (bits >= to) {
      bits -= to
      output[length++] = (buffer >>> bits) & ((1 << to) - 1)
    }
  }
  const rest = buffer & ((1 << bits) - 1)
  if (pad && bits > 0) output[length] = (rest << (to - bits)) & ((1 << to) - 1)
  // What is left over must be padding: less than one input group, and zero.
  if (!pad && (bits >= from || rest !== 0)) return null
  return output
}
