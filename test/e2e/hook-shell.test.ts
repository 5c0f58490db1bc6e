import { describe, expect, test } from 'vitest'
import { startReadyStory } from './support/story.ts'
import { hookShells, loadHook } from './support/story-shell.ts'
import type { HookShell } from './support/story-shell.ts'

const posix = ['bash', 'zsh'] as const
/** The variable with the status of the last command. */
const status = (shell: HookShell): string => (shell === 'fish' ? '$status' : '$?')

describe.each(posix)('%s', (shell) => {
  test('set -eu stays quiet, from the hook to off twice', async () => {
    const { here } = await startReadyStory()
    const script = `set -eu\n${loadHook(shell)}\nawsx off\nawsx use web-admin\nawsx use web-admin\nawsx off\nawsx -\nawsx off\nawsx off\n${loadHook(shell)}\necho done`
    const result = await here.shell(shell, script)
    expect(result).toMatchObject({ code: 0, stdout: 'done\n', stderr: '' })
  })

  test('I260 set -x tracing on in the hook shows no secret, and is on again afterwards', async () => {
    const { here } = await startReadyStory()
    const { stdout } = await here.run(['env', 'web-admin', '--format', 'json'])
    const { SecretAccessKey, SessionToken } = JSON.parse(stdout) as Record<string, string>
    const script = `${loadHook(shell)}\nset -x\nawsx use web-admin\n: still on\nawsx off\n: and still`
    const { code, stderr } = await here.shell(shell, script)
    expect(code).toBe(0)
    expect(stderr).toMatch(/\+.*: still on/)
    expect(stderr).toMatch(/\+.*: and still/)
    for (const secret of [SecretAccessKey, SessionToken]) expect(stderr).not.toContain(secret ?? 'missing')
  })

  test('a variable that was not exported is not exported afterwards', async () => {
    const { here } = await startReadyStory()
    const script = `AWS_PROFILE=mine\n${loadHook(shell)}\nawsx use web-admin\nawsx off\necho "$AWS_PROFILE"; printenv AWS_PROFILE || echo not exported`
    const result = await here.shell(shell, script)
    expect(result).toMatchObject({ stdout: 'mine\nnot exported\n', stderr: '' })
  })

  test('works with aliases, other options and a function called command', async () => {
    const { here } = await startReadyStory()
    const options =
      shell === 'zsh'
        ? 'setopt sh_word_split ksh_arrays no_nomatch null_glob warn_create_global'
        : 'set -o posix; IFS=_'
    const script = `alias unset='echo aliased' export='echo aliased' eval='echo aliased'\n${options}\n\\${loadHook(shell)}\nawsx use web-admin\nprintenv AWSX_PROFILE AWS_REGION\nawsx off\nprintenv AWSX_PROFILE AWS_REGION || echo gone`
    const result = await here.shell(shell, script)
    expect(result).toMatchObject({ stdout: 'web-admin\nus-east-1\ngone\n', stderr: '' })
  })
})

