import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, realpathSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { flavourUnderTest, type Pty } from '../harness/index.ts'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { findSecretServiceProblem, startSecretService, type SecretService } from './support/secret-service.ts'
import { openWithAge, sealWithAge } from './support/store-age.ts'
import {
  createStoreWorld,
  formatKey,
  listNames,
  otherIdentity,
  readKeys,
  requireDone,
  testIdentity,
  type StoreWorld,
} from './support/store-world.ts'

const problem = findSecretServiceProblem()
beforeEach((context) => skipUnlessPossible(context, problem))

/** A vault that the keychain unlocks, and the environment of somebody who has nothing else. */
interface Enrolled {
  readonly store: StoreWorld
  readonly service: SecretService
  readonly env: Readonly<Record<string, string | undefined>>
  readonly device: string
  readonly file: string
  readonly linkFile: string
}

async function enrol(): Promise<Enrolled> {
  const store = createStoreWorld()
  const { world, paths } = store
  await store.add('ada')
  const service = await startSecretService(world)
  const pty = world.pty(['vault', 'unlock-with', 'keychain'], { env: service.env })
  await pty.waitFor('as good as unlocked')
  await pty.waitFor('[y/N]')
  pty.type('y')
  pty.press('enter')
  await pty.waitFor('the keychain unlocks the vault on this machine from now on')
  expect(await pty.exit()).toMatchObject({ code: 0 })
  const env = { ...service.env, AWSX_IDENTITY_FILE: undefined }
  const { stdout } = requireDone(await world.run(['vault', 'unlock-with', '--json'], { env }))
  const { device, file } = JSON.parse(stdout) as { device: string; file: string }
  const key = service.get(device)?.toString('utf8').trim().split('\n')[1] ?? ''
  world.canaries.plant('key of the device', key)
  return { store, service, env, device, file, linkFile: join(dirname(paths.markFile), 'device.json') }
}

/** What is refused says why on one line, and ends with 4 where nobody can be asked. */
async function expectLocked({ store, env }: Enrolled, why: RegExp): Promise<void> {
  const { world } = store
  const { code, stdout, stderr } = await world.run(['vault', 'verify'], { env })
  expect({ code, stdout }).toEqual({ code: 4, stdout: '' })
  expect(stderr.split('\n')[0]).toMatch(why)
  expect(stderr).toMatch(/the vault is locked, and there is nobody to ask for its passphrase/)
  const listed = requireDone(await world.run(['list', '--json'], { env }))
  expect(JSON.parse(listed.stdout)).toMatchObject({ locked: true })
}

