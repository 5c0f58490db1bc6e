import { mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findMountProblem, runReadOnly } from './support/fault-mount.ts'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { createSessionWorld } from './support/store-session.ts'
import { createStoreWorld, formatKey, listNames, readText, requireDone } from './support/store-world.ts'

const noXdg = { XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined, XDG_STATE_HOME: undefined }
const add = ['add', 'ada', '--stdin', '--no-verify']

describe('where there is no home', () => {
  test.each([
    ['I241 HOME-unset', undefined],
    ['I241 HOME-empty', ''],
    ['I242 HOME-relative', 'somewhere'],
  ])('%s: it says so, and writes nothing anywhere else', async (_, home) => {
    const { world, secret } = createStoreWorld()
    const folder = join(world.root, 'here')
    mkdirSync(folder)
    for (const args of [add, ['list'], ['vault', 'path'], ['settings', 'set', 'region', 'eu-west-1']]) {
      const env = { ...noXdg, HOME: home }
      const { code, stdout, stderr } = await world.run(args, { env, cwd: folder, stdin: formatKey(secret) })
      expect({ args, code, stdout }).toEqual({ args, code: 3, stdout: '' })
      expect(stderr).toMatch(/^awsx: error: .*HOME.*\nawsx: hint: /)
    }
    expect([...listNames(folder), ...listNames(world.env['TMPDIR'] ?? ''), ...listNames(world.home)]).toEqual([])
  })

  test('a relative AWSX_HOME is refused, and names the variable', async () => {
    const { world } = createStoreWorld()
    const { code, stderr } = await world.run(['vault', 'path'], { env: { AWSX_HOME: 'store' } })
    expect(code).toBe(3)
    expect(stderr).toMatch(/AWSX_HOME is not an absolute path: store/)
  })

  test('a home that is not there is made with all that is above it', async () => {
    const { world, secret } = createStoreWorld()
    const home = join(world.root, 'not/there/yet')
    requireDone(await world.run(add, { env: { ...noXdg, HOME: home }, stdin: formatKey(secret) }))
    expect(listNames(join(home, '.local/share/awsx/vault'))).toHaveLength(2)
  })

  test('a file in the place of a folder', async () => {
    const { world, secret } = createStoreWorld()
    world.write('.local', 'not a folder')
    const { code, stderr } = await world.run(add, { stdin: formatKey(secret) })
    expect(code).not.toBe(0)
    expect(stderr).toMatch(/^awsx: error: \/.*\.local.*\nawsx: hint: /)
  })
})

describe('on a read-only home', () => {
  test('reading works, writing says so and falls back to nothing', async (context) => {
    skipUnlessPossible(context, findMountProblem())
    const { store } = await createSessionWorld()
    const { world } = store
    const before = listNames(world.home).join()
    const result = await runReadOnly(
      store,
      `
try list awsx list --json
try verify awsx vault verify
try env awsx env ada --format json
try add awsx add eve --stdin --no-verify
try set awsx settings set region eu-west-1
try remove awsx remove ada --yes
`,
      formatKey(store.secret),
    )
    const codes = [...result.stdout.matchAll(/^(\w+) (\d+)$/gm)].map(([, name, code]) => `${name} ${code}`)
    expect(codes).toEqual(['list 0', 'verify 0', 'env 0', 'add 1', 'set 1', 'remove 1'])
    expect(result.stdout).toMatch(
      /^add: awsx: error: .*vault.*\(EROFS\)\nadd: awsx: hint: the file system is mounted read-only/m,
    )
    // Node says ENOENT where a folder of several levels cannot be made.
    expect(result.stdout).toMatch(/^set: awsx: error: .*config\.json.*\((EROFS|ENOENT)\)$/m)
    expect(result.stdout).toMatch(/^env: awsx: warning: .*sessions.*\(EROFS\)$/m)
    expect(listNames(world.env['TMPDIR'] ?? '')).toEqual([])
    expect(listNames(world.home).join()).toBe(before)
    expect(await store.keys()).toEqual(['ada'])
  })
})

describe('when the current folder is gone', () => {
  // Bun, inside the native build, refuses to start there before any of our code runs.
  test('awsx works all the same, or says that it cannot', async () => {
    const store = createStoreWorld()
    await store.add('ada')
    const script = 'mkdir gone; cd gone; rmdir ../gone; awsx list --json; echo $?; awsx vault verify; echo $?'
    const { stdout, stderr } = await store.world.shell('dash', script)
    const isNode = store.world.flavour === 'node'
    expect(stdout).toMatch(isNode ? /"source": "vault"[^]*\n0\n[^]*all is well\n0\n$/ : /^1\n1\n$/)
    expect(stderr).toMatch(isNode ? /^$/ : /working directory was deleted/)
  })

  test('a store that is taken away between two commands is missed, and nothing is made in its place', async () => {
    const store = createStoreWorld()
    await store.add('ada')
    renameSync(store.paths.vaultDir, `${store.paths.vaultDir}.away`)
    const { code, stderr } = await store.world.run(['add', 'bob', '--stdin', '--no-verify'], {
      stdin: formatKey(store.secret),
    })
    expect({ code, stderr }).toMatchObject({ code: 7, stderr: expect.stringContaining('has no vault') })
    renameSync(`${store.paths.vaultDir}.away`, store.paths.vaultDir)
    expect(await store.keys()).toEqual(['ada'])
  })
})

describe('stdout that cannot be written', () => {
  test.each([
    ['list', 'awsx list --json'],
    ['env', 'awsx env ada --format json'],
    ['credential-process', 'awsx credential-process ada'],
    ['vault path', 'awsx vault path'],
    ['help', 'awsx --help'],
  ])('I254 stdout-full: %s ends with 1 and says so', async (_, line) => {
    const { store } = await createSessionWorld()
    const { code, stderr } = await store.world.shell('dash', `${line} >/dev/full`)
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/awsx: error: cannot write to standard output \(ENOSPC\)/),
    })
  })

  test('I253 stdout-closed, I255 stdin-closed: nothing meant for stdout lands in a file of the store', async () => {
    const { store } = await createSessionWorld()
    await store.add('bob')
    const lines = [
      'awsx list --json >&-',
      'awsx list --json <&-',
      'awsx list --json <&- >&- 2>&-',
      'awsx env ada --format json >&-',
      'awsx add eve --from-env --no-verify <&- >&- 2>&-',
      'awsx settings set region eu-west-1 <&- >&- 2>&-',
    ]
    const env = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: store.secret }
    for (const line of lines) {
      const { code, signal } = await store.world.shell('dash', line, { env })
      expect({ line, signal, code: code === 0 || code === 1 }).toEqual({ line, signal: null, code: true })
    }
    expect(await store.keys()).toEqual(['ada', 'bob', 'eve'])
    expect(requireDone(await store.world.run(['vault', 'verify'])).stdout).toContain('all is well')
    expect(JSON.parse(readText(store.paths.configFile))).toEqual({ region: 'eu-west-1' })
    const config = readText(join(store.world.home, '.aws/config'))
    expect(config.replaceAll(/^\[profile \w+\]$|^region = [\w-]+$|^\s*$/gm, '').trim()).toBe('')
  })
})

test('a settings file that is cut short is named, and no command guesses', async () => {
  const store = createStoreWorld()
  await store.add('ada')
  mkdirSync(join(store.paths.configFile, '..'), { recursive: true })
  writeFileSync(store.paths.configFile, '{"region": "eu-')
  const { code, stderr } = await store.world.run(['list'])
  expect({ code, stderr }).toMatchObject({ code: 3, stderr: expect.stringContaining(store.paths.configFile) })
})
