// The line that loads the hook, in and out of start files.
import { lstatSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createWorld } from '../harness/index.ts'
import { findMountProblem, runOnSmallDisk } from './support/fault-mount.ts'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { hookShells } from './support/story-shell.ts'

const startFiles = { bash: '.bashrc', zsh: 'dots/.zshrc', fish: '.config/fish/config.fish' } as const
/** No text in any encoding, and no line break at the end. */
const odd = Buffer.from([...Buffer.from('alias l=ls\r\n# caf'), 0xe9, 0xff, 0x00, ...Buffer.from('\nlast')])

describe.each(hookShells)('in %s', (shell) => {
  const install = ['hook', shell, '--install']
  const env = { ZDOTDIR: shell === 'zsh' ? 'dots' : undefined }

  test('on a terminal: shown, asked, added once, and out again to the last byte', async () => {
    const here = createWorld({ env: (home) => (shell === 'zsh' ? { ZDOTDIR: `${home}/dots` } : {}) })
    const path = here.write(startFiles[shell], odd, 0o640)
    const no = here.pty(install)
    await no.waitFor('Add it? [y/N] ')
    expect(no.screen().join('\n')).toContain('# >>> awsx >>>')
    expect(no.screen().join('\n')).toContain(`~/${startFiles[shell]}`)
    no.press('enter')
    expect(await no.exit()).toMatchObject({ code: 130 })
    expect(readFileSync(path)).toEqual(odd)

    const yes = here.pty(install)
    await yes.waitFor('Add it? [y/N] ')
    yes.type('y')
    yes.press('enter')
    expect(await yes.exit()).toMatchObject({ code: 0 })
    const added = readFileSync(path)
    expect(added.subarray(0, odd.length)).toEqual(odd)
    expect(added.toString('latin1')).toMatch(new RegExp(`awsx hook ${shell}.*\\n# <<< awsx <<<\\n$`))
    expect(statSync(path).mode & 0o777).toBe(0o640)
    expect(await here.run(install)).toMatchObject({ code: 0, stderr: expect.stringContaining('already') })
    expect(readFileSync(path)).toEqual(added)

    expect(await here.run(['hook', shell, '--uninstall'])).toMatchObject({ code: 0 })
    expect(readFileSync(path)).toEqual(odd)
    expect(statSync(path).mode & 0o777).toBe(0o640)
    expect(await here.run(['hook', shell, '--uninstall'])).toMatchObject({ code: 0 })
    expect(readdirSync(dirname(path))).toEqual([path.slice(dirname(path).length + 1)])
  })

  test('a new shell has the hook by it, also where there was no file', async () => {
    const here = createWorld({ env: (home) => (shell === 'zsh' ? { ZDOTDIR: home } : {}) })
    expect(await here.run([...install, '--yes'])).toMatchObject({ code: 0, stdout: '' })
    const ask = shell === 'fish' ? 'functions -q __awsx_leave' : 'type __awsx_leave >/dev/null'
    const pty = here.ptyCommand([shell, '-i', '-c', `${ask} && echo it is there`])
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(pty.screen().join('\n')).toBe('it is there')
  })

  test('nobody is there to ask: exit 4, and nothing is changed', async () => {
    const here = createWorld({ env })
    const result = await here.run([...install, '--no-input'])
    expect(result).toMatchObject({ code: 4, stdout: '' })
    expect(result.stderr).toContain(`awsx: hint: awsx hook ${shell} --install --yes`)
    expect(readdirSync(here.home)).toEqual([])
  })
})

test('a start file that is a link into a repository stays one, and the file behind it is changed', async () => {
  const here = createWorld()
  const file = here.write('dotfiles/bash/rc', 'one\n', 0o644)
  symlinkSync('dotfiles/bash/rc', join(here.home, 'link'))
  symlinkSync('link', join(here.home, '.bashrc'))
  expect(await here.run(['hook', 'bash', '--install', '--yes'])).toMatchObject({ code: 0 })
  expect(lstatSync(join(here.home, '.bashrc')).isSymbolicLink()).toBe(true)
  expect(readFileSync(file, 'utf8')).toMatch(/^one\n# >>> awsx >>>\n/)
  expect(await here.run(['hook', 'bash', '--uninstall'])).toMatchObject({ code: 0 })
  expect(readFileSync(file, 'utf8')).toBe('one\n')
  expect(statSync(file).mode & 0o777).toBe(0o644)
})

test('a line of the user is seen, and left alone', async () => {
  const here = createWorld()
  const file = here.write('.bashrc', 'one\neval "$(awsx hook bash)"\n')
  const added = await here.run(['hook', 'bash', '--install', '--yes'])
  expect(added).toMatchObject({ code: 0, stderr: 'awsx: ~/.bashrc loads the hook already, in line 2\n' })
  const taken = await here.run(['hook', 'bash', '--uninstall'])
  expect(taken.stderr).toBe('awsx: line 2 of ~/.bashrc loads the hook, and is not of --install\n')
  expect(readFileSync(file, 'utf8')).toBe('one\neval "$(awsx hook bash)"\n')
})

test('many at once leave one block', async () => {
  const here = createWorld()
  const file = here.write('.zshrc', 'one\n')
  const results = await Promise.all(Array.from({ length: 8 }, () => here.run(['hook', 'zsh', '--install', '--yes'])))
  expect(results.map(({ code }) => code)).toEqual(results.map(() => 0))
  expect(readFileSync(file, 'utf8').match(/>>> awsx >>>/g)).toHaveLength(1)
  expect(readFileSync(file, 'utf8')).toMatch(/^one\n/)
})

test('on a full disk the start file stays as it was', async (context) => {
  skipUnlessPossible(context, findMountProblem())
  const here = createWorld()
  const script = `
head -c 6000 /dev/zero | tr '\\0' x >"$HOME/.bashrc"
cp "$HOME/.bashrc" ${here.root}/before
fill 0
try full awsx hook bash --install --yes
cmp "$HOME/.bashrc" ${here.root}/before
ls -A "$HOME"
room
try again awsx hook bash --install --yes
try out awsx hook bash --uninstall
cmp "$HOME/.bashrc" ${here.root}/before
`
  const { code, stdout } = await runOnSmallDisk({ world: here }, script, '')
  expect(code).toBe(0)
  expect(stdout).toMatch(/^full 1\n(?:full: .*\n)*full: awsx: error: .*\(ENOSPC\)\n(?:full: .*\n)*\.bashrc\nagain 0\n/)
  expect(stdout).toMatch(/^out 0$/m)
})

test.each([
  [['hook', 'zsh', '--install', '--uninstall'], 2],
  [['hook', 'direnv', '--install'], 2],
  [['hook', 'zsh', 'starship'], 2],
  [['hook', 'prompt'], 2],
  [['hook', 'prompt', 'starshp'], 2],
])('%j is refused', async (args, code) => {
  const here = createWorld()
  expect(await here.run(args)).toMatchObject({ code, stdout: '' })
})
