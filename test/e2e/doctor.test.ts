import { chmodSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { examine, paste, problemsOf, startDoctorWorld } from './support/doctor.ts'
import type { StoreWorld } from './support/store-world.ts'
import type { EnvironmentChange } from '../harness/index.ts'

interface Case {
  readonly name: string
  /** Brings the fault about; gives what belongs into the environment. */
  prepare(store: StoreWorld): EnvironmentChange | Promise<void> | void
  readonly codes: readonly string[]
  /** A part of what the first finding says. */
  readonly says: string | RegExp
}

const config =
  (text: string) =>
  ({ world }: StoreWorld): void =>
    void world.write('.aws/config', text)

const session = { AWS_ACCESS_KEY_ID: 'ASIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 's', AWS_SESSION_TOKEN: 't' }

const cases: readonly Case[] = [
  {
    name: 'a folder of awsx that others can look into',
    prepare: ({ paths }) => chmodSync(paths.vaultDir, 0o755),
    codes: ['file_mode'],
    says: 'the folder is open to others (mode 0755)',
  },
  {
    name: 'a vault file that others can read',
    prepare: ({ generation }) => chmodSync(generation(1), 0o644),
    codes: ['file_mode'],
    says: 'the file is open to others (mode 0644)',
  },
  {
    name: 'many vault files that others can read',
    async prepare({ add, generation }) {
      await add('two', 'three', 'four')
      for (const number of [1, 2, 3, 4]) chmodSync(generation(number), 0o644)
    },
    codes: ['file_mode'],
    says: '4 files in here are not for you alone',
  },
  {
    name: 'a mark behind a link',
    prepare({ paths, world }) {
      renameSync(paths.markFile, join(world.home, 'mark'))
      symlinkSync(join(world.home, 'mark'), paths.markFile)
    },
    codes: ['file_link'],
    says: 'a link',
  },
  {
    name: 'an identity file that others can read',
    prepare: ({ identityFile }) => chmodSync(identityFile, 0o640),
    codes: ['file_mode'],
    says: 'mode 0640',
  },
  {
    name: 'a credentials file that others can read',
    prepare: ({ world }) => void world.write('.aws/credentials', '', 0o644),
    codes: ['file_mode'],
    says: 'mode 0644',
  },
  {
    name: 'a config file with a name that needs quotes, which others can change',
    prepare({ world }) {
      const path = world.write("it's here/my config", '[profile a]\nregion = us-east-1\n', 0o666)
      return { AWS_CONFIG_FILE: path }
    },
    codes: ['file_mode'],
    says: 'can be changed by others (mode 0666)',
  },
  {
    name: 'an AWS folder that others can change',
    prepare: ({ world }) => chmodSync(join(world.home, '.aws'), 0o777),
    codes: ['file_mode'],
    says: 'mode 0777',
  },
  {
    name: 'a config file behind a link to a folder that others can change',
    prepare({ world }) {
      const path = world.write('shared/config', '[profile a]\nregion = us-east-1\n')
      chmodSync(join(world.home, 'shared'), 0o777)
      rmSync(join(world.home, '.aws/config'), { force: true })
      symlinkSync(path, join(world.home, '.aws/config'))
    },
    codes: ['file_untrusted'],
    says: 'is writable by every user',
  },
  {
    name: 'a passphrase file that is not there',
    prepare: () => ({ AWSX_PASSPHRASE_FILE: '/nowhere/passphrase' }),
    codes: ['file_missing'],
    says: 'AWSX_PASSPHRASE_FILE',
  },
  {
    name: 'AWS_CONFIG_FILE in the home of another user',
    prepare: () => ({ AWS_CONFIG_FILE: '~other/config' }),
    codes: ['place_unusable'],
    says: "names another user's home",
  },
  {
    name: 'a vault that is gone',
    prepare: ({ paths }) => rmSync(paths.vaultDir, { recursive: true }),
    codes: ['vault_gone'],
    says: /^the vault is gone: generation \d was seen here before$/,
  },
  {
    name: 'a setting of the config file that the credentials file hides',
    prepare({ world }) {
      world.write('.aws/config', '[profile a]\nregion = us-east-1\n')
      world.write('.aws/credentials', '[a]\nregion = us-east-2\n')
    },
    codes: ['setting_shadowed'],
    says: 'region of a in ~/.aws/config:2 does not count',
  },
  {
    name: 'a program that is not there',
    prepare: config('[profile a]\ncredential_process = /nowhere/program --password plainword\n'),
    codes: ['program_missing'],
    says: /^credential_process of a: \/nowhere\/program does not exist$/,
  },
  {
    name: 'a program in no folder of PATH',
    prepare: config('[profile a]\nmfa_process = nosuchprogram code\n'),
    codes: ['program_missing'],
    says: 'nosuchprogram is in no folder of PATH',
  },
  {
    name: 'a program in ~',
    prepare: config('[profile a]\ncredential_process = ~/bin/program\n'),
    codes: ['program_relative'],
    says: '~ means nothing',
  },
  {
    name: 'a program line with an open quote',
    prepare: config('[profile a]\ncredential_process = program "open\n'),
    codes: ['program_unreadable'],
    says: 'cannot be split',
  },
  {
    name: 'a program that must not be executed',
    prepare(store) {
      const path = store.world.write('bin/program', '#!/bin/sh\n', 0o600)
      config(`[profile a]\ncredential_process = ${path}\n`)(store)
    },
    codes: ['program_not_executable'],
    says: 'must not be executed',
  },
  {
    name: 'a program that everybody can change',
    prepare(store) {
      const path = store.world.write('bin/program', '#!/bin/sh\n', 0o777)
      config(`[profile a]\ncredential_process = ${path}\n`)(store)
    },
    codes: ['program_untrusted'],
    says: 'every user can write to',
  },
  {
    name: 'programs that ask each other',
    prepare: config(
      '[profile a]\ncredential_process = awsx credential-process b\n' +
        '[profile b]\ncredential_process = /usr/bin/env aws configure export-credentials --profile=a\n',
    ),
    codes: ['source_loop'],
    says: 'a -> b -> a',
  },
  {
    name: 'an unknown key of awsx',
    prepare: config('[profile a]\nregion = us-east-1\nawsx_mfa_maxage = 3600\n'),
    codes: ['unknown_key'],
    says: 'is it awsx_mfa_max_age?',
  },
  {
    name: 'an unknown setting',
    prepare: ({ world, paths }) => void world.write(paths.configFile, '{"regoin": "us-east-1"}'),
    codes: ['unknown_setting'],
    says: 'is it region?',
  },
  {
    name: 'settings that are no JSON',
    prepare: ({ world, paths }) => void world.write(paths.configFile, '{'),
    codes: ['settings_unusable'],
    says: 'is not a JSON object',
  },
  {
    name: 'a setting with a value it cannot have',
    prepare: ({ world, paths }) => void world.write(paths.configFile, '{"compatLabel": "mine"}'),
    codes: ['settings_unusable'],
    says: 'setting compatLabel is not usable',
  },
  {
    name: 'AWS_PROFILE next to keys',
    prepare(store) {
      config('[profile a]\nregion = us-east-1\n')(store)
      return { ...session, AWS_PROFILE: 'a' }
    },
    codes: ['profile_beside_keys'],
    says: 'AWS_PROFILE is set next to AWS_ACCESS_KEY_ID',
  },
  {
    name: 'AWS_PROFILE that no file has',
    prepare(store) {
      config('[profile production]\nregion = us-east-1\n')(store)
      return { AWS_PROFILE: 'prodcution' }
    },
    codes: ['profile_unknown'],
    says: 'is it production?',
  },
  {
    name: 'credentials that have ended',
    prepare: () => ({ ...session, AWS_CREDENTIAL_EXPIRATION: '2024-01-01T00:00:00Z' }),
    codes: ['credentials_expired'],
    says: 'ended at 2024-01-01T00:00:00Z (AWS_CREDENTIAL_EXPIRATION)',
  },
  {
    name: 'a token without a key',
    prepare: () => ({ AWS_SESSION_TOKEN: 't' }),
    codes: ['token_without_key'],
    says: 'AWS_SESSION_TOKEN is set without a key',
  },
  {
    name: 'half a key',
    prepare: () => ({ AWS_SECRET_ACCESS_KEY: 's' }),
    codes: ['half_key'],
    says: 'AWS_SECRET_ACCESS_KEY is set without AWS_ACCESS_KEY_ID',
  },
  {
    name: 'a temporary key without its token',
    prepare: () => ({ ...session, AWS_SESSION_TOKEN: undefined }),
    codes: ['key_without_token'],
    says: 'AWS_SESSION_TOKEN is not set',
  },
  {
    name: 'what aws-vault left over',
    prepare: () => ({ AWS_VAULT: 'production' }),
    codes: ['leftover'],
    says: 'AWS_VAULT is left over from aws-vault: production',
  },
  {
    name: 'certificates that nobody checks',
    prepare: () => ({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
    codes: ['tls_unchecked'],
    says: 'NODE_TLS_REJECT_UNAUTHORIZED',
  },
  {
    name: 'NODE_OPTIONS with a preload',
    prepare: ({ world }) => ({ NODE_OPTIONS: `--require=${world.write('empty.cjs', '')}` }),
    codes: ['node_options'],
    says: 'loads code or a debugger',
  },
  {
    name: 'NODE_DEBUG with what is sent',
    prepare: () => ({ NODE_DEBUG: 'fs,http' }),
    codes: ['node_debug'],
    says: 'NODE_DEBUG',
  },
]

describe('a fault is found, and its command mends it', () => {
  test.for(cases)('$name', async ({ prepare, codes, says }) => {
    const store = await startDoctorWorld()
    expect(problemsOf(await examine(store.world))).toEqual([])
    const env = (await prepare(store)) ?? {}
    const report = await examine(store.world, env)
    expect(problemsOf(report)).toEqual(codes)
    const finding = report.findings.find(({ level }) => level === 'problem')
    expect(finding?.message).toMatch(says)
    expect(problemsOf(await paste(store.world, finding?.fix ?? 'exit 1', { env }))).toEqual([])
  })
})
