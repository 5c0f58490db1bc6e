import { closeSync, openSync, readFileSync, readSync } from 'node:fs'

/** How often a secret is in the memory of a process, by how it is written there. */
export interface MemoryCount {
  readonly utf8: number
  readonly utf16le: number
  readonly hex: number
  readonly base64: number
}

/** What a scan saw. */
export interface MemoryScan {
  /** Of every secret, under its name. */
  readonly counts: Readonly<Record<string, MemoryCount>>
  /** Memory that was read; a scan that saw next to nothing proves nothing. */
  readonly bytes: number
}

const chunkBytes = 16 * 1024 * 1024

/**
 * Reads all memory of a running process, as a core file would have it, and counts secrets in it. Linux only.
 *
 * The process is not stopped. Throws where its memory may not be read: that of one which refuses tracing only root reads.
 * Base64 is looked for at all three alignments, without the characters at either end that hang on what is beside it.
 */
export function scanMemory(pid: number, secrets: Readonly<Record<string, Uint8Array>>): MemoryScan {
  const patterns = Object.entries(secrets).map(([name, secret]) => ({ name, forms: formsOf(Buffer.from(secret)) }))
  const counts: Record<string, MemoryCount> = {}
  for (const { name } of patterns) counts[name] = { utf8: 0, utf16le: 0, hex: 0, base64: 0 }
  const overlap = Math.max(...patterns.flatMap(({ forms }) => forms.map(({ bytes }) => bytes.length))) - 1
  const buffer = Buffer.alloc(overlap + chunkBytes)
  let bytes = 0
  const fd = openSync(`/proc/${pid}/mem`, 'r')
  try {
    for (const region of listRegions(pid)) {
      for (const { chunk, fresh } of readRegion(fd, buffer, region, overlap)) {
        bytes += fresh
        for (const { name, forms } of patterns) {
          const count = counts[name]
          if (count !== undefined) counts[name] = addForms(count, forms, chunk, chunk.length - fresh)
        }
      }
    }
  } finally {
    closeSync(fd)
  }
  return { counts, bytes }
}

interface Form {
  readonly kind: keyof MemoryCount
  readonly bytes: Buffer
}

function formsOf(secret: Buffer): Form[] {
  const hex = secret.toString('hex')
  const forms: Form[] = [
    { kind: 'utf8', bytes: secret },
    { kind: 'utf16le', bytes: Buffer.from(secret.toString('latin1'), 'utf16le') },
    { kind: 'hex', bytes: Buffer.from(hex) },
    { kind: 'hex', bytes: Buffer.from(hex.toUpperCase()) },
  ]
  for (const before of [0, 1, 2]) {
    const text = Buffer.concat([Buffer.alloc(before), secret])
      .toString('base64')
      .replaceAll('=', '')
    const whole = Math.floor(((before + secret.length) * 8) / 6)
    const middle = text.slice(Math.ceil((before * 8) / 6), whole)
    forms.push({ kind: 'base64', bytes: Buffer.from(middle) })
    const url = middle.replaceAll('+', '-').replaceAll('/', '_')
    if (url !== middle) forms.push({ kind: 'base64', bytes: Buffer.from(url) })
  }
  return forms
}

function addForms(count: MemoryCount, forms: readonly Form[], chunk: Buffer, seen: number): MemoryCount {
  const sum = { ...count }
  for (const { kind, bytes } of forms) {
    // What ends within the part that was there before has been counted.
    const from = Math.max(0, seen - bytes.length + 1)
    for (let at = chunk.indexOf(bytes, from); at !== -1; at = chunk.indexOf(bytes, at + 1)) sum[kind] += 1
  }
  return sum
}

interface Region {
  readonly start: number
  readonly end: number
}

const pageBytes = 4096

/** Runs of pages that are in memory or in swap: a runtime reserves gigabytes that it never touches. */
function listRegions(pid: number): Region[] {
  const pagemap = openSync(`/proc/${pid}/pagemap`, 'r')
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8')
      .split('\n')
      .flatMap((line) => {
        // The kernel's own pages are left out.
        const [, start = '', end = ''] = /^([0-9a-f]+)-([0-9a-f]+) r(?!.*\[v(?:var|syscall))/.exec(line) ?? []
        return start === '' ? [] : touchedPages(pagemap, Number.parseInt(start, 16), Number.parseInt(end, 16))
      })
  } finally {
    closeSync(pagemap)
  }
}

/** Source: Documentation/admin-guide/mm/pagemap.rst, bits 62 (swapped) and 63 (present) of the u64 for a page. */
function touchedPages(pagemap: number, start: number, end: number): Region[] {
  const entries = Buffer.alloc(((end - start) / pageBytes) * 8)
  const length = readSync(pagemap, entries, 0, entries.length, (start / pageBytes) * 8)
  const regions: Region[] = []
  for (let at = 0; at < length; at += 8) {
    if (((entries[at + 7] ?? 0) & 0xc0) === 0) continue
    const page = start + (at / 8) * pageBytes
    const last = regions.at(-1)
    if (last?.end === page) regions[regions.length - 1] = { start: last.start, end: page + pageBytes }
    else regions.push({ start: page, end: page + pageBytes })
  }
  return regions
}

/** Pieces of a region, each with the end of the one before in front of what is fresh. */
function* readRegion(
  fd: number,
  buffer: Buffer,
  region: Region,
  overlap: number,
): Generator<{ chunk: Buffer; fresh: number }> {
  let kept = 0
  for (let at = region.start; at < region.end;) {
    const wanted = Math.min(region.end - at, chunkBytes)
    let count: number
    try {
      count = readSync(fd, buffer, kept, wanted, BigInt(at))
    } catch {
      // Unmapped meanwhile, or memory that no read can reach.
      return
    }
    if (count === 0) return
    const length = kept + count
    yield { chunk: buffer.subarray(0, length), fresh: count }
    kept = Math.min(overlap, length)
    buffer.copyWithin(0, length - kept, length)
    at += count
  }
}
