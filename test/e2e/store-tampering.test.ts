import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, test } from 'vitest'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { findAgeProblem, openWithAge, sealWithAge } from './support/store-age.ts'
import { createSessionWorld } from './support/store-session.ts'
import { createStoreWorld, formatKey, listNames, requireDone, testIdentity } from './support/store-world.ts'
import type { StoreWorld } from './support/store-world.ts'

/** Refused everywhere with exit 7 and two lines, before any of its keys is used; also where nothing was seen before. */
async function expectRefused({ world, paths }: StoreWorld, message: RegExp): Promise<void> {
  for (const args of [
    ['list', '--json'],
    ['env', 'ada'],
    ['remove', 'ada', '--yes'],
    ['vault', 'verify'],
  ]) {
    const { code, stderr } = await world.run(args)
    expect(`${args.join(' ')}: ${code} ${stderr}`).toMatch(/: 7 awsx: error: .*\nawsx: hint: .*\n$/)
    expect(args[0] === 'vault' ? 'verify lists each file' : stderr).toMatch(args[0] === 'vault' ? /verify/ : message)
  }
  const added = await world.run(['add', 'zoe', '--stdin', '--no-verify'], { stdin: formatKey('x'.repeat(40)) })
  expect(added).toMatchObject({ code: 7, stdout: '' })
  rmSync(paths.markFile, { force: true })
  expect(await world.run(['list', '--json'])).toMatchObject({ code: 7, stdout: '' })
}

describe('a forged vault is refused', () => {
  beforeEach((context) => skipUnlessPossible(context, findAgeProblem()))

  test('E106 no-store-stanza: sealed to the public key alone, in the place of the newest and after it', async () => {
    for (const place of [2, 3]) {
      const store = createStoreWorld()
      await store.add('ada')
      const text = openWithAge(store.identityFile, store.generation(2)).replace(
        '"generation":2',
        `"generation":${place}`,
      )
      writeFileSync(store.generation(place), sealWithAge(testIdentity.recipient, text), { mode: 0o600 })
      expect(JSON.parse(openWithAge(store.identityFile, store.generation(place)))).toMatchObject({ generation: place })
      await expectRefused(store, /0000000\d\.age was not sealed by awsx/)
    }
  })
})

describe('a swapped vault is refused', () => {
  test('E110 gen-edited: an older generation under a newer number', async () => {
    const store = createStoreWorld()
    await store.add('ada', 'bob')
    cpSync(store.generation(2), store.generation(4))
    await expectRefused(store, /00000004\.age is another file of this store under a wrong name/)
  })

  test('E110 gen-edited: and with the number in its header edited', async () => {
    const store = createStoreWorld()
    await store.add('ada', 'bob')
    const bytes = readFileSync(store.generation(2), 'latin1')
    expect(bytes).toMatch(/ vault 2 /)
    writeFileSync(store.generation(4), bytes.replace(' vault 2 ', ' vault 4 '), { encoding: 'latin1', mode: 0o600 })
    await expectRefused(store, /00000004\.age was not sealed with this identity, or was changed/)
  })

  test('E109 session-file-swapped: in the place of the vault', async () => {
    const { store, obtain } = await createSessionWorld()
    requireDone(await obtain())
    const [session = ''] = listNames(store.paths.sessionsDir)
    cpSync(join(store.paths.sessionsDir, session), store.generation(3))
    await expectRefused(store, /00000003\.age is another file of this store under a wrong name/)
  })
})

