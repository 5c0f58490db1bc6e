import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Canaries } from './canary.ts'

/** The files of a world: what a test writes is known, everything else must hold no secret. */
export interface WorldFiles {
  /** Writes a file, 0600 unless told otherwise, with its folders; returns its path. */
  write(path: string, content: string | Uint8Array, mode?: number): string
  /** Throws where a planted secret is in a file under the folder that no test wrote as it is now. */
  check(canaries: Canaries): void
}

/** The files under `root`; relative paths start at `home`. */
export function createWorldFiles(root: string, home: string): WorldFiles {
  const written = new Map<string, string>()

  return {
    write(path, content, mode = 0o600) {
      const file = path.startsWith('/') ? path : join(home, path)
      mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
      writeFileSync(file, content)
      chmodSync(file, mode)
      written.set(file, digest(Buffer.from(content)))
      return file
    },
    check(canaries) {
      for (const entry of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
        const file = join(root, entry)
        const content = readRegularFile(file)
        if (content !== null && written.get(file) !== digest(content)) canaries.check('file', file, content)
      }
    },
  }
}

function readRegularFile(path: string): Buffer | null {
  try {
    return lstatSync(path).isFile() ? readFileSync(path) : null
  } catch {
    // It may be gone, or closed to us: awsx tidies up meanwhile.
    return null
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