describe('awsx vault unlock-with keychain', () => {
  test('a new process unlocks without a passphrase, and without anybody', async () => {
    const { store, service, env, device, file } = await enrol()
    const { world, paths } = store
    expect(readKeys(requireDone(await world.run(['list', '--json', '--no-input'], { env })))).toEqual(['ada'])
    expect(requireDone(await world.run(['vault', 'unlock-with'], { env })).stdout).toMatch(
      new RegExp(
        `^keychain: the entry awsx of ${device} opens .*identity\\.${device}\\.age; the passphrase works too\n$`,
      ),
    )
    expect(requireDone(await world.run(['vault', 'path'], { env })).stdout).toContain(file)
    const verified = requireDone(await world.run(['vault', 'verify'], { env })).stdout
    expect(verified).toMatch(/^info .*identity\.[0-9a-f]{16}\.age .*is sealed to the key of this device/m)
    expect(verified).toMatch(/^info {5}keychain {2}has the key of this device, and opens the vault with it$/m)
    expect(readdirSync(dirname(paths.identityFile)).toSorted()).toEqual([`identity.${device}.age`, 'vault'])
    expect(service.dialogs()).toBe(0)
    const again = world.pty(['vault', 'unlock-with', 'keychain'], { env })
    await again.waitFor('the keychain unlocks the vault already')
    expect(await again.exit()).toMatchObject({ code: 0 })
  })

  test('stock age opens the file with the key in the keychain, and with nothing else', async () => {
    const { store, service, device, file, identityFile } = await enrol().then((found) => ({
      ...found,
      identityFile: found.store.identityFile,
    }))
    const key = store.world.write('device-key', service.get(device) ?? '')
    expect(openWithAge(key, file)).toContain(testIdentity.text.trim())
    expect(readFileSync(file, 'latin1').match(/^-> .*$/gm)).toEqual([expect.stringMatching(/^-> X25519 \S{43}$/)])
    expect(() => openWithAge(identityFile, file)).toThrow('no identity matched')
    rmSync(key)
  })

  test.each(['nothing', 'file', 'entry'])('passphrase takes all of it away, where %s is gone too', async (gone) => {
    const { store, service, env, device, file, linkFile } = await enrol()
    if (gone === 'file') rmSync(file)
    if (gone === 'entry') service.delete(device)
    const undone = requireDone(await store.world.run(['vault', 'unlock-with', 'passphrase'], { env }))
    expect(undone.stderr).toBe('awsx: only the passphrase unlocks the vault on this machine from now on\n')
    expect(service.get(device)).toBeNull()
    expect(listNames(dirname(file))).toEqual(['vault'])
    expect(listNames(dirname(linkFile))).not.toContain('device.json')
    expect(requireDone(await store.world.run(['vault', 'unlock-with'], { env })).stdout).toBe('passphrase\n')
    expect(await store.keys(service.env)).toEqual(['ada'])
    expect((await store.world.run(['vault', 'verify'], { env })).code).toBe(4)
  })

  test('a locked keychain is said to be that, and no dialog is shown where nobody can be asked', async () => {
    const enrolled = await enrol()
    const { store, service, env } = enrolled
    service.lock()
    const verified = requireDone(await store.world.run(['vault', 'verify'], { env: service.env })).stdout
    expect(verified).toMatch(/^warning {2}keychain {2}the keychain is locked$/m)
    await expectLocked(enrolled, /^awsx: the keychain does not unlock the vault: the keychain is locked$/)
    expect(service.dialogs()).toBe(0)
    // With a person it is the keychain that asks first; here it cannot, and so the passphrase is asked for.
    const pty = store.world.pty(['vault', 'verify'], { env })
    await pty.waitFor('the keychain is locked; the passphrase opens it')
    await pty.waitFor('Passphrase of the awsx vault')
    expect(service.dialogs()).toBe(1)
    pty.press('ctrl-c')
    expect(await pty.exit()).toMatchObject({ code: 130 })
  })

  test('an entry that is gone, and one with another key', async () => {
    const enrolled = await enrol()
    const { service, device } = enrolled
    service.delete(device)
    await expectLocked(enrolled, /the keychain has no key of this device \([0-9a-f]{16}\) any more$/)
    service.set(device, Buffer.from(otherIdentity.text))
    await expectLocked(enrolled, /what the keychain has under [0-9a-f]{16} is not the key of this device$/)
    service.set(device, Buffer.from('no key at all'))
    await expectLocked(enrolled, /is not the key of this device$/)
  })

  test('a file that is gone, cut, or forged by somebody who knows the public key of the device', async () => {
    const enrolled = await enrol()
    const { store, service, device, file } = enrolled
    const good = readFileSync(file)
    store.world.write(file, good.subarray(0, good.length - 1))
    await expectLocked(enrolled, /^awsx: warning: .*does not open: it was changed or cut short/)
    const recipient = /age1\S+/.exec(service.get(device)?.toString('utf8') ?? '')?.[0] ?? ''
    store.world.write(file, sealWithAge(recipient, otherIdentity.text))
    await expectLocked(
      enrolled,
      /^awsx: warning: .*holds another identity than the one of this vault: it was swapped or forged/,
    )
    store.world.write(file, sealWithAge(recipient, 'nothing'))
    await expectLocked(enrolled, /^awsx: warning: .*does not hold exactly one age X25519 identity/)
    rmSync(file)
    await expectLocked(enrolled, /^awsx: warning: .*identity\.[0-9a-f]{16}\.age is missing/)
    store.world.write(file, good)
    requireDone(await store.world.run(['vault', 'verify'], { env: enrolled.env }))
  })

  test('where there is no session bus, or a dead one, nothing hangs', { timeout: 120_000 }, async () => {
    const enrolled = await enrol()
    const { store } = enrolled
    const at = (address: string | undefined): Enrolled => ({
      ...enrolled,
      env: { AWSX_IDENTITY_FILE: undefined, DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: undefined },
    })
    await expectLocked(at(undefined), /the keychain cannot be used here \(there is no session bus here\)$/)
    await expectLocked(at('unix:path=/nonexistent/bus'), /the keychain cannot be used here \(.*ENOENT.*\)$/)
    await expectLocked(at('tcp:host=127.0.0.1,port=1'), /the keychain cannot be used here \(.*no.*unix socket\)$/)
    const { createServer } = await import('node:net')
    const path = join(store.world.root, 'run/deaf')
    const server = createServer(() => undefined).listen(path)
    try {
      await expectLocked(at(`unix:path=${path}`), /the keychain did not answer within 5 seconds$/)
    } finally {
      server.close()
    }
  })

  test('variables that name a library or a folder do not reach what asks the keychain', async () => {
    const { store, service, env } = await enrol()
    const { world, paths } = store
    const library = { NAPI_RS_NATIVE_LIBRARY_PATH: '/nonexistent.node' }
    expect(() => service.get('control', library)).toThrow('nonexistent')
    const shared = join(world.root, 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o777)
    const hostile = {
      ...env,
      ...library,
      TMPDIR: shared,
      BUN_TMPDIR: shared,
      NODE_OPTIONS: '--import=/nonexistent.mjs',
    }
    expect(await store.keys(hostile)).toEqual(['ada'])
    expect(listNames(shared)).toEqual([])
    // Where the executable unpacks it: in a folder of the user's own. Node loads it from where npm put it.
    const runDir = join(dirname(paths.markFile), 'run')
    const unpacked = listNames(runDir).filter((name) => name.endsWith('.node'))
    expect(unpacked).toHaveLength(world.flavour === 'native' ? 1 : 0)
    const modes = unpacked.map((name) => [runDir, join(runDir, name)].map((path) => statSync(path).mode & 0o777))
    expect(modes.flat()).toEqual(world.flavour === 'native' ? [0o700, 0o600] : [])
  })

  // The native build has it inside.
  test.each(flavourUnderTest() === 'node' ? ['node'] : [])(
    'an installation without the optional package says so',
    async () => {
      const enrolled = await enrol()
      const { world } = enrolled.store
      const folder = join(world.root, 'without-optional')
      cpSync(dirname(realpathSync(world.awsx)), folder, { recursive: true })
      world.write(join(folder, 'package.json'), '{"type":"module"}')
      const { code, stderr } = await world.runCommand(['node', join(folder, 'awsx.js'), 'vault', 'verify'], {
        env: enrolled.env,
      })
      expect(code).toBe(4)
      expect(stderr).toMatch(/the part that speaks with the keychain is not installed \(.*@napi-rs\/keyring.*\)\n/)
    },
  )

  test('the process that asks gives nothing to a terminal, and ends with the one that started it', async () => {
    const { store, env, device } = await enrol()
    const { world } = store
    const onScreen = world.pty(['__keychain', 'get', device, 'quiet', '0'], { env })
    expect((await onScreen.exit()).code).toBe(22)
    const alone = await world.run(['__keychain', 'set', device, 'quiet', '10'], { env, stdin: 'short' })
    expect(alone).toMatchObject({ code: null, signal: 'SIGKILL', stdout: '' })
    expect(await store.keys(env)).toEqual(['ada'])
  })

  test('the agent gets the identity from it, and nobody types a passphrase', async () => {
    const { store, env } = await enrol()
    const { world } = store
    const agent = { ...env, AWSX_NO_AGENT: undefined }
    const pty = world.pty(['unlock'], { env: agent })
    await pty.waitFor(/unlocked for/)
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(pty.screen().join('\n')).not.toContain('Passphrase')
    // What is open now is the agent: without a bus there is no keychain.
    const apart = { ...agent, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }
    expect(await store.keys(apart)).toEqual(['ada'])
    requireDone(await world.run(['agent', 'stop'], { env: agent }))
    await expect(store.keys(apart)).rejects.toThrow('the vault is locked')
  })

  test('vault passwd leaves it in force, and says so', { timeout: 120_000 }, async () => {
    const passphrase = 'correct horse battery staple nine lives'
    const next = 'six more words that nobody will guess'
    const store = createStoreWorld({ env: { AWSX_IDENTITY_FILE: undefined } })
    const { world } = store
    world.canaries.plant('passphrase', passphrase)
    world.canaries.plant('new passphrase', next)
    const service = await startSecretService(world)
    const given = { ...service.env, AWSX_PASSPHRASE_FILE: world.write(join(world.root, 'old'), passphrase) }
    requireDone(
      await world.run(['add', 'ada', '--stdin', '--no-verify'], { env: given, stdin: formatKey(store.secret) }),
    )
    const answer = async (pty: Pty, ...answers: readonly (readonly [string, string])[]): Promise<void> => {
      for (const [prompt, text] of answers) {
        await pty.waitFor(prompt)
        pty.type(text)
        pty.press('enter')
      }
      expect(await pty.exit({ timeoutMs: 60_000 })).toMatchObject({ code: 0 })
    }
    const enrolling = world.pty(['vault', 'unlock-with', 'keychain'], { env: service.env })
    await answer(enrolling, ['[y/N]', 'y'], ['Passphrase of ', passphrase])
    expect(await store.keys(service.env)).toEqual(['ada'])
    const changing = world.pty(['vault', 'passwd'], { env: service.env })
    await answer(changing, ['Current passphrase', passphrase], ['New passphrase', next], ['once more', next])
    expect(changing.screen().join('\n')).toContain('the keychain unlocks the vault as before')
    expect(await store.keys(service.env)).toEqual(['ada'])
    // Without the keychain a person types the new one.
    service.lock()
    const typing = world.pty(['vault', 'verify'], { env: service.env })
    await answer(typing, ['Passphrase of the awsx vault', next])
    rmSync(join(world.root, 'old'))
  })

  test('it is not taken without a yes, nor where there is no keychain', async () => {
    const store = createStoreWorld()
    const { world, paths } = store
    const none = await world.run(['vault', 'unlock-with', 'keychain'])
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('there is no vault yet') })
    await store.add('ada')
    const alone = await world.run(['vault', 'unlock-with', 'keychain'])
    expect(alone).toMatchObject({ code: 4, stderr: expect.stringContaining('has to be confirmed') })
    const headless = world.pty(['vault', 'unlock-with', 'keychain'], { env: { XDG_RUNTIME_DIR: undefined } })
    await headless.waitFor('the keychain cannot be used here')
    expect(await headless.exit()).toMatchObject({ code: 4 })
    const service = await startSecretService(world)
    const no = world.pty(['vault', 'unlock-with', 'keychain'], { env: service.env })
    await no.waitFor('[y/N]')
    no.press('enter')
    expect(await no.exit()).toMatchObject({ code: 130 })
    expect(listNames(dirname(paths.identityFile))).toEqual(['vault'])
    expect(requireDone(await world.run(['vault', 'unlock-with'])).stdout).toBe('passphrase\n')
  })
})
