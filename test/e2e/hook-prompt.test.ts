// What stands in a prompt: names that want out, and what the user had there before.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hostileNames } from '@awsx/core/hostile-names'
import { createWorld } from '../harness/index.ts'
import type { World } from '../harness/index.ts'
import { canBeHeld, writeHeader } from './support/corpus-names.ts'
import { findActiveText } from './support/corpus-text.ts'
import { ageIdentity } from './support/story.ts'
import { assign, hookShells, openShell, unassign } from './support/story-shell.ts'
import type { HookShell, TypedShell } from './support/story-shell.ts'

interface Prompted {
  readonly here: World
  readonly shell: TypedShell
  /** The line that loads the hook from a file. */
  readonly load: string
}

async function openPrompted(name: HookShell): Promise<Prompted> {
  const here = createWorld({ env: (home) => ({ AWSX_IDENTITY_FILE: `${home}/key.txt` }) })
  here.write('key.txt', `${ageIdentity}\n`)
  const { stdout } = await here.run(['hook', name])
  const file = here.write(`awsx.${name}`, stdout)
  return { here, shell: await openShell({ here }, name), load: `source ${file}` }
}

/** Types a line and waits for a prompt with this segment; null: with none. */
async function expectPrompt(shell: TypedShell, name: HookShell, line: string, segment: string | null): Promise<void> {
  await shell.run(line)
  const before = '[^\\n]*[$#>] ?'
  const bare = `>\\n(?!☁|aws:)(?![^\\n]* (☁|aws:))${before}$`
  const shown = name === 'bash' ? `>\\n${segment} ${before}$` : `>\\n${before} +${segment}( mine)?$`
  await shell.waitFor(new RegExp(segment === null ? bare : shown))
}

/** A line that takes the content of a file as the profile of this shell. */
function inherit(name: HookShell, file: string): string {
  return name === 'fish'
    ? `set -gx AWSX_PROFILE (cat ${file} | string collect)`
    : `export AWSX_PROFILE="$(cat ${file})"`
}

