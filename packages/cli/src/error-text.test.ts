import { lstatSync } from 'node:fs'
import { AwsxError } from '@awsx/core'
import { expect, test } from 'vitest'
import { formatError } from './error-text.ts'

function catchError(task: () => unknown): unknown {
  try {
    return task()
  } catch (error) {
    return error
  }
}

test('an error of awsx is its message and its hint', () => {
  const error = new AwsxError('usage', 'which one?', { hint: 'awsx --help' })
  expect(formatError(error)).toBe('awsx: error: which one?\nawsx: hint: awsx --help')
  expect(formatError(new AwsxError('usage', 'which one?'))).toBe('awsx: error: which one?')
})

test('a system call that failed on a file is not called a fault of awsx', () => {
  const error = catchError(() => lstatSync('/nowhere/at/all'))
  expect(formatError(error)).toMatch(
    /^awsx: error: ENOENT: .*'\/nowhere\/at\/all'\nawsx: hint: ls -ld \/nowhere\/at\/all$/,
  )
})

test('nor is one without a path', () => {
  const error = Object.assign(new Error('EIO: i/o error, close'), { code: 'EIO', syscall: 'close' })
  expect(formatError(error)).toMatch(/^awsx: error: EIO: i\/o error, close\nawsx: hint: the system refused a call/)
})

test('anything else is', () => {
  expect(formatError(new TypeError('x is not a function'))).toMatch(
    /^awsx: error: x is not.*\nawsx: hint: this is a fault of awsx/,
  )
  expect(formatError('a\u001b[2J')).not.toContain('\u001b')
})
