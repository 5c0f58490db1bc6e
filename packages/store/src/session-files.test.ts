import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { Encrypter } from 'age-encryption'
import { beforeEach, expect, test } from 'vitest'
import type { FileStore } from './file-store.ts'
import { makeSession, makeStoreFixture, otherScalar, testScalar, type StoreFixture } from './store-fixture.ts'
import { toRecipient } from './x25519.ts'

let fixture: StoreFixture
let store: FileStore

beforeEach(async () => {
  fixture = makeStoreFixture()
  store = await fixture.create()
  await store.sessions.put(makeSession('key'))
})

const names = (): string[] => readdirSync(fixture.paths.sessionsDir).sort()
const onlyFile = (): string => join(fixture.paths.sessionsDir, names()[0] ?? '')

test('names tell nothing, and differ between stores and kinds', async () => {
  expect(names()).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.age$/)])
  const before = names()
  await store.sessions.remember('key', 'value', Date.now() + 60_000)
  expect(names()).toHaveLength(2)
  const other = makeStoreFixture()
  await (await other.create()).sessions.put(makeSession('key'))
  expect(readdirSync(other.paths.sessionsDir)).not.toEqual(before)
})

test('E117 file-truncated-each-byte: a miss', async () => {
  const bytes = readFileSync(onlyFile())
  for (let length = 0; length < bytes.length; length++) {
    writeFileSync(onlyFile(), bytes.subarray(0, length))
    expect(await store.sessions.get('key')).toBeNull()
  }
  expect(await store.sessions.list()).toEqual([])
  writeFileSync(onlyFile(), bytes)
  expect(await store.sessions.get('key')).not.toBeNull()
})

test('E118 bitflip-each-byte: a miss', async () => {
  const bytes = readFileSync(onlyFile())
  for (let index = 0; index < bytes.length; index++) {
    const flipped = Buffer.from(bytes)
    flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8))
    writeFileSync(onlyFile(), flipped)
    expect(await store.sessions.get('key')).toBeNull()
  }
})

test('E109 session-file-swapped: a miss', async () => {
  const first = onlyFile()
  await store.sessions.put(makeSession('other'))
  const second =
    names()
      .map((name) => join(fixture.paths.sessionsDir, name))
      .find((path) => path !== first) ?? ''
  cpSync(second, first)
  expect(await store.sessions.get('key')).toBeNull()
  expect(await store.sessions.get('other')).not.toBeNull()
  expect(await store.sessions.list()).toHaveLength(1)
})

test('E106 no-store-stanza: a session forged to the public key is a miss', async () => {
  const encrypter = new Encrypter()
  encrypter.addRecipient(toRecipient(testScalar))
  writeFileSync(onlyFile(), await encrypter.encrypt('{}'))
  expect(await store.sessions.get('key')).toBeNull()
})

test('E108 a session of another store is a miss', async () => {
  const other = makeStoreFixture()
  await (await other.create(otherScalar)).sessions.put(makeSession('key'))
  const foreign = join(other.paths.sessionsDir, readdirSync(other.paths.sessionsDir)[0] ?? '')
  cpSync(foreign, onlyFile())
  expect(await store.sessions.get('key')).toBeNull()
})

test.each([
  ['E125 symlink', (path: string) => symlinkSync('/etc/hostname', path)],
  ['a folder', (path: string) => mkdirSync(path)],
])('%s in its place is a miss', async (_name, damage) => {
  const path = onlyFile()
  unlinkSync(path)
  damage(path)
  expect(await store.sessions.get('key')).toBeNull()
  expect(await store.sessions.list()).toEqual([])
})

test('a damaged session is replaced by the next one', async () => {
  writeFileSync(onlyFile(), '')
  await store.sessions.put(makeSession('key'))
  expect(await store.sessions.get('key')).not.toBeNull()
  expect(names()).toHaveLength(1)
})

test('sessions that ended a day ago are swept by a later write, without opening them', async () => {
  const now = Date.now()
  const later = fixture.open()
  fixture.clock.set(now + 26 * 3_600_000)
  await later.sessions.put(makeSession('late', now + 30 * 3_600_000))
  expect((await later.sessions.list()).map(({ key }) => key)).toEqual(['late'])
  expect(names()).toHaveLength(1)
})

test('a file in the place of the folder: reading is a miss, writing an error', async () => {
  const { sessionsDir } = fixture.paths
  rmSync(sessionsDir, { recursive: true })
  writeFileSync(sessionsDir, 'not a folder')
  expect(await store.sessions.get('key')).toBeNull()
  expect(await store.sessions.list()).toEqual([])
  const error: unknown = await store.sessions.put(makeSession('key')).catch((cause: unknown) => cause)
  expect(error).toBeInstanceOf(AwsxError)
  expect(readFileSync(sessionsDir, 'utf8')).toBe('not a folder')
})

test('many writers of one session leave one whole file', async () => {
  await Promise.all(Array.from({ length: 20 }, () => fixture.open().sessions.put(makeSession('key'))))
  expect(names()).toHaveLength(1)
  expect(await store.sessions.get('key')).not.toBeNull()
})
