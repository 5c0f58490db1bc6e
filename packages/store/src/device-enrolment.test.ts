import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AwsxError, Secret } from '@awsx/core'
import { describe, expect, test } from 'vitest'
import { enrolDevice, forgetDevice } from './device-enrolment.ts'
import { deviceFilePath, openDeviceIdentity, sealDeviceIdentity, type DeviceKeys } from './device-identity.ts'
import { readDeviceLink, writeDeviceLink } from './device-link.ts'
import { createIdentity, formatIdentityText } from './identity.ts'
import { createIdentityFile, type IdentitySource } from './identity-file.ts'
import { hasAge, makeStoreFixture, otherScalar, runAge, testScalar, type StoreFixture } from './store-fixture.ts'
import { toRecipient } from './x25519.ts'

/** A keychain in memory, which can be taken away. */
interface MemoryKeys extends DeviceKeys {
  readonly entries: Map<string, Uint8Array>
  refuse: boolean
}

const locked = new AwsxError('locked', 'the keychain is locked')

function createMemoryKeys(): MemoryKeys {
  const entries = new Map<string, Uint8Array>()
  const requireOpen = (keys: MemoryKeys): void => {
    if (keys.refuse) throw locked
  }
  return {
    entries,
    refuse: false,
    async get(device) {
      requireOpen(this)
      const text = entries.get(device)
      // `slice` of a Buffer is no copy, and the caller overwrites what it gets.
      return text === undefined ? null : new Uint8Array(text)
    },
    async set(device, text) {
      requireOpen(this)
      entries.set(device, new Uint8Array(text))
    },
    async delete(device) {
      requireOpen(this)
      return entries.delete(device)
    },
  }
}

interface Device {
  readonly fixture: StoreFixture
  readonly keys: MemoryKeys
  readonly deps: { readonly paths: StoreFixture['paths']; readonly keys: DeviceKeys }
  readonly source: IdentitySource
}

async function makeDevice(): Promise<Device> {
  const fixture = makeStoreFixture()
  await fixture.create()
  const keys = createMemoryKeys()
  const { paths } = fixture
  return { fixture, keys, deps: { paths, keys }, source: { kind: 'file', path: fixture.writeIdentity() } }
}

const failure = async (promise: Promise<unknown>): Promise<string> => {
  const error: unknown = await promise.then(
    () => 'done',
    (cause: unknown) => cause,
  )
  return error instanceof AwsxError ? `${error.code} ${error.message}` : String(error)
}
const leftOver = ({ fixture: { paths }, keys }: Device): readonly string[] => [
  ...readdirSync(dirname(paths.identityFile)).filter((name) => name !== 'vault' && name !== 'identity.age'),
  ...(existsSync(paths.deviceFile) ? ['link'] : []),
  ...keys.entries.keys(),
]

