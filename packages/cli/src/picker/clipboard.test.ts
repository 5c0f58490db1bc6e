import { expect, test } from 'vitest'
import { evalLine, formatClipboard } from './clipboard.ts'

const payload = Buffer.from('eval "$(awsx env p)"').toString('base64')

test('OSC 52, and in tmux a second one that is handed on', () => {
  const plain = `\u001b]52;c;${payload}\u0007`
  expect(formatClipboard('eval "$(awsx env p)"', {})).toBe(plain)
  expect(formatClipboard('eval "$(awsx env p)"', { TMUX: '/tmp/tmux,1,0' })).toBe(
    `${plain}\u001bPtmux;\u001b\u001b]52;c;${payload}\u0007\u001b\\`,
  )
})

test.each([
  ['web-admin', {}, 'eval "$(awsx env web-admin)"'],
  ['with blank', { SHELL: '/usr/bin/zsh' }, `eval "$(awsx env 'with blank')"`],
  ['web-admin', { SHELL: '/usr/bin/fish' }, 'awsx env web-admin | source'],
  ['web-admin', { SHELL: '/bin/bash', AWSX_HOOK: 'fish' }, 'awsx env web-admin | source'],
  // What a name holds never runs, wherever the line is pasted.
  [`x'$(touch /tmp/pwned)'`, {}, 'eval "$(awsx env PROFILE)"'],
  ['\u001b]52;c;eA==\u0007', {}, 'eval "$(awsx env PROFILE)"'],
])('%s', (profile, env, line) => {
  expect(evalLine(profile, env)).toBe(line)
})
