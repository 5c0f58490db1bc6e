import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startStory } from './support/story.ts'
import { createStoreWorld, formatKey, requireDone } from './support/store-world.ts'

const serial = 'arn:aws:iam::234567890123:mfa/franklin'

describe('awsx add', () => {
  test('a new key of the same user keeps the MFA device and the region of the old one', async () => {
    const { here, accessKey, world, identityAccountId, config } = await startStory()
    config(
      '[profile identity]\n[profile web-admin]\nrole_arn = arn:aws:iam::123456789012:role/WebAdmin\nsource_profile = identity\n',
    )
    const add = async (key: { accessKeyId: string; secretAccessKey: string }, ...words: string[]): Promise<void> => {
      const env = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }
      requireDone(await here.run(['add', 'identity', '--from-env', '--replace', ...words], { env }))
    }
    await add(accessKey, '--mfa-serial', serial, '--region', 'eu-west-1')
    await add(world.addAccessKey({ accountId: identityAccountId, userName: 'franklin' }))
    const { stdout } = await here.run(['explain', 'web-admin'])
    expect(stdout).toMatch(/GetSessionToken[^]*mfa_serial +arn:aws:iam::234567890123:mfa\/franklin +from the vault/)
    expect((await here.run(['list'])).stdout).toMatch(/^identity .* eu-west-1 /m)
  })

  test.each(['not a serial !!', 'franklin', 'x\n[profile evil]', 'arn:aws:iam::234567890123:user/franklin'])(
    '--mfa-serial %j is refused before anything is sealed',
    async (text) => {
      const { world, secret, paths } = createStoreWorld()
      const stdin = formatKey(secret)
      expect(await world.run(['add', 'ada', '--stdin', '--no-verify', '--mfa-serial', text], { stdin })).toMatchObject({
        code: 2,
        stdout: '',
      })
      expect(() => readFileSync(join(paths.vaultDir, '00000001.age'))).toThrow('ENOENT')
      expect(() => readFileSync(join(world.home, '.aws/config'))).toThrow('ENOENT')
    },
  )

  test.each(['a\\b', 'a]b', "a'b"])('the name %j would not read back, and is refused', async (name) => {
    const { world, secret } = createStoreWorld()
    const added = await world.run(['add', name, '--stdin', '--no-verify'], { stdin: formatKey(secret) })
    expect(added).toMatchObject({ code: 2 })
  })
})

test('a vault that was here and is gone is said to be gone, by every command, and no new one is made', async () => {
  const store = createStoreWorld()
  const { world, paths, secret } = store
  await store.add('ada')
  rmSync(paths.vaultDir, { recursive: true })
  for (const words of [['env', 'ada'], ['list'], ['status'], ['remove', 'ada', '--yes']]) {
    expect(await world.run(words)).toMatchObject({ code: 7, stderr: expect.stringContaining('seen here before') })
  }
  const added = await world.run(['add', 'bea', '--stdin', '--no-verify'], { stdin: formatKey(secret) })
  expect(added).toMatchObject({ code: 7 })
  expect(() => readFileSync(paths.identityFile)).toThrow('ENOENT')
})
