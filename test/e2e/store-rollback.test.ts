import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import {
  createStoreWorld,
  formatKey,
  otherIdentity,
  readKeys,
  requireDone,
  testIdentity,
} from './support/store-world.ts'
import type { StoreWorld } from './support/store-world.ts'

describe('a rolled-back vault', () => {
  async function rollBack(): Promise<StoreWorld> {
    const store = createStoreWorld()
    await store.add('ada')
    cpSync(store.paths.vaultDir, join(store.world.root, 'backup'), { recursive: true })
    await store.add('bob')
    rmSync(store.paths.vaultDir, { recursive: true })
    renameSync(join(store.world.root, 'backup'), store.paths.vaultDir)
    return store
  }

  test('E111 old-generation-restored: without a terminal it is refused, and stays refused', async () => {
    const { world, generation } = await rollBack()
    for (const args of [
      ['list', '--json'],
      ['env', 'ada', '--no-input'],
      ['vault', 'verify'],
      ['remove', 'ada', '--yes'],
    ]) {
      const { code, stderr } = await world.run(args)
      expect({ code, args }).toEqual({ code: 7, args })
      expect(stderr).toMatch(
        /is at generation 2, and generation 3 was seen here before\nawsx: hint: awsx vault verify on a terminal/,
      )
    }
    expect(readFileSync(generation(2)).length).toBeGreaterThan(0)
  })

  test('E111 old-generation-restored: on a terminal it says what differs, asks, and after yes goes on', async () => {
    const { world, keys } = await rollBack()
    const no = world.pty(['list'])
    await no.waitFor('is at generation 2, and generation 3 was seen here before')
    await no.waitFor('it has the keys of ada')
    await no.waitFor('Go on with the vault that is there now? [y/N]')
    no.press('enter')
    expect(await no.exit()).toMatchObject({ code: 7 })
    const yes = world.pty(['vault', 'verify'])
    await yes.waitFor('[y/N]')
    yes.type('y')
    yes.press('enter')
    expect(await yes.exit()).toMatchObject({ code: 0 })
    expect(await keys()).toEqual(['ada'])
  })

  test('E114 prev-hash-mismatch: a fork with the same number is refused, and asked about', async () => {
    const store = createStoreWorld()
    const { world, paths } = store
    await store.add('ada')
    cpSync(world.home, join(world.root, 'fork'), { recursive: true })
    await store.add('bob')
    const fork = join(world.root, 'fork')
    const env = {
      HOME: fork,
      XDG_DATA_HOME: join(fork, '.local/share'),
      XDG_STATE_HOME: join(fork, '.local/state'),
      XDG_CONFIG_HOME: join(fork, '.config'),
    }
    requireDone(await world.run(['add', 'cyd', '--stdin', '--no-verify'], { env, stdin: formatKey(store.secret) }))
    cpSync(join(fork, '.local/share/awsx/vault'), paths.vaultDir, { recursive: true })
    const { code, stderr } = await world.run(['list', '--json'])
    expect({ code, stderr }).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/not a continuation of generation 3/),
    })
    const pty = world.pty(['list'])
    await pty.waitFor('it has the keys of ada, cyd')
    await pty.waitFor('[y/N]')
    pty.type('yes')
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(await store.keys()).toEqual(['ada', 'cyd'])
  })

  test('a vault that is gone is not replaced by a new one', async () => {
    const store = createStoreWorld()
    await store.add('ada')
    rmSync(store.paths.vaultDir, { recursive: true })
    const { code, stderr } = await store.world.run(['add', 'bob', '--stdin', '--no-verify'], {
      stdin: formatKey(store.secret),
    })
    expect(code).toBe(7)
    expect(stderr).toMatch(/has no vault, and generation 2 was seen here before\nawsx: hint: restore it from a backup/)
    expect(store.generations()).toEqual([])
  })
})

describe('a store that was replaced as a whole', () => {
  async function replaceStore(identity: string): Promise<StoreWorld> {
    const store = createStoreWorld()
    const { world, paths } = store
    await store.add('ada')
    const mark = readFileSync(paths.markFile)
    const other = world.write(join(world.root, 'other.txt'), identity)
    rmSync(join(paths.vaultDir, '..'), { recursive: true })
    rmSync(paths.markFile)
    const env = { AWSX_IDENTITY_FILE: other }
    requireDone(await world.run(['add', 'eve', '--stdin', '--no-verify'], { env, stdin: formatKey(store.secret) }))
    writeFileSync(paths.markFile, mark)
    return store
  }

  test.each([
    ['by one of another identity', otherIdentity.text],
    ['by another one of the same identity', testIdentity.text],
  ])(
    'E140 whole-store-replaced %s: refused, on a terminal as well, until the mark is moved away',
    async (_, identity) => {
      const { world, paths } = await replaceStore(identity)
      const env = { AWSX_IDENTITY_FILE: join(world.root, 'other.txt') }
      for (const args of [
        ['list', '--json'],
        ['env', 'eve'],
        ['remove', 'eve', '--yes'],
        ['vault', 'verify'],
      ]) {
        const { code, stderr } = await world.run(args, { env })
        expect({ code, args }).toEqual({ code: 7, args })
        expect(stderr).toMatch(
          /is another store than the one that was used here before\nawsx: hint: .*: mv \S+mark\.json/,
        )
      }
      const pty = world.pty(['list'], { env })
      expect(await pty.exit()).toMatchObject({ code: 7 })
      expect(pty.screen().join('\n')).toMatch(/another store/)
      renameSync(paths.markFile, `${paths.markFile}.old`)
      expect(readKeys(requireDone(await world.run(['list', '--json'], { env })))).toEqual(['eve'])
    },
  )

  test('E139 identity-of-another-store: the given identity is not the one of the vault', async () => {
    const store = createStoreWorld()
    await store.add('ada')
    const other = store.world.write(join(store.world.root, 'other.txt'), otherIdentity.text)
    const { code, stderr } = await store.world.run(['list', '--json'], { env: { AWSX_IDENTITY_FILE: other } })
    expect(code).toBe(7)
    expect(stderr).toMatch(
      /belongs to another identity than the one that was given\nawsx: hint: check AWSX_IDENTITY_FILE/,
    )
  })
})
