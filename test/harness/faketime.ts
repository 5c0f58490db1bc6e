import { globSync, renameSync, writeFileSync } from 'node:fs'

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

/** What a program needs in its environment to take the time from `file`; its children do so too. */
export function followClockFile(file: string): Readonly<Record<string, string>> {
  return {
    LD_PRELOAD: findFaketime(),
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    // The names of old and new versions of it: timers run on.
    DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    // awsx keeps in a file's times when its content ends.
    NO_FAKE_STAT: '1',
  }
}

/** Sets the clock that is `file`, as libfaketime reads it. Programs read it at any moment: never half a file. */
export function setClockFile(file: string, text: string): void {
  writeFileSync(`${file}.new`, `${text}\n`)
  renameSync(`${file}.new`, file)
}
