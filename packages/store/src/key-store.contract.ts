import type { KeyStore } from '@awsx/core'
import { describe, expect, test } from 'vitest'
import { makeKey } from './store-fixture.ts'

/** What every `KeyStore` does; `make` gives an empty one. */
export function describeKeyStore(name: string, make: () => Promise<KeyStore>): void {
  describe(`${name} is a KeyStore`, () => {
    test('has nothing at first', async () => {
      const keys = await make()
      expect(await keys.list()).toEqual([])
      expect(await keys.get('prod')).toBeNull()
      expect(await keys.remove('prod')).toBe(false)
    })

    test('gives back every field of a key', async () => {
      const keys = await make()
      const key = { ...makeKey('prod', 's3cret'), mfaSerial: 'arn:aws:iam::123456789012:mfa/ada', region: 'eu-west-1' }
      await keys.put(key)
      const found = await keys.get('prod')
      expect({ ...found, secretAccessKey: found?.secretAccessKey.reveal() }).toEqual({
        ...key,
        secretAccessKey: 's3cret',
      })
    })

    test('replaces the key of a profile, and only that', async () => {
      const keys = await make()
      await keys.put(makeKey('prod', 'old'))
      await keys.put(makeKey('dev', 'dev'))
      await keys.put(makeKey('prod', 'new'))
      const found = (await keys.list()).map((key) => [key.profile, key.secretAccessKey.reveal()])
      expect(found).toEqual([
        ['prod', 'new'],
        ['dev', 'dev'],
      ])
    })

    test('with an expected key it replaces only that one', async () => {
      const keys = await make()
      await keys.put(makeKey('prod', 'first'), { expected: null })
      const late = { ...makeKey('prod', 'late'), accessKeyId: 'AKIALATELATELATELATE' }
      for (const expected of [null, 'AKIAOTHEROTHEROTHER1']) {
        await expect(keys.put(late, { expected })).rejects.toMatchObject({ code: 'confirmation_required' })
      }
      expect((await keys.get('prod'))?.secretAccessKey.reveal()).toBe('first')
      await keys.put(late, { expected: makeKey('prod').accessKeyId })
      expect((await keys.get('prod'))?.secretAccessKey.reveal()).toBe('late')
    })

    test.each([undefined, { purge: true }])('removes a key once, options %j', async (options) => {
      const keys = await make()
      await keys.put(makeKey('prod'))
      await keys.put(makeKey('dev'))
      expect(await keys.remove('prod', options)).toBe(true)
      expect(await keys.remove('prod', options)).toBe(false)
      expect((await keys.list()).map(({ profile }) => profile)).toEqual(['dev'])
    })

    test.each(['__proto__', 'constructor', '../x', '$(id)', 'ü ☃', ''])(
      'B60 dotdot-slash and others: profile %j',
      async (profile) => {
        const keys = await make()
        await keys.put(makeKey(profile))
        expect((await keys.get(profile))?.profile).toBe(profile)
        expect(await keys.get('toString')).toBeNull()
      },
    )

    test('two writers of different profiles both win', async () => {
      const keys = await make()
      await Promise.all(Array.from({ length: 8 }, (_, index) => keys.put(makeKey(`p${index}`))))
      expect(await keys.list()).toHaveLength(8)
    })
  })
}
