// SECURITY section 4, group B: profile names. None runs anything in a shell, none acts on a terminal.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { hostileNames } from '@awsx/core/hostile-names'
import { findProgram, watchCommandLines } from '../harness/index.ts'
import { canBeHeld, evaluateIn, expectInert, useIn, writeHeader, writeNamedProfiles } from './support/corpus-names.ts'
import { expectDone, expectRefusal } from './support/corpus-result.ts'
import { findActiveText } from './support/corpus-text.ts'
import { createCorpus } from './support/corpus-world.ts'
import type { Corpus } from './support/corpus-world.ts'

const cases = [...hostileNames].map(([title, name]) => ({ title, name }))
const held = cases.filter(({ name }) => canBeHeld(name))
const shells = (['bash', 'zsh', 'dash', 'fish'] as const).filter((shell) => findProgram(shell) !== null)
const hooked = (['bash', 'zsh', 'fish'] as const).filter((shell) => findProgram(shell) !== null)

function expectNothingRan(corpus: Corpus): void {
  expect(existsSync(join(corpus.home, 'canary')), 'a command in the name ran').toBe(false)
}

/** A name that looks like an option goes in by the environment. */
function naming(name: string): { args: readonly string[]; env: Readonly<Record<string, string>> } {
  return name.startsWith('-') ? { args: [], env: { AWS_PROFILE: name } } : { args: [name], env: {} }
}

/** Runs a script on a terminal and expects that only our own sequences reach it. */
async function expectInertTerminal(corpus: Corpus, name: string, script: string): Promise<void> {
  const terminal = corpus.ptyCommand(['sh', '-c', script], { env: { NAME: name } })
  await terminal.exit()
  expect(findActiveText(terminal.raw(), 'terminal'), `it wrote ${JSON.stringify(terminal.raw().toString())}`).toEqual(
    [],
  )
}

describe('the names that a config file can hold, all in one', () => {
  test('in lists', async () => {
    const corpus = createCorpus()
    writeNamedProfiles(corpus, ...held.map(({ name }) => name))
    const outputs = await watchCommandLines(corpus.canaries, () =>
      Promise.all(
        [
          ['list'],
          ['list', '--names'],
          ['list', '--json'],
          ['config', '--origin'],
          ['config', '--json', '--origin'],
        ].map(async (words) => ({ words, result: await corpus.run(words) })),
      ),
    )
    for (const { words, result } of outputs) {
      expectDone(result)
      expectInert(result, words.join(' '))
    }
    const [, , list, , config] = outputs.map(({ result }) => result.stdout)
    const listed = JSON.parse(list ?? '').profiles.map(({ profile }: { profile: string }) => profile)
    for (const { name } of held) expect(listed).toContain(name)
    for (const { name } of held) expect(Object.keys(JSON.parse(config ?? '').profiles)).toContain(name)
    await expectInertTerminal(corpus, '', 'awsx list; awsx config --json')
    expectNothingRan(corpus)
  })

  test.for(shells)('evaluated in %s', async (shell) => {
    const corpus = createCorpus()
    const names = held.map(({ name }) => name)
    writeNamedProfiles(corpus, ...names)
    const result = await watchCommandLines(corpus.canaries, () => corpus.runCommand(evaluateIn(shell, names)))
    expect(expectDone(result).split('\0')).toEqual([...names.map((name) => `<${name}>`), ''])
    expectInert({ ...result, stdout: '' }, shell)
    expectNothingRan(corpus)
  })

  test.for(hooked)('used by the hook in %s', async (shell) => {
    const corpus = createCorpus()
    // An option is no name for `use`.
    const names = held.map(({ name }) => name).filter((name) => !name.startsWith('-'))
    writeNamedProfiles(corpus, ...names)
    const result = await watchCommandLines(corpus.canaries, () => corpus.runCommand(useIn(shell, names)))
    expect(expectDone(result).split('\0')).toEqual([...names.map((name) => `<${name}><none>`), ''])
    expectInert({ ...result, stdout: '' }, `hook of ${shell}`)
    expectNothingRan(corpus)
  })
})

describe('a name that a config file can hold', () => {
  test.for(held)('$title: shown', async ({ name }) => {
    const corpus = createCorpus()
    writeNamedProfiles(corpus, name)
    const { args, env } = naming(name)
    const explained = await corpus.awsx(['explain', ...args], { env })
    expectDone(explained)
    expectInert(explained, 'explain')
    const plan = await corpus.awsx(['explain', '--json', ...args], { env })
    expect(JSON.parse(expectDone(plan)).profile).toBe(name)
    expectInert(plan, 'explain --json')
    const shown = name.startsWith('-') ? 'AWS_PROFILE="$NAME" awsx explain' : 'awsx explain "$NAME"'
    await expectInertTerminal(corpus, name, `${shown}; awsx env "x$NAME"; awsx "$NAME"`)
    expectNothingRan(corpus)
  })
})