describe('an edited vault is refused', () => {
  // One byte of each part of the file: version line, each kind of argument, bodies, MAC, nonce, payload, tag, end.
  const parts: readonly [string, RegExp | number][] = [
    ['the version', /age-encryption.org\/v1/d],
    ['the X25519 share', /-> X25519 \S{10}/d],
    ['the X25519 body', /-> X25519 \S+\n\S{10}/d],
    ['the name of the stanza', /awsx.dev/d],
    ['the store id', /v1\/store [0-9a-f]{5}/d],
    ['the object id', / vault/d],
    ['the nonce of the stanza', / vault \d+ \S{5}/d],
    ['the body of the stanza', / vault \d+ \S+\n\S{5}/d],
    ['the MAC', /--- \S{5}/d],
    ['the nonce of the payload', /--- \S+\n[^]{3}/d],
    ['the payload', -40],
    ['the tag', -1],
  ]

  test.each(parts)('E118 bitflip in %s', async (_, part) => {
    const store = createStoreWorld()
    await store.add('ada')
    const bytes = readFileSync(store.generation(2))
    const at =
      typeof part === 'number' ? bytes.length + part : (part.exec(bytes.toString('latin1'))?.indices?.[0]?.[1] ?? 0) - 1
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(store.generation(2), bytes)
    const { code, stderr, stdout } = await store.world.run(['list', '--json'])
    expect({ code, stdout }).toEqual({ code: 7, stdout: '' })
    expect(stderr).toMatch(/^awsx: error: .*(00000002\.age|data\/awsx|share\/awsx).*\nawsx: hint: .*\n$/)
  })

  test.each([
    ['E117 file-truncated in the header', (bytes: Buffer) => bytes.subarray(0, 100)],
    ['E117 file-truncated in the payload', (bytes: Buffer) => bytes.subarray(0, -20)],
    ['E120 trailing-garbage', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('x')])],
    [
      'E121 armored-file',
      (bytes: Buffer) => Buffer.from(`-----BEGIN AGE ENCRYPTED FILE-----\n${bytes.toString('base64')}`),
    ],
    ['E122 crlf-mangled', (bytes: Buffer) => Buffer.from(bytes.toString('latin1').replaceAll('\n', '\r\n'), 'latin1')],
    ['E123 zero-length', () => Buffer.alloc(0)],
  ])('%s', async (_, change) => {
    const store = createStoreWorld()
    await store.add('ada')
    writeFileSync(store.generation(2), change(readFileSync(store.generation(2))))
    await expectRefused(store, /00000002\.age /)
  })

  test('E138 conflicted-copy file: what is no generation is left alone, and verify says so', async () => {
    const store = createStoreWorld()
    await store.add('ada')
    const copy = join(store.paths.vaultDir, '00000002 (conflicted copy).age')
    cpSync(store.generation(2), copy)
    expect(await store.keys()).toEqual(['ada'])
    const { code, stdout } = await store.world.run(['vault', 'verify'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/warning .*conflicted copy.*is not a file of the vault and is ignored/)
  })
})

describe('a damaged session is a miss', () => {
  test.each([
    ['zero-length', () => Buffer.alloc(0)],
    ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length - 30)],
    ['bitflip', (bytes: Buffer) => bytes.fill((bytes.at(-5) ?? 0) ^ 1, bytes.length - 5, bytes.length - 4)],
    ['not age at all', () => Buffer.from('{"Version": 1}')],
  ])('E117 E118 %s: it is obtained anew and replaced', async (_, change) => {
    const { store, sandbox, obtain } = await createSessionWorld()
    const first = requireDone(await obtain()).stdout
    expect(requireDone(await obtain()).stdout).toBe(first)
    const [name = ''] = listNames(store.paths.sessionsDir)
    const file = join(store.paths.sessionsDir, name)
    writeFileSync(file, change(readFileSync(file)))
    expect(requireDone(await store.world.run(['status', '--json'])).code).toBe(0)
    const second = requireDone(await obtain()).stdout
    expect(second).not.toBe(first)
    expect(requireDone(await obtain()).stdout).toBe(second)
    expect(sandbox.calls).toHaveLength(2)
  })

  test('E109 session-file-swapped: the file of another session', async () => {
    const { store, sandbox, obtain } = await createSessionWorld()
    requireDone(await obtain())
    const other = { AWS_REGION: 'eu-west-1' }
    requireDone(await store.world.run(['env', 'ada', '--format', 'json', '--duration', '1h'], { env: other }))
    const names = listNames(store.paths.sessionsDir)
    expect(names).toHaveLength(2)
    const [one = '', two = ''] = names.map((name) => join(store.paths.sessionsDir, name))
    const bytes = readFileSync(one)
    cpSync(two, one)
    writeFileSync(two, bytes)
    const before = sandbox.calls.length
    requireDone(await obtain())
    expect(sandbox.calls).toHaveLength(before + 1)
  })
})
