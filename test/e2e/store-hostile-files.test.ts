import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { TestContext } from 'vitest'
import { createSessionWorld } from './support/store-session.ts'
import { createStoreWorld, formatKey, listNames, requireDone } from './support/store-world.ts'
import type { StoreWorld } from './support/store-world.ts'

/** Something in the place of a file; `null` in `words` where that is as good as the file itself. */
interface Substitute {
  readonly name: string
  readonly words: RegExp | null
  put(path: string, context: TestContext): void
}

const substitutes: readonly Substitute[] = [
  { name: 'E123 zero-length', words: /is empty|does not hold|not a mark/, put: (path) => truncateSync(path, 0) },
  { name: 'E124 sparse-1tb', words: /is larger than/, put: (path) => truncateSync(path, 2 ** 40) },
  {
    name: 'E125 symlink',
    words: /is a symlink/,
    put(path) {
      cpSync(path, `${path}.real`)
      rmSync(path)
      symlinkSync(`${path}.real`, path)
    },
  },
  { name: 'E126 hardlink-outside', words: null, put: (path) => linkSync(path, join(path, '../../hardlink-outside')) },
  {
    name: 'E127 fifo',
    words: /is not a regular file/,
    put(path) {
      rmSync(path)
      expect(spawnSync('mkfifo', ['-m', '600', path]).status).toBe(0)
    },
  },
  { name: 'E128 mode-0644', words: /has mode 0644, which is wider than 0600/, put: (path) => chmodSync(path, 0o644) },
  {
    name: 'a folder in its place',
    words: /is not a regular file/,
    put(path) {
      rmSync(path)
      mkdirSync(path, { mode: 0o700 })
    },
  },
  {
    name: 'another owner',
    words: /belongs to another user/,
    put(path, context) {
      if (process.geteuid?.() !== 0) context.skip('only root can give a file away')
      chownSync(path, 12_345, 12_345)
    },
  },
]

/** It must not hang: the run is ended, and the test fails. */
const timeoutMs = 60_000

/** Reading and writing end with `code` and clear words, or with 0 where the substitute is as good as the file. */
async function expectRefused(
  { world }: StoreWorld,
  { words }: Substitute,
  refusal: number,
  env: Record<string, string> = {},
): Promise<void> {
  const code = words === null ? 0 : refusal
  const read = await world.run(['list', '--json'], { timeoutMs, env })
  expect({ code: read.code, lists: read.stdout.includes('"vault"') }).toEqual({ code, lists: words === null })
  expect(read.stderr).toMatch(words ?? /^$/)
  expect(read.stderr).toMatch(words === null ? /^$/ : /^awsx: error: \/.*\nawsx: hint: .*\n$/)
  const added = await world.run(['add', 'eve', '--stdin', '--no-verify'], {
    timeoutMs,
    env,
    stdin: formatKey('x'.repeat(40)),
  })
  expect(added.code).toBe(code)
}

describe.each(substitutes)('$name', (substitute) => {
  test('as the newest vault', async (context) => {
    const store = createStoreWorld()
    await store.add('ada')
    substitute.put(store.generation(2), context)
    await expectRefused(store, substitute, 7)
    const { code, stdout } = await store.world.run(['vault', 'verify'], { timeoutMs })
    expect([code, stdout.includes('all is well')]).toEqual(substitute.words === null ? [0, true] : [7, false])
  })

  test('as the mark', async (context) => {
    const store = createStoreWorld()
    await store.add('ada')
    substitute.put(store.paths.markFile, context)
    await expectRefused(store, substitute, 7)
  })

  test('as the file of AWSX_IDENTITY_FILE', async (context) => {
    const store = createStoreWorld()
    await store.add('ada')
    const path = store.world.write(join(store.world.root, 'sub/folder/identity.txt'), readFileSync(store.identityFile))
    // The copies that this test makes are known.
    store.world.canaries.forget('identity')
    substitute.put(path, context)
    await expectRefused(store, substitute, 3, { AWSX_IDENTITY_FILE: path })
  })

  test('as identity.age', async (context) => {
    const store = createStoreWorld()
    const { world, paths, secret } = store
    const passphrase = world.write(join(world.root, 'passphrase'), 'correct horse battery staple nine lives')
    const env = { AWSX_IDENTITY_FILE: '', AWSX_PASSPHRASE_FILE: passphrase }
    const made = await world.run(['add', 'ada', '--stdin', '--no-verify'], {
      // What is refused is refused unread, so only the hard link needs an identity that opens, which takes a second.
      env: substitute.words === null ? env : {},
      stdin: formatKey(secret),
    })
    requireDone(made)
    if (substitute.words !== null) world.write(paths.identityFile, 'not read')
    substitute.put(paths.identityFile, context)
    await expectRefused(store, substitute, 7, env)
  })

  test('as a session: a miss, and the command goes on', async (context) => {
    const { store, sandbox, obtain } = await createSessionWorld()
    requireDone(await obtain())
    const [name = ''] = listNames(store.paths.sessionsDir)
    const path = join(store.paths.sessionsDir, name)
    substitute.put(path, context)
    const { code, stdout, stderr } = await store.world.run(['env', 'ada', '--format', 'json'], { timeoutMs })
    const isFolder = substitute.name.includes('folder')
    // Nothing can be written over a folder; that is said, and the credentials are handed out all the same.
    expect({ code, stdout: stdout.includes('SecretAccessKey') }).toEqual({ code: 0, stdout: true })
    expect(stderr.includes(path)).toBe(isFolder)
    expect(sandbox.calls).toHaveLength(substitute.words === null ? 1 : 2)
    expect(await store.world.run(['clear'], { timeoutMs })).toMatchObject({ code: isFolder ? 1 : 0 })
  })
})

test.each([
  [
    'E115 stray-temp-file: an old one is swept by the next writer, a new one is left',
    '.tmp-1-0123456789abcdef01234567',
  ],
])('%s', async (_, name) => {
  const store = createStoreWorld()
  await store.add('ada')
  const path = join(store.paths.vaultDir, name)
  writeFileSync(path, 'half a vault', { mode: 0o600 })
  await store.add('bob')
  expect(listNames(store.paths.vaultDir)).toContain(name)
  const { stdout } = await store.world.run(['vault', 'verify'])
  expect(stdout).toMatch(/info .*\.tmp-1-.*was left by an interrupted writer/)
  requireDone(await store.world.run(['remove', 'bob', '--yes', '--purge']))
  expect(listNames(store.paths.vaultDir)).not.toContain(name)
})

test('a vault folder that others can write to is not written to', async () => {
  const store = createStoreWorld()
  await store.add('ada')
  chmodSync(store.paths.vaultDir, 0o777)
  const { code, stderr } = await store.world.run(['add', 'bob', '--stdin', '--no-verify'], {
    stdin: formatKey(store.secret),
  })
  expect(code).toBe(3)
  expect(stderr).toMatch(/vault can be written by others\nawsx: hint: chmod 700 /)
  expect(await store.keys()).toEqual(['ada'])
})
