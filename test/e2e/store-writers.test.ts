import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { RunResult } from '../harness/index.ts'
import { createStoreWorld, formatKey, listNames, readText } from './support/store-world.ts'
import type { StoreWorld } from './support/store-world.ts'

const profiles = Array.from({ length: 100 }, (_, index) => `team-${String(index + 1).padStart(3, '0')}`)

async function addAll({ world, secret }: StoreWorld, names: readonly string[]): Promise<RunResult[]> {
  const add = (profile: string): Promise<RunResult> =>
    world.run(['add', profile, '--stdin', '--no-verify'], { stdin: formatKey(secret), timeoutMs: 280_000 })
  return await Promise.all(names.map(add))
}

test('100 writers at once lose nothing: every key, every section, five generations, no temporary files', async () => {
  const store = createStoreWorld()
  const results = await addAll(store, profiles)
  expect(results.filter(({ code }) => code !== 0).map(({ stderr }) => stderr)).toEqual([])
  expect((await store.keys()).toSorted()).toEqual(profiles)
  const config = readText(join(store.world.home, '.aws/config'))
  const sections = config.split('\n').filter((line) => line.startsWith('['))
  expect(sections.toSorted()).toEqual(profiles.map((profile) => `[profile ${profile}]`))
  const generations = store.generations()
  // The first is empty, and each key is one more.
  expect(generations.at(-1)).toBe(101)
  expect(generations.length).toBeLessThanOrEqual(5)
  expect(listNames(store.paths.vaultDir)).toHaveLength(generations.length)
  expect(listNames(join(store.paths.markFile, '..')).filter((name) => name !== 'sessions')).toEqual(['mark.json'])
  expect((await store.world.run(['vault', 'verify'])).code).toBe(0)
})

test('several first commands at once make one identity and one vault', async () => {
  const store = createStoreWorld({ env: { AWSX_IDENTITY_FILE: undefined } })
  const { world } = store
  const passphrase = world.write('passphrase', 'correct horse battery staple nine lives')
  const env = { AWSX_PASSPHRASE_FILE: passphrase }
  const stdin = formatKey(store.secret)
  const names = ['ada', 'bob', 'cyd']
  const results = await Promise.all(
    names.map((name) => world.run(['add', name, '--stdin', '--no-verify'], { env, stdin })),
  )
  expect(results.filter(({ code }) => code !== 0).map(({ stderr }) => stderr)).toEqual([])
  expect((await store.keys(env)).toSorted()).toEqual(names)
})
