import type { KeyStore, StoredKey } from '@awsx/core'
import { describe, expect, test } from 'vitest'
import { makeKey } from './store-fixture.ts'

/** What a store may do differently. */
export interface KeyStoreTraits {
  /** It gives keys without their secrets: to reveal one throws `locked`. Such a store gives none away, ever. */
  readonly withholdsSecrets?: boolean
}

/** What every `KeyStore` does; `make` gives an empty one. */
export function describeKeyStore(name: string, make: () => Promise<KeyStore>, traits: KeyStoreTraits = {}): void {
  /** Which key it is: by its secret, or where that is withheld by the account that {@link makeNamed} gave it. */
  function nameOf(key: StoredKey | null | undefined): string | null {
    if (key === null || key === undefined) return null
    if (traits.withholdsSecrets !== true) return key.secretAccessKey.reveal()
    expect(() => key.secretAccessKey.reveal()).toThrow(expect.objectContaining({ code: 'locked' }))
    return key.accountId
  }

  function makeNamed(profile: string, secret: string): StoredKey {
    return { ...makeKey(profile, secret), accountId: secret }
  }

  describe(`${name} is a KeyStore`, () => {
    test('has nothing at first', async () => {
      const keys = await make()
      expect(await keys.list()).toEqual([])
      expect(await keys.get('prod')).toBeNull()
      expect(await keys.remove('prod')).toBe(false)
    })

    test('gives back every field of a key', async () => {
      const keys = await make()
      const key = {
        ...makeNamed('prod', 's3cret'),
        mfaSerial: 'arn:aws:iam::123456789012:mfa/ada',
        region: 'eu-west-1',
      }
      await keys.put(key)
      const found = await keys.get('prod')
      expect({ ...found, accountId: '', secretAccessKey: nameOf(found) }).toEqual({
        ...key,
        accountId: '',
        secretAccessKey: 's3cret',
      })
      expect(found?.accountId).toBe('s3cret')
    })

    test('replaces the key of a profile, and only that', async () => {
      const keys = await make()
      await keys.put(makeNamed('prod', 'old'))
      await keys.put(makeNamed('dev', 'dev'))
      await keys.put(makeNamed('prod', 'new'))
      const found = (await keys.list()).map((key) => [key.profile, nameOf(key)])
      expect(found).toEqual([
        ['prod', 'new'],
        ['dev', 'dev'],
      ])
    })

    test('with an expected key it replaces only that one', async () => {
      const keys = await make()
      await keys.put(makeNamed('prod', 'first'), { expected: null })
      const late = { ...makeNamed('prod', 'late'), accessKeyId: 'AKIALATELATELATELATE' }
      for (const expected of [null, 'AKIAOTHEROTHEROTHER1']) {
        await expect(keys.put(late, { expected })).rejects.toMatchObject({ code: 'confirmation_required' })
      }
      expect(nameOf(await keys.get('prod'))).toBe('first')
      await keys.put(late, { expected: makeKey('prod').accessKeyId })
      expect(nameOf(await keys.get('prod'))).toBe('late')
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