describe.each(hookShells)('in %s', (name) => {
  test('no hostile name runs anything or acts on the terminal', async () => {
    const { here, shell, load } = await openPrompted(name)
    const secret = here.canaries.plantRandom('secret of the session')
    const token = here.canaries.plantRandom('token of the session')
    const json = { Version: 1, AccessKeyId: 'ASIANAMESNAMESNAMESN', SecretAccessKey: secret, SessionToken: token }
    const answer = here.write(join(here.root, 'answer.json'), JSON.stringify(json))
    const program = here.write(join(here.bin, 'give-answer'), `#!/bin/sh\ncat '${answer}'\n`, 0o755)
    const names = [...hostileNames.values(), '\\$(touch canary)\\', '%{$(touch canary)%}', '\\[\\e[31m\\]x']
    const sections = names.filter(canBeHeld).map((held) => `${writeHeader(held)}\ncredential_process = ${program}\n`)
    here.write('.aws/config', sections.join(''))
    names.forEach((text, index) => here.write(`n${index}`, text))
    await shell.run(name === 'zsh' ? `${load}; setopt prompt_subst` : load)
    const and = name === 'fish' ? '; and' : ' &&'
    const enter = name === 'fish' ? '(cat FILE | string collect)' : '"$(cat FILE)"'
    for (const [index, text] of names.entries()) {
      await shell.run(`awsx off; ${inherit(name, `n${index}`)}; awsx_prompt >>prompts`)
      if (!canBeHeld(text) || text.startsWith('-')) continue
      const use = `awsx use ${enter.replace('FILE', `n${index}`)}`
      expect(
        await shell.run(`${unassign(name, 'AWSX_PROFILE')}; ${use}; and awsx_prompt >>prompts`.replace('; and', and)),
      ).toBe(0)
    }
    expect(existsSync(join(here.home, 'canary'))).toBe(false)
    const raw = shell.raw().toString()
    for (const text of names.filter((hostile) => findActiveText(hostile).length > 0)) expect(raw).not.toContain(text)
    // How bash marks what readline does not count, and what fish's set_color begins with.
    const prompts = readFileSync(join(here.home, 'prompts'), 'utf8').replaceAll(/[\x01\x02]|\x1b\(B/g, '')
    expect(prompts.split('☁ ').length).toBeGreaterThan(names.length)
    expect(findActiveText(prompts, 'terminal')).toEqual([])
  })

  test('shows what is wanted where it is wanted', async () => {
    const { shell, load } = await openPrompted(name)
    const set = (variable: string, value: string): string => assign(name, variable, value)
    await expectPrompt(shell, name, `${load}; ${load}`, null)
    await expectPrompt(shell, name, set('AWSX_PROFILE', 'dev'), '☁ dev')
    await expectPrompt(shell, name, set('AWSX_EXPIRES_AT', '1'), '☁ dev expired')
    await expectPrompt(shell, name, set('AWSX_EXPIRES_AT', 'a[$(touch canary)]'), '☁ dev')
    await expectPrompt(shell, name, set('AWSX_PROMPT', 'ascii'), 'aws:dev')
    await expectPrompt(shell, name, set('AWSX_PROMPT', 'off'), null)
    await expectPrompt(shell, name, `${unassign(name, 'AWSX_PROMPT')}; ${set('LC_ALL', 'C')}`, 'aws:dev')
    await expectPrompt(shell, name, set('LC_ALL', 'C.UTF-8'), '☁ dev')
    await expectPrompt(shell, name, set('STARSHIP_SHELL', name), null)
    await expectPrompt(shell, name, set('AWSX_PROMPT', 'on'), '☁ dev')
    expect(shell.raw().toString()).not.toMatch(/\[31m\S*☁/)
    await expectPrompt(shell, name, set('AWSX_PROFILE', 'my-PROD'), '☁ my-PROD')
    expect(shell.raw().toString()).toMatch(/\[31m(?:\S*\[\S*m)?☁ my-PROD/)
    await expectPrompt(shell, name, unassign(name, 'AWSX_PROFILE'), null)
  })
})

/** Each begins with what a user may have, and ends without a trace of us. */
const customs: Readonly<Record<HookShell, readonly (readonly [string, string])[]>> = {
  bash: [
    [`PROMPT_COMMAND='PS1="mine\\$ "; :;  '`, 'mine\\$ '],
    [`PROMPT_COMMAND='true # a comment'`, '\\$ '],
    ['PROMPT_COMMAND=(true)', '\\$ '],
    [
      'bash_preexec_imported=1; precmd_functions=(true); PROMPT_COMMAND="__run"; __run() { ${precmd_functions[@]:1}; }',
      '\\$ ',
    ],
    ['set -u; PS1="(\\w) $ "', '\\(~\\) \\$ '],
  ],
  zsh: [
    ['RPROMPT=mine', '\\$ +mine'],
    ["setopt prompt_subst ksh_arrays; RPROMPT='$(echo mine)'; psvar=(a b)", '\\$ +mine'],
    ['set -u; PS1="%~ $ "', '~ \\$ ?'],
  ],
  fish: [['function fish_right_prompt; echo -n mine; end', '[^\\n]* +mine']],
}

describe.each(hookShells)("what the user's prompt in %s had", (name) => {
  test.each(customs[name])('%s', async (custom, prompt) => {
    const { shell, load } = await openPrompted(name)
    await shell.run(custom)
    await shell.run(load)
    await shell.run(load)
    await shell.run(assign(name, 'AWSX_PROFILE', 'dev'))
    const mine = prompt.replace(' +mine', ` +☁ dev mine`)
    const wanted = name === 'bash' ? `☁ dev ${prompt}` : mine === prompt ? `${prompt} +☁ dev` : mine
    const either = name === 'fish' ? '[^\\n]* +mine ☁ dev' : wanted
    await shell.waitFor(new RegExp(`>\\n${either} ?$`))
    await shell.run(unassign(name, 'AWSX_PROFILE'))
    await shell.waitFor(new RegExp(`>\\n${prompt} ?$`))
    shell.enter('false')
    expect(await shell.run(name === 'fish' ? 'test $status -eq 1' : 'test $? -eq 1')).toBe(0)
  })
})

test.each(['bash', 'zsh'] as const)('options and history of %s are as without it', async (name) => {
  const { here, shell, load } = await openPrompted(name)
  const dump = name === 'bash' ? '{ shopt -p; set +o; }' : 'setopt'
  await shell.run(`${dump} >before`)
  await shell.run(load)
  await shell.run('export AWSX_PROFILE=dev')
  await shell.run(`${dump} >after`)
  await shell.run('unset AWSX_PROFILE')
  await shell.run(name === 'bash' ? 'history >typed' : 'fc -l 1 >typed')
  expect(readFileSync(join(here.home, 'after'), 'utf8')).toBe(readFileSync(join(here.home, 'before'), 'utf8'))
  const typed = readFileSync(join(here.home, 'typed'), 'utf8').trimEnd().split('\n')
  expect(typed.every((line) => line.includes('; echo "<'))).toBe(true)
})
