import { globSync } from 'node:fs'

/**
 * `LD_PRELOAD` for libfaketime (the Debian package `faketime`). Throws where it is not installed.
 *
 * Not by its program `faketime`: that makes a semaphore that is named after its process, and ends with an error where one
 * of an earlier process of the same number is still there. Every process that is killed under libfaketime leaves one, so
 * after some test runs on one machine it is one call in a hundred.
 */
export function findFaketime(): string {
  const [library] = globSync('/usr/lib{,64,/*}/faketime/libfaketimeMT.so.1')
  if (library === undefined) throw new Error('libfaketime is not there: install faketime')
  return library
}