describe.each(hookShells)('the hook in %s', (shell) => {
  test('the status is that of awsx, and a failed use changes nothing', async () => {
    const { here } = await startReadyStory()
    const script = `${loadHook(shell)}
awsx use web-admin
awsx use no-such-profile
echo "use ${status(shell)}"
awsx use web-admin --refresh --no-input
echo "refresh ${status(shell)}"
printenv AWSX_PROFILE
awsx off
echo "off ${status(shell)}"
awsx of
echo "typo ${status(shell)}"`
    const { stdout, stderr } = await here.shell(shell, script)
    expect(stdout).toBe('use 3\nrefresh 0\nweb-admin\noff 0\ntypo 2\n')
    expect(stderr).toContain("'no-such-profile'")
  })

  test('other words pass through with exit code, quoting, pipes and stdin', async () => {
    const { here } = await startReadyStory()
    const script = `${loadHook(shell)}
awsx exec web-admin -- printf '[%s]' 'a b' '' '*' '$HOME'
echo
awsx exec web-admin -- sh -c 'exit 42'
echo "code ${status(shell)}"
printf 'in\\n' | awsx exec web-admin -- cat | tr i o
awsx --version | cut -c 1-4
awsx use --help | head -1
awsx - --help | head -1
awsx off -h | head -1`
    const { stdout, stderr } = await here.shell(shell, script)
    expect(stderr).toBe('')
    expect(stdout).toBe(
      '[a b][][*][$HOME]\ncode 42\non\nawsx\nUse a profile in this shell (with the hook).\nUse the previous profile again (with the hook).\nGive this shell its old environment back.\n',
    )
  })

  test('options reach the program, and what it says to a person is seen', async () => {
    const { here, takeCalls, withCode } = await startReadyStory()
    const code = withCode().join(' ')
    const script = `${loadHook(shell)}\nawsx use web-admin --duration 30m --region eu-west-1 ${code}\nprintenv AWS_REGION`
    expect(await here.shell(shell, script)).toMatchObject({ stdout: 'eu-west-1\n', stderr: '' })
    expect(takeCalls()).toEqual(['AssumeRole'])
    const failing = await here.shell(shell, `${loadHook(shell)}\nawsx use web-admin --duration never`)
    expect(failing.stderr).toMatch(/^awsx: error: .*--duration.*\nawsx: hint: /)
  })

  test('without the hook, use and off say how to get it', async () => {
    const { here } = await startReadyStory()
    for (const words of ['use web-admin', 'off', '-']) {
      const { stdout, stderr } = await here.shell(shell, `awsx ${words}\necho "code ${status(shell)}"`)
      expect(stdout).toBe('code 2\n')
      expect(stderr).toContain(loadHook(shell))
    }
  })

  test('awsx alone is for the picker: its code is evaluated, its exit code passed on', async () => {
    const { here } = await startReadyStory()
    const picker = `#!/bin/sh
[ "$# $AWSX_HOOK" = '0 ${shell}' ] || exit 9
printf '# awsx 1\\n__awsx_leave\\n__awsx_export AWSX_PROFILE picked\\n'
exit "$PICK"
`
    here.write('fake/awsx', picker, 0o755)
    const path =
      shell === 'fish' ? `set -gx PATH ${here.home}/fake $PATH` : `PATH='${here.home}/fake:${here.env['PATH']}'`
    const script = [
      loadHook(shell),
      path,
      `${shell === 'fish' ? 'set -gx PICK 130' : 'export PICK=130'}; awsx; echo "${status(shell)} <$AWSX_PROFILE>"`,
      `${shell === 'fish' ? 'set -gx PICK 0' : 'PICK=0'}; awsx; echo "${status(shell)} <$AWSX_PROFILE>"`,
      `awsx ''; echo "${status(shell)}"`,
    ]
    const { stdout, stderr } = await here.shell(shell, script.join('\n'))
    expect({ stdout, stderr }).toEqual({ stdout: '130 <>\n0 <picked>\n9\n', stderr: '' })
  })

  test('what is no code for the hook is not evaluated', async () => {
    const { here } = await startReadyStory()
    here.write('fake/awsx', '#!/bin/sh\necho "touch evaluated"\n', 0o755)
    const path = `${here.home}/fake:${here.env['PATH']}`
    const lines = shell === 'fish' ? [`set -gx PATH ${here.home}/fake $PATH`] : [`PATH='${path}'`]
    const script = [loadHook(shell), ...lines, 'awsx use web-admin', 'test -e evaluated; or echo clean']
    const text = script.join('\n').replace('; or', shell === 'fish' ? '; or' : ' ||')
    expect((await here.shell(shell, text)).stdout).toBe('clean\n')
  })
})

test.each(['awsx off', 'exit'])('a universal variable of fish is back after %s', async (end) => {
  const { here } = await startReadyStory()
  const show = 'printenv AWS_PROFILE; or echo none'
  const script = `set -Ux AWS_PROFILE universal\nset -Ux AWS_REGION eu-west-1\n${loadHook('fish')}\nawsx use web-admin\n${show}\n${end}\n${show}`
  // Universal variables are read only with a config folder.
  const { stdout } = await here.runCommand(['fish', '-c', script])
  expect(stdout).toBe(end === 'exit' ? 'none\n' : 'none\nuniversal\n')
  const later = await here.runCommand([
    'fish',
    '-c',
    `${show}; printenv AWS_REGION; set -qU AWS_REGION; and echo still`,
  ])
  expect(later.stdout).toBe('universal\neu-west-1\nstill\n')
})
