import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createSessionWorld } from './support/store-session.ts'
import { createStoreWorld, formatKey, listNames, readKeys, requireDone } from './support/store-world.ts'

const passphrase = 'correct horse battery staple nine lives'
const next = 'six more words that nobody will guess'

describe('awsx vault', () => {
  test('path names every place, before there is a store and without making one', async () => {
    const { world, paths } = createStoreWorld()
    const { stdout } = requireDone(await world.run(['vault', 'path', '--json']))
    expect(JSON.parse(stdout)).toEqual({
      identity: paths.identityFile,
      vault: paths.vaultDir,
      sessions: paths.sessionsDir,
      mark: paths.markFile,
      settings: paths.configFile,
    })
    const plain = requireDone(await world.run(['vault', 'path'])).stdout
    for (const path of Object.values(JSON.parse(stdout) as Record<string, string>)) expect(plain).toContain(path)
    expect(listNames(join(world.home, '.local'))).toEqual([])
  })

  test('verify opens every file and says so; of a damaged older generation it says which', async () => {
    const { store, obtain } = await createSessionWorld()
    requireDone(await obtain())
    const { world } = store
    const { stdout } = requireDone(await world.run(['vault', 'verify']))
    expect(stdout).toMatch(
      /00000001\.age .*opens: 0 entries[^]*00000002\.age .*opens: 1 entry[^]*sessions\/\w{64}\.age .*opens\nall is well\n$/,
    )
    const bytes = readFileSync(store.generation(1))
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    world.write(store.generation(1), bytes)
    const { code, stdout: said, stderr } = await world.run(['vault', 'verify'])
    expect(code).toBe(7)
    expect(said).toMatch(/^error .*00000001\.age.*does not open: it was changed or cut short/m)
    expect(stderr).toMatch(/1 of the store's files are not as they should be/)
    expect(await store.keys()).toEqual(['ada'])
  })

  test('verify of no vault', async () => {
    const { world } = createStoreWorld()
    expect(requireDone(await world.run(['vault', 'verify'])).stdout).toContain('there is no vault yet')
  })

  test('passwd asks on the terminal; then only the new passphrase opens the vault', async () => {
    const store = createStoreWorld({ env: { AWSX_IDENTITY_FILE: undefined } })
    const { world, paths } = store
    world.canaries.plant('passphrase', passphrase)
    world.canaries.plant('new passphrase', next)
    const oldFile = world.write(join(world.root, 'old'), passphrase)
    const newFile = world.write(join(world.root, 'new'), next)
    const env = { AWSX_PASSPHRASE_FILE: oldFile }
    requireDone(await world.run(['add', 'ada', '--stdin', '--no-verify'], { env, stdin: formatKey(store.secret) }))

    const alone = await world.run(['vault', 'passwd'], { env })
    expect(alone.code).toBe(4)

    const wrong = world.pty(['vault', 'passwd'])
    for (const [prompt, text] of [
      ['Current passphrase', 'not the passphrase'],
      ['New passphrase', next],
      ['once more', next],
    ] as const) {
      await wrong.waitFor(prompt)
      wrong.type(text)
      wrong.press('enter')
    }
    expect(await wrong.exit()).toMatchObject({ code: 7 })

    const before = readFileSync(paths.identityFile)
    const pty = world.pty(['vault', 'passwd'])
    const answers = [
      ['Current passphrase', passphrase],
      ['New passphrase', 'too short'],
      [/That will not do[^]*New passphrase/, next],
      ['once more', next],
    ] as const
    for (const [prompt, text] of answers) {
      await pty.waitFor(prompt)
      pty.type(text)
      pty.press('enter')
    }
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(pty.screen().join('\n')).toContain('the passphrase is changed')
    expect(readFileSync(paths.identityFile).equals(before)).toBe(false)
    expect(await world.run(['list', '--json'], { env })).toMatchObject({ code: 7, stdout: '' })
    expect(await store.keys({ AWSX_PASSPHRASE_FILE: newFile })).toEqual(['ada'])
  })

  test('recovery never replaces a file, and then the vault is as it was', async () => {
    const store = createStoreWorld()
    await store.add('ada')
    const out = store.world.write('recovery.txt', 'something else')
    const { code, stderr } = await store.world.run(['vault', 'recovery', '--out', out])
    expect(code).toBe(1)
    expect(stderr).toMatch(/recovery\.txt is there already and is not replaced\nawsx: hint: /)
    expect(readFileSync(out, 'utf8')).toBe('something else')
    expect(store.generations()).toEqual([1, 2])
  })

  test('recovery into a folder that is not there: the vault is as it was', async () => {
    const store = createStoreWorld()
    await store.add('ada')
    const { code, stderr } = await store.world.run(['vault', 'recovery', '--out', 'nowhere/recovery.txt'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/nowhere\/recovery\.txt could not be written \(ENOENT\)/)
    expect(store.generations()).toEqual([1, 2])
  })
})

describe('awsx remove', () => {
  test('asks on a terminal, and on no leaves the key', async () => {
    const store = createStoreWorld()
    await store.add('ada')
    const pty = store.world.pty(['remove', 'ada'])
    await pty.waitFor('Remove key AKIAIOSFODNN7EXAMPLE of ada from the vault? [y/N]')
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 130 })
    expect(await store.world.run(['remove', 'ada'])).toMatchObject({ code: 4 })
    expect(await store.keys()).toEqual(['ada'])
  })

  test('takes the sessions along; --purge leaves no generation that has the key', async () => {
    const { store, obtain } = await createSessionWorld()
    requireDone(await obtain())
    expect(listNames(store.paths.sessionsDir)).toHaveLength(1)
    requireDone(await store.world.run(['remove', 'ada', '--yes']))
    expect(listNames(store.paths.sessionsDir)).toEqual([])
    expect(store.generations()).toEqual([1, 2, 3])
    await store.add('bob')
    requireDone(await store.world.run(['remove', 'bob', '--yes', '--purge']))
    expect(store.generations()).toEqual([5])
    expect(await store.keys()).toEqual([])
  })
})

test('awsx clear forgets all sessions, without a passphrase, damaged ones too', async () => {
  const { store, obtain, sandbox } = await createSessionWorld()
  const first = requireDone(await obtain()).stdout
  store.world.write(join(store.paths.sessionsDir, `${'0'.repeat(64)}.age`), 'no session')
  requireDone(await store.world.run(['clear'], { env: { AWSX_IDENTITY_FILE: undefined } }))
  expect(listNames(store.paths.sessionsDir)).toEqual([])
  expect(requireDone(await obtain()).stdout).not.toBe(first)
  expect(sandbox.calls).toHaveLength(2)
})

test('what a new machine has no mark of is said once, and then remembered', async () => {
  const store = createStoreWorld()
  await store.add('ada')
  const env = { XDG_STATE_HOME: join(store.world.home, 'new-state') }
  const first = requireDone(await store.world.run(['list', '--json'], { env }))
  expect(first.stderr).toMatch(/is new to this machine: generation 2 is remembered from now on/)
  expect(readKeys(first)).toEqual(['ada'])
  expect(requireDone(await store.world.run(['list', '--json'], { env })).stderr).toBe('')
})