describe('enrolDevice', () => {
  test('the key in the keychain opens the identity of the store; the keychain never has the identity itself', async () => {
    const here = await makeDevice()
    expect(await openDeviceIdentity(here.deps)).toBeNull()
    const link = await enrolDevice(here.deps, here.source)
    expect(link.recipient).toBe(toRecipient(testScalar))
    expect(readDeviceLink(here.fixture.paths.deviceFile)).toEqual(link)
    expect(await openDeviceIdentity(here.deps)).toEqual(testScalar)
    expect([...here.keys.entries.keys()]).toEqual([link.device])
    const kept = Buffer.from(here.keys.entries.get(link.device) ?? []).toString()
    expect(kept).toMatch(/^# public key: age1\w+\nAGE-SECRET-KEY-1\w{58}\n$/)
    expect(kept).not.toContain(Buffer.from(formatIdentityText(testScalar)).toString().split('\n')[1])
  })

  test.runIf(hasAge)('stock age opens the file with it', async () => {
    const here = await makeDevice()
    const { device } = await enrolDevice(here.deps, here.source)
    const key = join(here.fixture.home, 'device.txt')
    writeFileSync(key, here.keys.entries.get(device) ?? '', { mode: 0o600 })
    const file = deviceFilePath(here.fixture.paths, device)
    expect(runAge(key, file)).toBe(Buffer.from(formatIdentityText(testScalar)).toString())
    expect(() => runAge(here.fixture.writeIdentity(), file)).toThrow('no identity matched')
  })

  test('by passphrase; a wrong one, and the identity of another store, change nothing', async () => {
    const here = await makeDevice()
    const path = here.fixture.paths.identityFile
    const passphrase = new Secret('correct horse battery')
    await createIdentityFile(path, passphrase, { logN: 4 })
    const wrong = { kind: 'passphrase', path, passphrase: new Secret('staple horse battery') } as const
    expect(await failure(enrolDevice(here.deps, wrong))).toMatch(/^wrong_passphrase /)
    const other = { kind: 'passphrase', path, passphrase } as const
    expect(await failure(enrolDevice(here.deps, other))).toMatch(/^wrong_passphrase .*another identity/)
    expect(leftOver(here)).toEqual([])
    await enrolDevice(here.deps, here.source)
    expect(await failure(enrolDevice(here.deps, other))).toMatch(/^wrong_passphrase /)
    expect(await openDeviceIdentity(here.deps)).toEqual(testScalar)
  })

  test('again makes a new key, and nothing of the old one stays', async () => {
    const here = await makeDevice()
    const first = await enrolDevice(here.deps, here.source)
    const second = await enrolDevice(here.deps, here.source)
    expect(second.device).not.toBe(first.device)
    expect(leftOver(here)).toEqual([`identity.${second.device}.age`, 'link', second.device])
  })

  test('a keychain that refuses at any point leaves nothing in force', async () => {
    for (const at of ['set', 'get'] as const) {
      const here = await makeDevice()
      const keys: DeviceKeys = { ...here.keys, [at]: () => Promise.reject(locked) }
      expect(await failure(enrolDevice({ ...here.deps, keys }, here.source))).toBe('locked the keychain is locked')
      expect(leftOver(here)).toEqual([])
    }
  })

  test('a file that cannot be written leaves nothing in force', async () => {
    for (const place of ['identityFile', 'deviceFile'] as const) {
      const here = await makeDevice()
      const paths = { ...here.fixture.paths, [place]: '/proc/nowhere/file' }
      expect(await failure(enrolDevice({ ...here.deps, paths }, here.source))).toMatch(/^write_failed /)
      expect(leftOver(here)).toEqual([])
    }
  })

  test('a keychain that gives back something else than it was given is found out', async () => {
    const here = await makeDevice()
    const keys: DeviceKeys = { ...here.keys, get: async () => formatIdentityText(otherScalar) }
    expect(await failure(enrolDevice({ ...here.deps, keys }, here.source))).toMatch(/^locked .*is not the key of this/)
    expect(leftOver(here)).toEqual([])
  })

  test('whatever a kill left is taken away by the next attempt, and by going back', async () => {
    for (const next of [enrolDevice, forgetDevice]) {
      for (const done of [1, 2, 3]) {
        const here = await makeDevice()
        const { paths } = here.fixture
        const old = '0123456789abcdef'
        writeDeviceLink(paths.deviceFile, { device: old, storeId: '0'.repeat(32), recipient: 'age1x' })
        const file = deviceFilePath(paths, old)
        if (done > 1) await sealDeviceIdentity(file, formatIdentityText(testScalar), toRecipient(otherScalar))
        if (done > 2) here.keys.entries.set(old, formatIdentityText(otherScalar))
        expect(await failure(openDeviceIdentity(here.deps))).toMatch(/^(vault_damaged .*is missing|locked )/)
        await next(here.deps, here.source)
        expect(leftOver(here).join()).not.toContain(old)
        expect(leftOver(here)).toHaveLength(next === enrolDevice ? 3 : 0)
      }
    }
  })

  test('of several at once at most one is in force, and nothing of the others stays', async () => {
    for (let round = 0; round < 5; round++) {
      const here = await makeDevice()
      const results = await Promise.all([1, 2, 3, 4].map(() => failure(enrolDevice(here.deps, here.source))))
      expect(
        results.filter((result) => result !== 'done' && !/^(write_failed|vault_damaged|locked) /.test(result)),
      ).toEqual([])
      const link = readDeviceLink(here.fixture.paths.deviceFile)
      const expected = link === null ? [] : [`identity.${link.device}.age`, 'link', link.device]
      expect(leftOver(here)).toEqual(expected)
      expect(results.filter((result) => result === 'done').length).toBe(link === null ? 0 : 1)
    }
  })

  test('without a vault there is nothing to open', async () => {
    const fixture = makeStoreFixture()
    const deps = { paths: fixture.paths, keys: createMemoryKeys() }
    const source = { kind: 'file', path: fixture.writeIdentity() } as const
    expect(await failure(enrolDevice(deps, source))).toMatch(/^locked there is no vault/)
  })
})

describe('openDeviceIdentity', () => {
  test('a forged file is refused, whoever the vault on disk belongs to', async () => {
    const here = await makeDevice()
    const { paths } = here.fixture
    const { device } = await enrolDevice(here.deps, here.source)
    const file = deviceFilePath(paths, device)
    const recipient = /age1\w+/.exec(Buffer.from(here.keys.entries.get(device) ?? []).toString())?.[0] ?? ''
    const forged = join(here.fixture.home, 'forged')
    await sealDeviceIdentity(forged, formatIdentityText(otherScalar), recipient)
    writeFileSync(file, readFileSync(forged))
    expect(await failure(openDeviceIdentity(here.deps))).toMatch(/^vault_damaged .*swapped or forged/)
    // The whole store too, and the mark with it: what was linked still counts.
    rmSync(paths.vaultDir, { recursive: true })
    rmSync(paths.markFile)
    await here.fixture.open(otherScalar).create(createIdentity(otherScalar.slice()))
    expect(await failure(openDeviceIdentity(here.deps))).toMatch(/^vault_damaged .*swapped or forged/)
  })

  test('cut at every byte and flipped in every byte: an error, never another identity', async () => {
    const here = await makeDevice()
    const { device } = await enrolDevice(here.deps, here.source)
    const file = deviceFilePath(here.fixture.paths, device)
    const good = readFileSync(file)
    for (let index = 0; index < good.length; index++) {
      writeFileSync(file, good.subarray(0, index))
      expect(await failure(openDeviceIdentity(here.deps))).toMatch(/^vault_damaged /)
      const flipped = Buffer.from(good)
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8))
      writeFileSync(file, flipped)
      expect(await failure(openDeviceIdentity(here.deps))).toMatch(/^vault_damaged /)
    }
  })

  test('a link that is no link is damage, not a passphrase vault', async () => {
    const here = await makeDevice()
    const { deviceFile } = here.fixture.paths
    const { device, storeId, recipient } = await enrolDevice(here.deps, here.source)
    for (const link of [
      '',
      '{}',
      { format: 2, device, storeId, recipient },
      { format: 1, device: '../../../../tmp/x', storeId, recipient },
      { format: 1, device, storeId: 1, recipient },
      { format: 1, device, storeId, recipient: null },
    ]) {
      writeFileSync(deviceFile, typeof link === 'string' ? link : JSON.stringify(link), { mode: 0o600 })
      expect(await failure(openDeviceIdentity(here.deps))).toMatch(
        /^vault_damaged .*is not a file that this awsx wrote/,
      )
    }
    expect(await forgetDevice(here.deps)).toMatchObject({ device: null, keyLeft: { code: 'vault_damaged' } })
    expect(await openDeviceIdentity(here.deps)).toBeNull()
  })
})

