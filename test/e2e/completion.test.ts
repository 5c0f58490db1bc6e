import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createWorld, findProgram } from '../harness/index.ts'
import type { Pty, World } from '../harness/index.ts'
import { ageIdentity, sealedIdentity } from './support/sealed-identity.ts'

/** Names that must come back as they are; each begins with letters of its own, so that a few of them are enough. */
const hostile = new Map([
  ['B44 cmdsubst', 'ha$(touch canary)'],
  ['B45 backtick', 'hb`touch canary`'],
  ['B46 semicolon', 'hc;touch canary;'],
  ['B48 squote-break', "hd';touch canary;'"],
  ['B50 bang-history', 'he!!x'],
  ['B52 glob-star', 'hf*'],
  ['B56 braces', 'hg{a,b}'],
  ['B57 space-inside', 'hh my  prod'],
  ['B71 wide-emoji-zwj', 'hi👩‍💻-漢字'],
  ['B72 fish-paren-subst', 'hj(touch canary)'],
  ['B73 template', 'hk{{.Name}} $HOME'],
  ['double quote', 'hl"x'],
  ['backslash', 'hm\\x'],
  ['colon', 'hn:x:y'],
  ['equals', 'ho=x'],
  ['at', 'hp@x'],
  ['hash', 'hq #x'],
  ['B48 squote-end', "hs'"],
  ['double quote at the end', 'ht"'],
  ['tilde', 'hr~x'],
])

const shells = ['zsh', 'bash', 'fish'] as const
type CompletionShell = (typeof shells)[number]

function createCompletionWorld(): World {
  const world = createWorld()
  const names = ['work-admin', 'work-dev', 'single', '--help', ...hostile.values()]
  const quoted = names.map((name) => `[profile "${name.replaceAll(/["\\]/g, '\\$&')}"]\nregion = eu-west-1\n`)
  world.write('.aws/config', quoted.join('\n'))
  writeFileSync(join(world.bin, 'child-tool'), '#!/bin/sh\n', { mode: 0o755 })
  return world
}

const load: Readonly<Record<CompletionShell, readonly string[]>> = {
  zsh: ['PS1="$ "; autoload -Uz compinit && compinit -u', 'eval "$(awsx completion zsh)"'],
  bash: ['bind "set show-all-if-ambiguous on"; bind "set completion-query-items 0"', 'eval "$(awsx completion bash)"'],
  fish: ['function fish_prompt; echo "\\$ "; end; set -g fish_greeting', 'awsx completion fish | source'],
}

