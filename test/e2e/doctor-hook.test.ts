import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readReport } from './support/doctor.ts'
import { hookShells, loadHook } from './support/story-shell.ts'
import { createWorld } from '../harness/index.ts'
import type { RunResult } from '../harness/index.ts'

const startFiles = { bash: '.bashrc', zsh: '.zshrc', fish: '.config/fish/config.fish' } as const

describe.each(hookShells)('%s', (shell) => {
  const ask = 'awsx doctor --offline --json'
  const codes = (report: ReturnType<typeof readReport>): string[] =>
    report.findings.filter(({ check }) => check === 'hook').map(({ code }) => code)

  test('the hook that this awsx prints is known as current, and the start file that loads it', async () => {
    const here = createWorld()
    const first = readReport(await here.shell(shell, `${loadHook(shell)}\n${ask}`))
    expect(codes(first)).toEqual(['hook_not_kept'])
    const install = first.findings.find(({ code }) => code === 'hook_not_kept')?.fix ?? 'false'
    const second = readReport(await here.shell(shell, `${loadHook(shell)}\n${install} --yes 2>said\n${ask}`))
    expect(codes(second)).toEqual([])
    expect(readFileSync(`${here.home}/${startFiles[shell]}`, 'utf8')).toContain(`awsx hook ${shell}`)
  })

  test('it says what shows the profile in the prompt', async () => {
    const here = createWorld()
    const promptOf = (result: RunResult): string =>
      readReport(result).checked.find(({ check }) => check === 'hook')?.what ?? ''
    const env = { STARSHIP_SHELL: shell }
    const themed = await here.shell(shell, `${loadHook(shell)}\n${ask}`, { env })
    expect(promptOf(themed)).toContain('starship shows the profile')
    const plain = await here.shell(shell, `${loadHook(shell)}\n${ask}`, { env: { STARSHIP_SHELL: 'other' } })
    expect(promptOf(plain)).toContain(`the hook shows the profile and the time left`)
    // Where no hook is loaded to ask, the start files tell.
    here.write(startFiles[shell], `oh-my-posh init ${shell} | source\n`)
    expect(promptOf(await here.shell(shell, `${ask}; true`))).toContain('awsx hook prompt oh-my-posh')
  })

  test('a hook of another version is a problem, until it is loaded again', async () => {
    const here = createWorld()
    const { stdout } = await here.run(['hook', shell])
    const old = here.write('old', stdout.replace(/(AWSX_HOOK_LOADED="\w+ )\w+/, '$1deadbeef'))
    const before = readReport(await here.shell(shell, `source ${old}\n${ask}`))
    expect(codes(before)).toEqual(['hook_outdated'])
    const fix = before.findings.find(({ code }) => code === 'hook_outdated')?.fix ?? 'false'
    expect(codes(readReport(await here.shell(shell, `source ${old}\n${fix}\n${ask}`)))).toEqual(['hook_not_kept'])
  })

  test('a shell that was started from one with the hook is not taken for one that has it', async () => {
    const here = createWorld()
    here.write(startFiles[shell], `${loadHook(shell)}\n`)
    const inner =
      shell === 'fish'
        ? `fish --no-config -c '${ask}; true'`
        : `${shell} ${shell === 'zsh' ? '-f' : '--norc'} -c '${ask}; true'`
    const result = await here.shell(shell, `${loadHook(shell)}\n${inner}`)
    expect(codes(readReport(result))).toEqual(['hook_not_loaded'])
  })

  test('on a terminal a missing hook is a problem, and the command installs and loads it', async () => {
    const here = createWorld()
    const pty = here.ptyShell(shell, { columns: 160 })
    pty.type('awsx doctor --offline\r')
    await pty.waitFor(`problem the ${shell} hook is not installed`)
    await pty.waitFor('1 problem')
    const fix = /^ {2}mend {2}(.*awsx hook.*)$/m.exec(pty.screen().join('\n'))?.[1] ?? 'false'
    pty.type(`${fix}\r`)
    await pty.waitFor('Add it? [y/N] ')
    pty.type('y\r')
    await pty.waitFor(`this shell loads it by: ${loadHook(shell)}`)
    pty.type('clear; awsx doctor --offline\r')
    await pty.waitFor('all is well')
    expect(readFileSync(`${here.home}/${startFiles[shell]}`, 'utf8')).toContain(`awsx hook ${shell}`)
  })
})
