// What is on the way of every prompt and every `aws` call: whatever one of these commands loads, it loads each time.
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { program } from '../harness/index.ts'
import type { EnvironmentChange, World } from '../harness/index.ts'
import { startOpenAgentStory } from './support/open-agent-story.ts'
import { startReadyStory } from './support/story.ts'

// Of the Node bundle, whichever build is under test: the executable shows nobody what it takes out of itself.
const bundle = program('node')

/** What a run of a program loaded. */
interface Loaded {
  /** The names of our own files without the hash, each once. */
  readonly files: readonly string[]
  /** All their text. */
  readonly text: string
  /** The public modules of Node. */
  readonly builtins: readonly string[]
}

async function record(here: World, argv: readonly string[], env: EnvironmentChange = {}): Promise<Loaded> {
  const log = join(here.root, 'loaded.txt')
  const recorder = here.write(
    'recorder.mjs',
    `import { appendFileSync, writeFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
const note = (line) => appendFileSync(${JSON.stringify(log)}, line + '\\n')
writeFileSync(${JSON.stringify(log)}, '')
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    note(resolved.url)
    return resolved
  },
})
const noteBuiltins = () => process.moduleLoadList.forEach(note)
process.on('exit', noteBuiltins)
const { execve } = process
process.execve = (...args) => {
  noteBuiltins()
  execve(...args)
}
`,
  )
  const result = await here.runCommand(['node', '--import', recorder, ...argv], { env })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  const lines = [...new Set(readFileSync(log, 'utf8').trim().split('\n'))]
  const paths = lines.filter((line) => line.startsWith('file:')).map((url) => new URL(url).pathname)
  return {
    files: [...new Set(paths.map((path) => basename(path, '.js').replace(/-[^-]+$/, '')))].toSorted(),
    text: paths.map((path) => readFileSync(path, 'utf8')).join(''),
    builtins: lines
      .flatMap((line) => /^NativeModule (?!internal\/(?!deps\/undici))(.*)$/.exec(line)?.[1] ?? [])
      .toSorted(),
  }
}

// `hot` has the commands of every day in one piece, `main` is what commands share; without an agent `engine`
// plans and executes, `index` is age-encryption, and `chacha` its cipher.
const shared = ['awsx', 'chacha', 'engine', 'hot', 'index', 'main']
// What an empty program does not have already; `vm` comes with the module loader.
const builtins = ['crypto', 'vm']
// Each costs milliseconds.
const expensive = /undici|^(child_process|http|http2|https|net|tls|tty)$/
// `hot` has 3,000 that only `status` needs, and 10,000 are what classes ask and limit; the SDK would bring half a million,
// the picker as much.
const heaviest = 316_000
const sdk = 'smithy'
const conf = 'projectName'
const picker = 'react'

test.each([
  { args: ['env', 'web-admin'] },
  { args: ['credential-process', 'web-admin'] },
  { args: ['exec', 'web-admin', '--', 'true'] },
])('$args.0 with a kept session loads this and no more', async ({ args }) => {
  const { here, takeCalls } = await startReadyStory()
  const empty = await record(here, [here.write('empty.mjs', '')])
  const loaded = await record(here, [bundle, ...args])
  expect(takeCalls()).toEqual([])
  expect(loaded.files).toEqual(shared)
  expect(loaded.builtins.filter((name) => !empty.builtins.includes(name))).toEqual(builtins)
  expect(loaded.builtins.filter((name) => expensive.test(name))).toEqual([])
  expect(loaded.text.length).toBeLessThan(heaviest)
  for (const absent of [sdk, conf, picker]) expect(loaded.text).not.toContain(absent)
})

test.each([
  { args: ['env', 'web-admin'], files: ['awsx', 'hot', 'main'] },
  { args: ['credential-process', 'web-admin'], files: ['awsx', 'hot', 'main'] },
  { args: ['exec', 'web-admin', '--', 'true'], files: ['awsx', 'hot', 'main'] },
  { args: ['status'], files: ['awsx', 'hot', 'main'] },
  { args: ['use', 'web-admin'], files: ['awsx', 'in-shell', 'main'] },
  { args: ['__renew'], files: ['awsx', 'in-shell', 'main'] },
])('$args.0 with a warm agent loads this and no more', async ({ args, files }) => {
  const { here, byAgent, takeCalls, withCode } = await startOpenAgentStory()
  expect(await here.run(['env', 'web-admin', ...withCode()], { env: byAgent })).toMatchObject({ code: 0 })
  takeCalls()
  const again = { AWSX_AGAIN: '["web-admin"]', AWSX_EXPIRES_AT: String(Math.floor(Date.now() / 1000)) }
  const loaded = await record(here, [bundle, ...args], { ...byAgent, ...again, AWSX_HOOK: 'bash', AWSX_RENEW: '20000' })
  expect(takeCalls()).toEqual([])
  expect(loaded.files).toEqual(files)
  expect(loaded.builtins.filter((name) => expensive.test(name))).toEqual(['net'])
  // Neither planning nor the store: a third of what it takes without an agent, and what `use` remembers for the picker.
  expect(loaded.text.length).toBeLessThan(heaviest / 3 + 2_000)
  for (const absent of [sdk, conf, picker, 'AssumeRole', 'age-encryption.org'])
    expect(loaded.text).not.toContain(absent)
})

test('control: what must not be loaded would be seen', async () => {
  const { here, takeCalls } = await startReadyStory()
  const refreshed = await record(here, [bundle, 'env', 'web-admin', '--refresh'])
  expect(takeCalls()).toEqual(['AssumeRole'])
  expect(refreshed.files).toContain('sts-request')
  expect(refreshed.text).toContain(sdk)
  expect(refreshed.text.length).toBeGreaterThan(heaviest)
  expect(refreshed.builtins.filter((name) => expensive.test(name))).toEqual(expect.arrayContaining(['https', 'net']))
  expect((await record(here, [bundle, 'settings', 'set', 'compatLabel', 'none'])).text).toContain(conf)
  expect((await record(here, [bundle, '--help'])).files).toContain('help')
})

test('the bundle has no curves that nothing uses', async () => {
  const { here } = await startReadyStory()
  const { text } = await record(here, [bundle, 'env', 'web-admin'])
  expect(text).toContain('MLKEM768X25519')
  expect(text).not.toContain('weierstrass')
})
