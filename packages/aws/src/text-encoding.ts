import { isUtf8 } from 'node:buffer'
import { AwsxError } from '@awsx/core'

/**
 * The text of a UTF-8 file; a byte order mark is kept as U+FEFF.
 *
 * @throws AwsxError `config_unreadable` for UTF-16, a NUL byte or invalid UTF-8, with file and line
 */
export function decodeText(path: string, bytes: Buffer): string {
  const nul = bytes.indexOf(0)
  if (nul === -1 && isUtf8(bytes)) return bytes.toString('utf8')
  if (isUtf16(bytes)) throw wrongEncoding(path, 1, 'it is UTF-16, not UTF-8', `iconv -f UTF-16 -t UTF-8 '${path}'`)
  if (nul !== -1) throw wrongEncoding(path, lineOf(bytes, nul), 'it holds a NUL byte')
  throw wrongEncoding(path, firstInvalidLine(bytes), 'it is not valid UTF-8')
}

function isUtf16(bytes: Buffer): boolean {
  const [first, second] = bytes
  const marked = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  // Without a mark: one half of the first character, which is ASCII in such a file, is zero.
  return marked || (bytes.length > 1 && bytes.length % 2 === 0 && (first === 0) !== (second === 0))
}

function lineOf(bytes: Buffer, offset: number): number {
  let line = 1
  for (let at = bytes.indexOf(10); at !== -1 && at < offset; at = bytes.indexOf(10, at + 1)) line++
  return line
}

function firstInvalidLine(bytes: Buffer): number {
  let line = 1
  let start = 0
  for (;;) {
    const end = bytes.indexOf(10, start)
    if (end === -1 || !isUtf8(bytes.subarray(start, end))) return line
    start = end + 1
    line++
  }
}

function wrongEncoding(path: string, line: number, reason: string, hint?: string): AwsxError {
  return new AwsxError('config_unreadable', `${path}:${line} cannot be read: ${reason}`, {
    hint: hint ?? `open ${path} at line ${line} and save it as UTF-8`,
    data: { file: path, line },
  })
}