describe('a name that no config file can hold', () => {
  test.for(cases.filter(({ name }) => !canBeHeld(name)))('$title', async ({ name }) => {
    const corpus = createCorpus()
    corpus.write('.aws/config', `[profile good]\nregion = eu-west-1\n[profile ${name}]\nregion = eu-west-2\n`)
    const config = await corpus.awsx(['config', '--json'])
    expectInert(config, 'config')
    expect(config.stderr).toContain(`${corpus.config}:3: `)
    expect(Object.keys(JSON.parse(expectDone(config)).profiles)).toEqual(['good', 'canary'])
    expectInert(await corpus.awsx(['list']), 'list')
    const missing = await corpus.awsx(['env', name])
    expectRefusal(missing, 3, 'there is no profile')
    for (const shell of shells) {
      const result = await corpus.runCommand(evaluateIn(shell, [name]))
      expect(result.stdout, `in ${shell}`).toBe('<>\0')
      expectInert({ ...result, stdout: '' }, shell)
    }
    await expectInertTerminal(
      corpus,
      name,
      'awsx list; awsx config; awsx env "$NAME"; awsx "$NAME"; AWSX_PROFILE="$NAME" awsx status',
    )
    expectNothingRan(corpus)
  })
})

describe('a name that is nowhere', () => {
  test.for(cases)('$title', async ({ name }) => {
    const corpus = createCorpus()
    corpus.write('.aws/config', '[profile good]\nregion = eu-west-1\n')
    const { args, env } = naming(name)
    for (const command of ['env', 'explain', 'credential-process']) {
      const result = await corpus.awsx([command, ...args], { env })
      expectRefusal(result, 3, 'there is no profile')
    }
    expectInert(await corpus.awsx([name]), 'awsx NAME')
    expectInert(await corpus.awsx(['list', `--${name}`]), 'awsx list --NAME')
    expectInert(await corpus.awsx(['settings', 'get', name]), 'awsx settings get NAME')
    expectInert(await corpus.awsx(['status'], { env: { AWSX_PROFILE: name } }), 'awsx status')
    expectNothingRan(corpus)
  })
})

describe('a name in a hint can be typed as it is shown', () => {
  test.for(held)('$title', async ({ name }) => {
    const corpus = createCorpus()
    corpus.write('.aws/config', `${writeHeader(name)}\nregion = eu-west-1\n`)
    const { args, env } = naming(name)
    const result = await corpus.awsx(['env', ...args], { env })
    expectRefusal(result, 3)
    const hint = /^awsx: hint: (awsx .*)$/m.exec(result.stderr)?.[1]
    expect(hint).toBeDefined()
    // What a shell makes of it is what counts: an `awsx` that shows its words takes the place of ours.
    const stub = corpus.write('stub/awsx', '#!/bin/sh\nprintf "<%s>" "$@"\n', 0o755)
    for (const shell of shells) {
      const typed = await corpus.shell(shell, hint ?? '', { env: { PATH: `${dirname(stub)}:${corpus.env['PATH']}` } })
      expect(typed.stdout, `${hint} in ${shell}`).toContain(hint?.endsWith(' PROFILE') ? '<PROFILE>' : `<${name}>`)
    }
    expectNothingRan(corpus)
  })
})

test('B58 empty', async () => {
  const corpus = createCorpus()
  corpus.write(
    '.aws/config',
    '[profile ]\nregion = eu-west-1\n[profile ""]\nregion = eu-west-1\n[]\nregion = eu-west-1\n',
  )
  const config = await corpus.awsx(['config', '--json'])
  expect(Object.keys(JSON.parse(expectDone(config)).profiles)).toEqual(['canary'])
  for (const line of [1, 3, 5]) expect(config.stderr).toContain(`${corpus.config}:${line}: `)
  expectRefusal(await corpus.awsx(['env', '']), 2, 'which profile?')
  expectRefusal(await corpus.awsx(['env'], { env: { AWSX_PROFILE: '', AWS_PROFILE: '' } }), 2, 'which profile?')
})

describe('names that look alike', () => {
  test('B69 zero-width-twin', async () => {
    const corpus = createCorpus()
    corpus.write('.aws/config', '[profile prod]\nregion = eu-west-1\n[profile pr\u200bod]\nregion = eu-west-2\n')
    const lines = expectDone(await corpus.awsx(['list'])).split('\n')
    expect(lines.some((line) => line.startsWith('prod '))).toBe(true)
    expect(lines.some((line) => line.startsWith('pr\\u200bod '))).toBe(true)
  })

  test('B70 nfc-nfd-twins', async () => {
    const corpus = createCorpus()
    corpus.write('.aws/config', '[profile caf\u00e9]\nregion = eu-west-1\n[profile cafe\u0301]\nregion = eu-west-2\n')
    const result = await corpus.awsx(['list'])
    expectInert(result, 'list')
    expectDone(result)
    expect(result.stderr).toContain('look alike')
    for (const [name, region] of [
      ['caf\u00e9', 'eu-west-1'],
      ['cafe\u0301', 'eu-west-2'],
    ] as const)
      expect(expectDone(await corpus.awsx(['config', name]))).toContain(region)
  })
})
