import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createSessionWorld } from './support/store-session.ts'
import { createStoreWorld, formatKey, requireDone } from './support/store-world.ts'

/** Modes of all that is under a folder and was not there before. */
function listModes(root: string, before: ReadonlySet<string> = new Set()): Map<string, string> {
  const entries = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) => !before.has(path))
  return new Map(
    entries.map((path) => {
      const stats = lstatSync(join(root, path))
      return [path, `${stats.isDirectory() ? 'd' : '-'}${(stats.mode & 0o7777).toString(8)}`]
    }),
  )
}

// I248 umask-000, I249 umask-777.
test.each(['000', '022', '077', '777'])('under umask %s files are 0600 and folders 0700', async (umask) => {
  const store = createStoreWorld()
  const { world } = store
  const root = join(world.root, `home-${umask}`)
  const env = { HOME: root, AWSX_HOME: join(root, 'awsx') }
  requireDone(await world.runCommand(['mkdir', '-m', '700', root]))
  const commands = [
    'awsx add bob --stdin --no-verify',
    'awsx settings set region eu-west-1',
    `awsx vault recovery --out ${root}/recovery.txt`,
    'awsx list',
    'awsx vault verify',
    'awsx remove bob --yes --purge',
  ]
  const script = [`umask ${umask}`, 'set -e', ...commands].join('\n')
  requireDone(await world.shell('dash', script, { env, stdin: formatKey(store.secret) }))
  const modes = listModes(root)
  expect([...modes.keys()]).toEqual(
    expect.arrayContaining([
      '.aws/config',
      'awsx/config/config.json',
      'awsx/state/mark.json',
      'recovery.txt',
      'awsx/data/vault/00000004.age',
    ]),
  )
  const wrong = [...modes].filter(([, mode]) => mode !== '-600' && mode !== 'd700')
  expect(wrong).toEqual([])
})

test.each(['000', '777'])('under umask %s so are identity.age and session files', async (umask) => {
  const { store } = await createSessionWorld()
  const { world } = store
  const before = new Set(readdirSync(world.home, { recursive: true, encoding: 'utf8' }))
  requireDone(await world.shell('dash', `umask ${umask}; awsx env ada --format json >/dev/null`))
  const made = createStoreWorld({ env: { AWSX_IDENTITY_FILE: undefined } })
  const passphrase = made.world.write(join(made.world.root, 'passphrase'), 'correct horse battery staple nine lives')
  const line = `umask ${umask}; awsx add bob --stdin --no-verify`
  const env = { AWSX_PASSPHRASE_FILE: passphrase }
  requireDone(await made.world.shell('dash', line, { env, stdin: formatKey(made.secret) }))
  for (const modes of [listModes(world.home, before), listModes(made.world.home)]) {
    expect(modes.size).toBeGreaterThan(1)
    expect([...modes].filter(([, mode]) => mode !== '-600' && mode !== 'd700')).toEqual([])
  }
  expect([...listModes(world.home, before).keys()].join()).toMatch(/sessions\/[0-9a-f]{64}\.age/)
  expect(listModes(made.world.home).get('.local/share/awsx/identity.age')).toBe('-600')
})
