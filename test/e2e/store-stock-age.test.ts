import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { findAgeProblem, openWithAge, openWithPassphrase } from './support/store-age.ts'
import { createSessionWorld } from './support/store-session.ts'
import { createStoreWorld, formatKey, listNames, requireDone } from './support/store-world.ts'

const problem = findAgeProblem()
beforeEach((context) => skipUnlessPossible(context, problem))

const passphrase = 'correct horse battery staple nine lives'

describe('stock age opens', () => {
  test('identity.age with the passphrase, and with what is in it the vault', async () => {
    const store = createStoreWorld({ env: { AWSX_IDENTITY_FILE: undefined } })
    const { world, paths } = store
    const file = world.write('passphrase', `${passphrase}\n`)
    world.canaries.plant('passphrase', passphrase)
    const env = { AWSX_PASSPHRASE_FILE: file }
    const added = await world.run(['add', 'ada', '--stdin', '--no-verify'], { env, stdin: formatKey(store.secret) })
    expect(added).toMatchObject({ code: 0, stdout: '' })
    expect(readFileSync(paths.identityFile, 'latin1')).toMatch(/^age-encryption.org\/v1\n-> scrypt \S{22} 18\n/)
    const identity = join(world.root, 'identity.plain')
    expect(await openWithPassphrase(passphrase, paths.identityFile, identity)).toBe(0)
    expect(JSON.parse(openWithAge(identity, store.generation(2)))).toMatchObject({ generation: 2 })
    expect(openWithAge(identity, store.generation(2))).toContain(store.secret)
  })

  test('the newest vault with the primary and with the recovery identity: a restore without awsx', async () => {
    const store = createStoreWorld()
    const { world, identityFile } = store
    await store.add('ada')
    const recovery = join(world.root, 'recovery.txt')
    requireDone(await world.run(['vault', 'recovery', '--out', recovery]))
    await store.add('bob')
    const newest = store.generation(4)
    for (const identity of [identityFile, recovery]) {
      const { entries } = JSON.parse(openWithAge(identity, newest)) as { entries: unknown }
      expect(entries).toMatchObject([
        { kind: 'key', name: 'ada', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: store.secret },
        { kind: 'key', name: 'bob', accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: store.secret },
      ])
    }
    expect(() => openWithAge(recovery, store.generation(2))).toThrow('no identity matched')
  })

  test('session files with the primary identity', async () => {
    const { store, obtain } = await createSessionWorld()
    const session = JSON.parse(requireDone(await obtain()).stdout) as { SecretAccessKey: string }
    const files = listNames(store.paths.sessionsDir)
    expect(files).toHaveLength(1)
    const text = openWithAge(store.identityFile, join(store.paths.sessionsDir, files[0] ?? ''))
    expect(text).toContain(session.SecretAccessKey)
  })
})
