import { statSync } from 'node:fs'
import { readAwsFiles, type AwsFiles } from './aws-files.ts'

/** Reads both AWS files, and again only when one of them or what leads to them has changed. */
export type ReadAwsFiles = (env: Readonly<Record<string, string | undefined>>, folder: string) => AwsFiles

// A file that changed within the clock's grain of being read may change again without showing it.
const grainMs = 2_000
const mostKept = 8

interface Kept {
  readonly files: AwsFiles
  readonly signature: string
}

/** A reader that keeps what it read, for a process that lives long. Throws as {@link readAwsFiles}. */
export function createAwsFilesCache(now: () => number): ReadAwsFiles {
  const kept = new Map<string, Kept>()
  return (env, folder) => {
    const key = JSON.stringify([env['HOME'], env['AWS_CONFIG_FILE'], env['AWS_SHARED_CREDENTIALS_FILE'], folder])
    const found = kept.get(key)
    if (found !== undefined && found.signature === signatureOf(found.files, now())) return found.files
    const files = readAwsFiles(env, folder)
    kept.delete(key)
    const signature = signatureOf(files, now())
    if (signature !== null) kept.set(key, { files, signature })
    for (const oldest of kept.keys()) if (kept.size > mostKept) kept.delete(oldest)
    return files
  }
}

/** What changes whenever a file does; null while that could not be told. */
function signatureOf({ files }: AwsFiles, now: number): string | null {
  const parts: string[] = []
  for (const { path } of files) {
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats === undefined) parts.push('none')
    else if (now - stats.ctimeMs < grainMs) return null
    else parts.push([stats.dev, stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' '))
  }
  return parts.join('\n')
}