describe('forgetDevice', () => {
  test('nothing to forget', async () => {
    expect(await forgetDevice((await makeDevice()).deps)).toBeNull()
  })

  test('a keychain that cannot be reached does not hold it up', async () => {
    const here = await makeDevice()
    const { device } = await enrolDevice(here.deps, here.source)
    here.keys.refuse = true
    expect(await forgetDevice(here.deps)).toEqual({ device, keyLeft: locked })
    expect(leftOver(here)).toEqual([device])
  })

  test('a file that cannot be removed is an error, and the next attempt finds it', async () => {
    const here = await makeDevice()
    const { device } = await enrolDevice(here.deps, here.source)
    const file = deviceFilePath(here.fixture.paths, device)
    rmSync(file)
    mkdirSync(file)
    expect(await failure(forgetDevice(here.deps))).toMatch(/^write_failed /)
    expect(leftOver(here)).toContain('link')
  })
})

describe('vault verify', () => {
  test('tells this device apart from others, and says what is missing', async () => {
    const here = await makeDevice()
    const { paths } = here.fixture
    const { device } = await enrolDevice(here.deps, here.source)
    const file = deviceFilePath(paths, device)
    writeFileSync(deviceFilePath(paths, 'f'.repeat(16)), readFileSync(file), { mode: 0o600 })
    writeFileSync(deviceFilePath(paths, 'e'.repeat(16)), 'nothing', { mode: 0o600 })
    const find = async (path: string): Promise<unknown> =>
      (await here.fixture.open().verify()).find((finding) => finding.path === path)
    expect(await find(file)).toMatchObject({ level: 'info', message: expect.stringContaining('of this device') })
    expect(await find(deviceFilePath(paths, 'f'.repeat(16)))).toMatchObject({
      level: 'info',
      message: expect.stringContaining('another device'),
    })
    expect(await find(deviceFilePath(paths, 'e'.repeat(16)))).toMatchObject({ level: 'warning' })
    rmSync(file)
    expect(await find(file)).toMatchObject({ level: 'warning', message: expect.stringContaining('is missing') })
  })
})
