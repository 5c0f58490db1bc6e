// What the hook meets: tmux, direnv, shells in shells.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { assign, hookShells, loadHook } from './support/story-shell.ts'
import { startReadyStory } from './support/story.ts'

/** The program of a profile that needs nothing else. */
const answer = JSON.stringify({
  Version: 1,
  AccessKeyId: 'ASIANAMESNAMESNAMESN',
  SecretAccessKey: 'x'.repeat(40),
  SessionToken: 'x'.repeat(100),
  Expiration: '2099-01-01T14:02:00Z',
})
const hostile = '#(touch canary) %H ;kill-server;'

describe.each(hookShells)('%s', (shell) => {
  test('a pane of tmux has the profile from use to off, and its format runs nothing', async () => {
    const { here } = await startReadyStory()
    const program = here.write(join(here.bin, 'give-answer'), `#!/bin/sh\necho '${answer}'\n`, 0o755)
    here.write(
      '.aws/config',
      `[profile "${hostile}"]\ncredential_process = ${program}\n[profile prod]\ncredential_process = ${program}\n`,
    )
    const socket = `${here.root}/tmux`
    const tmux = (...words: string[]): string => `tmux -S ${socket} ${words.join(' ')}`
    expect(await here.runCommand(['sh', '-c', tmux('-f /dev/null new-session -d -x 80 -y 24 cat')])).toMatchObject({
      code: 0,
    })
    const pane = (await here.runCommand(['sh', '-c', tmux("list-panes -F '#{pane_id}'")])).stdout.trim()
    const conf = (await here.run(['hook', 'prompt', 'tmux'])).stdout
    here.write('tmux.conf', conf)
    const format = tmux(`display-message -p -t '${pane}' '#{T:status-right}'`)
    const script = [
      loadHook(shell),
      tmux('set -g status-right "x"'),
      tmux('source-file tmux.conf'),
      'awsx use prod',
      format,
      `awsx use '${hostile}'`,
      format,
      'awsx off',
      format,
    ]
    const env = { TMUX: `${socket},1,0`, TMUX_PANE: pane }
    const { stdout, stderr } = await here.shell(shell, script.join('\n'), { env })
    await here.runCommand(['sh', '-c', tmux('kill-server')])
    expect(stderr).toBe('')
    expect(stdout).toBe(
      'x #[fg=red]☁ prod until 14:02#[default]\nx #[fg=default]☁ ?(touch canary) ?H ?kill-server? until 14:02#[default]\nx \n',
    )
    expect(existsSync(join(here.home, 'canary'))).toBe(false)
  })

  test('a shell in a used shell has a past of its own, and two shells do not meet', async () => {
    const { here } = await startReadyStory()
    const inner = (script: string): string =>
      `${shell} ${shell === 'zsh' ? '-f' : shell === 'bash' ? '--norc' : '--no-config'} -c '${script}'`
    const show = shell === 'fish' ? 'echo "<$AWSX_PROFILE>"' : 'echo "<${AWSX_PROFILE-}>"'
    const last = shell === 'fish' ? 'echo $status' : 'echo $?'
    const script = [
      loadHook(shell),
      'awsx use web-admin',
      // The inner shell knows no use of its own: nothing before it, and off takes away what it got.
      inner(`${loadHook(shell)}; ${show}; awsx - 2>said; ${last}; awsx off; ${show}; awsx - 2>said; ${last}`),
      show,
      `exec ${inner(`${show}; ${loadHook(shell)}; awsx off; ${show}`)}`,
    ]
    const { stdout } = await here.shell(shell, script.join('\n'))
    expect(stdout).toBe('<web-admin>\n2\n<>\n2\n<web-admin>\n<web-admin>\n<>\n')
  })

  test('a read-only session comes back read-only', async () => {
    const { here } = await startReadyStory()
    const log = '#!/bin/sh\necho "$AWSX_PREVIOUS" >>previous\nexec "$REAL" "$@"\n'
    here.write('fake/awsx', log, 0o755)
    const script = [
      loadHook(shell),
      assign(shell, 'REAL', here.awsx),
      shell === 'fish' ? `set -gx PATH ${here.home}/fake $PATH` : `PATH='${here.home}/fake:'"$PATH"`,
      'awsx use web-admin --read-only',
      'awsx use web-admin',
      'awsx -',
      'awsx off',
      'awsx -',
      'cat previous',
    ]
    const { stdout, stderr } = await here.shell(shell, script.join('\n'))
    expect(stderr).toBe('')
    const full = '["web-admin"]'
    const readOnly = '["web-admin","--read-only"]'
    expect(stdout.split('\n')).toEqual(['', '', readOnly, full, readOnly, ''])
  })
})

test('the piece for powerlevel10k takes the text and the colour from the hook', async () => {
  const { here } = await startReadyStory()
  const script = `p10k() { print -r -- "$@" }
${loadHook('zsh')}
source <(awsx hook prompt powerlevel10k)
prompt_awsx; echo none
AWSX_PROFILE='a-prod%F{blue}$(touch canary)' AWSX_EXPIRES_AT=1; prompt_awsx`
  const { stdout, stderr } = await here.shell('zsh', script)
  expect({ stdout, stderr }).toEqual({
    stdout: 'none\nsegment -f red -t ☁ a-prod%%F{blue}$(touch canary) expired\n',
    stderr: '',
  })
})

test('the piece for tide goes by what is exported', async () => {
  const { here } = await startReadyStory()
  const script = `function _tide_print_item; echo $argv; end
awsx hook prompt tide | source
_tide_item_awsx; echo none
set -gx AWSX_PROFILE \\e'[2Jdev'; _tide_item_awsx
set -gx AWSX_EXPIRES_AT 1; _tide_item_awsx
set -gx AWSX_EXPIRES_AT (math (date +%s) + 3570); _tide_item_awsx`
  const { stdout, stderr } = await here.shell('fish', script)
  expect({ stdout, stderr }).toEqual({
    stdout: 'none\nawsx ☁  ?[2Jdev\nawsx ☁  ?[2Jdev expired\nawsx ☁  ?[2Jdev 59m\n',
    stderr: '',
  })
})

test('direnv gets the credentials of a folder, and leaves them there', async () => {
  const { here } = await startReadyStory()
  const { stdout: text } = await here.run(['hook', 'direnv'])
  here.write('.config/direnv/lib/awsx.sh', text)
  here.write('project/.envrc', 'use awsx web-admin\nexport OTHER=kept\n')
  here.write('locked/.envrc', 'use awsx no-such-profile\nexport OTHER=kept\n')
  const script = `
eval "$(direnv hook bash)"
direnv allow project; direnv allow locked
cd project; eval "$(direnv export bash 2>/dev/null)"; echo "<$AWSX_PROFILE> <$AWS_REGION> <$OTHER>"
cd ..; eval "$(direnv export bash 2>/dev/null)"; echo "<$AWSX_PROFILE> <$OTHER>"
cd locked; eval "$(direnv export bash 2>said)"; echo "<$AWSX_PROFILE> <$OTHER>"; cat said`
  const { stdout } = await here.shell('bash', script)
  const [inside, outside, locked, ...said] = stdout.split('\n')
  expect([inside, outside, locked]).toEqual(['<web-admin> <us-east-1> <kept>', '<> <>', '<> <kept>'])
  expect(said.join('\n')).toContain('awsx: no credentials; try: awsx env no-such-profile >/dev/null && direnv reload')
})