async function openShell(world: World, shell: CompletionShell, extra: readonly string[] = []): Promise<Pty> {
  const pty = world.ptyShell(shell, { columns: 200, rows: 50 })
  await pty.waitFor(/[$%#>] ?$/m)
  await enter(pty, [...load[shell], ...extra].join('; '))
  return pty
}

let count = 0

/** Types a line and waits until the shell has run it. */
async function enter(pty: Pty, line: string): Promise<void> {
  count += 1
  pty.type(`${line}; echo D''ONE-${count}.`)
  pty.press('enter')
  await pty.waitFor(`DONE-${count}.`)
}

/** What tab makes of a line that then is run with its output in a file: the profile's name as awsx got it. */
async function completeProfile(world: World, pty: Pty, typed: string): Promise<string | null> {
  const out = join(world.home, `out-${(count += 1)}.json`)
  pty.type(`awsx config --json ${typed}`)
  pty.press('tab')
  await enter(pty, ` >${out} 2>&1`)
  const text = readFileSync(out, 'utf8')
  if (!text.startsWith('{')) return text
  return Object.keys((JSON.parse(text) as { profiles: object }).profiles)[0] ?? null
}

for (const shell of shells) {
  describe.skipIf(findProgram(shell) === null)(`in ${shell}`, () => {
    test('completes commands, options, values and words', async () => {
      const world = createCompletionWorld()
      const pty = await openShell(world, shell)
      pty.type('awsx credential-p')
      pty.press('tab')
      await pty.waitFor('awsx credential-process')
      pty.press('ctrl-u')
      pty.type('awsx exec --mfa')
      pty.press('tab')
      await pty.waitFor('--mfa-code')
      pty.press('ctrl-u')
      pty.type('awsx env --shell fi')
      pty.press('tab')
      await pty.waitFor('--shell fish')
      pty.press('ctrl-u')
      pty.type('awsx env --shell=pos')
      pty.press('tab')
      await pty.waitFor('--shell=posix')
      pty.press('ctrl-u')
      pty.type('awsx vault veri')
      pty.press('tab')
      await pty.waitFor('awsx vault verify')
      pty.press('ctrl-u')
      pty.type('awsx settings set sess')
      pty.press('tab')
      await pty.waitFor('settings set sessionDuration')
      pty.press('ctrl-u')
      pty.type('awsx config rewrite sing')
      pty.press('tab')
      await pty.waitFor('config rewrite single')
      pty.press('ctrl-u')
      pty.type('awsx hook dir')
      pty.press('tab')
      await pty.waitFor('hook direnv')
      pty.press('ctrl-u')
      pty.type('awsx hook prompt star')
      pty.press('tab')
      await pty.waitFor('hook prompt starship')
      pty.press('ctrl-u')
      pty.type('awsx hook zsh --inst')
      pty.press('tab')
      await pty.waitFor('hook zsh --install')
      pty.press('ctrl-u')
      pty.type('awsx - --read')
      pty.press('tab')
      await pty.waitFor('awsx - --read-only')
    })

    test('lists what is possible', async () => {
      const world = createCompletionWorld()
      const pty = await openShell(world, shell)
      pty.type('awsx exec work')
      pty.press('tab', 'tab')
      await pty.waitFor(/work-admin\s.*work-dev/)
    })

    test('completes the command behind awsx exec', async () => {
      const world = createCompletionWorld()
      world.write('some-file.txt', '')
      const pty = await openShell(world, shell)
      pty.type('awsx exec work-dev -- child-t')
      pty.press('tab')
      await pty.waitFor('-- child-tool')
      pty.type('some-f')
      pty.press('tab')
      await pty.waitFor('child-tool some-file.txt')
      pty.press('ctrl-u')
      pty.type('awsx exec --region eu-west-1 work-dev child-t')
      pty.press('tab')
      await pty.waitFor('work-dev child-tool')
      pty.press('ctrl-u')
      pty.type('awsx exec work-dev -- awsx exec work-dev -- awsx vault pas')
      pty.press('tab')
      await pty.waitFor('vault passwd')
    })

    test('with the hook loaded, and loaded twice', async () => {
      const world = createCompletionWorld()
      const hook = shell === 'fish' ? 'awsx hook fish | source' : `eval "$(awsx hook ${shell})"`
      const pty = await openShell(world, shell, [hook, load[shell][1] ?? ''])
      pty.type('awsx use sing')
      pty.press('tab')
      await pty.waitFor('awsx use single')
    })

    test(`${[...hostile.keys()].join(', ')}: names come back as they are`, async () => {
      const world = createCompletionWorld()
      const pty = await openShell(world, shell)
      for (const [name, text] of hostile) {
        const completed = await completeProfile(world, pty, text.slice(0, 2))
        expect({ name, completed }).toEqual({ name, completed: text })
        expect(existsSync(join(world.home, 'canary'))).toBe(false)
      }
    })
  })
}

const bashCompletion = '/usr/share/bash-completion/bash_completion'

describe('zsh', () => {
  test.skipIf(findProgram('zsh') === null)('shows what commands and options do', async () => {
    const world = createCompletionWorld()
    const pty = await openShell(world, 'zsh')
    pty.type('awsx re')
    pty.press('tab')
    await pty.waitFor('awsx remove')
    pty.press('ctrl-u')
    pty.type('awsx remove --')
    pty.press('tab', 'tab')
    await pty.waitFor(/--purge\s+-- also delete the older generations/)
  })

  test.skipIf(findProgram('zsh') === null)('works as a file in fpath', async () => {
    const world = createCompletionWorld()
    const script = await world.run(['completion', 'zsh'])
    world.write('functions/_awsx', script.stdout)
    const pty = world.ptyShell('zsh')
    await enter(pty, 'fpath=(~/functions $fpath); autoload -Uz compinit && compinit -u')
    pty.type('awsx vault veri')
    pty.press('tab')
    await pty.waitFor('awsx vault verify')
  })

  test.skipIf(findProgram('zsh') === null)('says what is missing without compinit', async () => {
    const world = createCompletionWorld()
    const { stderr, code } = await world.shell('zsh', 'eval "$(awsx completion zsh)"')
    expect(stderr).toContain('autoload -Uz compinit && compinit')
    expect(code).toBe(0)
  })
})

describe.skipIf(findProgram('bash') === null)('bash', () => {
  test.each([
    ["'hd", "hd'"],
    ['"hl', 'hl'],
    ['hn:', 'hn'],
    ['hn:x:', 'hn'],
    ['ho=', 'ho'],
    ["'hn:x", 'hn'],
    ['hh\\ my', 'hh'],
    ['"hh my', 'hh'],
    ["'hh my", 'hh'],
    ['"hm', 'hm'],
    ["'ha", 'ha'],
    ["'hs", 'hs'],
    ['"ht', 'ht'],
    ['"ha', 'ha'],
  ])('%s is completed in its own quotes', async (typed, begin) => {
    const world = createCompletionWorld()
    const pty = await openShell(world, 'bash')
    const name = [...hostile.values()].find((known) => known.startsWith(begin)) ?? ''
    expect(await completeProfile(world, pty, typed)).toBe(name)
    expect(existsSync(join(world.home, 'canary'))).toBe(false)
  })

  test('uses what is registered for the command behind awsx exec', async () => {
    const world = createCompletionWorld()
    writeFileSync(join(world.bin, 'child-words'), '#!/bin/sh\necho "from-$3-$COMP_LINE-$COMP_POINT"\n', { mode: 0o755 })
    const pty = await openShell(world, 'bash', [
      '_child() { COMPREPLY=("of-$1-$2-$3-$COMP_CWORD"); }; complete -F _child child-tool',
      `complete -C '${world.bin}/child-words' other-tool`,
    ])
    pty.type('awsx exec hn:x:y -- child-tool one tw')
    pty.press('tab')
    await pty.waitFor('child-tool one of-child-tool-tw-one-2')
    pty.press('ctrl-u')
    pty.type('awsx exec work-dev other-tool two ')
    pty.press('tab')
    await pty.waitFor('from-two-other-tool two -15')
  })

  test.skipIf(!existsSync(bashCompletion))('hands the command behind awsx exec to bash-completion', async () => {
    const world = createCompletionWorld()
    const pty = await openShell(world, 'bash', [`. ${bashCompletion}`])
    pty.type('awsx exec hn:x:y -- child-t')
    pty.press('tab')
    await pty.waitFor('-- child-tool')
    pty.press('ctrl-u')
    pty.type('awsx exec --region=eu-west-1 work-dev -- ls --almost-a')
    pty.press('tab')
    await pty.waitFor('ls --almost-all')
  })

  test('the script is clean', async ({ skip }) => {
    if (findProgram('shellcheck') === null) skip()
    const world = createCompletionWorld()
    const file = world.write('completion.bash', (await world.run(['completion', 'bash'])).stdout)
    expect((await world.runCommand(['shellcheck', '-s', 'bash', file])).stdout).toBe('')
  })
})

describe.skipIf(findProgram('fish') === null)('fish', () => {
  test('shows what commands and options do', async () => {
    const world = createCompletionWorld()
    const ask = async (line: string): Promise<string> =>
      (await world.shell('fish', `awsx completion fish | source; complete -C '${line}'`)).stdout
    expect(await ask('awsx remo')).toBe('remove\ttake a key out of the vault\n')
    expect(await ask('awsx remove --pur')).toMatch(/^--purge\talso delete the older generations/)
    expect(await ask('awsx env --format dot')).toBe('dotenv\tdotenv, json or ini instead of shell code\n')
    expect(await ask('awsx vault verify ')).toBe('')
    expect(await ask('awsx exec work-dev -- --')).not.toContain('--duration')
  })
})

describe.each(shells)('%s', (shell) => {
  test.skipIf(findProgram(shell) === null)('B68 bidi-rlo does not reach the terminal', async () => {
    const world = createCompletionWorld()
    world.write('.aws/config', '[profile dev\u202edorp]\nregion = eu-west-1\n[profile dev-two]\nregion = eu-west-1\n')
    const pty = await openShell(world, shell)
    pty.type('awsx use dev')
    pty.press('tab', 'tab')
    await pty.waitFor('dev-two')
    expect(pty.raw().toString('utf8')).not.toContain('\u202e')
  })

  test.skipIf(findProgram(shell) === null)('asks nobody, with a vault that is locked', async () => {
    const world = createCompletionWorld()
    world.write('.local/share/awsx/identity.age', sealedIdentity)
    const made = await world.prepare(['add', 'single', '--from-env', '--no-verify'], {
      env: {
        AWSX_IDENTITY_FILE: world.write('identity.txt', world.canaries.plant('age identity', ageIdentity)),
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'a'.repeat(40),
      },
    })
    expect(made).toMatchObject({ code: 0 })
    const pty = await openShell(world, shell)
    pty.type('awsx use work-a')
    pty.press('tab')
    await pty.waitFor('use work-admin')
    expect(pty.screen().join('\n')).not.toContain('assphrase')
  })
})
