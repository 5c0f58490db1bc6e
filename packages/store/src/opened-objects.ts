/** Plaintexts by the very bytes they were sealed in: another file is opened anew, whatever its name and date say. */
export interface OpenedObjects {
  /** A copy of the plaintext; null for bytes that were not opened at `path` before. */
  find(path: string, sealed: Uint8Array): Uint8Array | null
  keep(path: string, sealed: Uint8Array, plaintext: Uint8Array): void
}

/** More files than any person's sessions; what comes on top pushes the oldest out. */
const mostKept = 500

/** An empty set of them. */
export function createOpenedObjects(): OpenedObjects {
  const kept = new Map<string, { readonly sealed: Buffer; readonly plaintext: Buffer }>()
  return {
    find(path, sealed) {
      const found = kept.get(path)
      return found?.sealed.equals(sealed) === true ? new Uint8Array(found.plaintext) : null
    },
    keep(path, sealed, plaintext) {
      kept.get(path)?.plaintext.fill(0)
      kept.delete(path)
      kept.set(path, { sealed: Buffer.from(sealed), plaintext: Buffer.from(plaintext) })
      for (const [oldest, { plaintext: old }] of kept) {
        if (kept.size <= mostKept) return
        old.fill(0)
        kept.delete(oldest)
      }
    },
  }
}
