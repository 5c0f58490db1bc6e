import { execFileSync } from 'node:child_process'
import { hostileNames } from '@awsx/core/hostile-names'
import { expect, test } from 'vitest'
import { formatHookCommand } from './hook-command.ts'

test('the profile by a variable, each word in quotes, and the code of the end for the function', () => {
  expect(formatHookCommand('--help', ['/bin/sh', '-c', "echo 'x'"], 'bash')).toBe(
    `# awsx 1\nAWSX_PROFILE='--help' \\command awsx exec -- '/bin/sh' '-c' 'echo '\\''x'\\''' || __awsx_status=$?\n`,
  )
  expect(formatHookCommand('p', [], 'fish')).toBe(
    `# awsx 1\nAWSX_PROFILE='p' command awsx exec --; set -g __awsx_ended $status\n`,
  )
})

// What a shell without any hook hands to the program: here `printenv`, in the place of awsx.
test.each([...hostileNames])('%s arrives as it is', (_title, name) => {
  const code = formatHookCommand(name, [], 'posix').replace('\\command awsx exec --', 'printenv AWSX_PROFILE')
  expect(execFileSync('/bin/sh', ['-c', code], { encoding: 'utf8' })).toBe(`${name}\n`)
})
