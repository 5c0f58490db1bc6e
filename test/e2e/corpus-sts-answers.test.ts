// SECURITY section 4, group H, the cases that concern STS: hostile and broken answers.
import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { corpusFaults, createSandbox, createWebIdentityTrustPolicy, createWorld } from '@awsx/sandbox'
import type { CorpusFaultName, Sandbox } from '@awsx/sandbox'
import { startTutorial } from '../harness/index.ts'
import { expectDone, expectRefusal } from './support/corpus-result.ts'
import { createCorpus, toCorpus } from './support/corpus-world.ts'
import type { Corpus } from './support/corpus-world.ts'

interface Role {
  readonly corpus: Corpus
  readonly sandbox: Sandbox
  readonly phone: { takeCode(): string }
}

/** The tutorial with its key in a file: `web-admin` takes GetSessionToken with a code, then AssumeRole. */
async function startRole(): Promise<Role> {
  const { here, sandbox, phone, accessKey, mfaDevice, role } = await startTutorial()
  const corpus = toCorpus(here)
  corpus.write(
    '.aws/config',
    `[profile identity]\nmfa_serial = ${mfaDevice.serialNumber}\nregion = us-east-1\n` +
      `[profile web-admin]\nrole_arn = ${role.arn}\nsource_profile = identity\nregion = us-east-1\n`,
  )
  corpus.write(
    '.aws/credentials',
    `[identity]\naws_access_key_id = ${accessKey.accessKeyId}\naws_secret_access_key = ${accessKey.secretAccessKey}\n`,
  )
  return { corpus, sandbox, phone }
}

const refusals: readonly {
  readonly name: CorpusFaultName
  readonly code: number
  readonly words: readonly string[]
}[] = [
  { name: 'H196 creds-expired-already', code: 6, words: ['expired already'] },
  { name: 'H197 expiration-missing', code: 6, words: ['no Expiration'] },
  { name: 'H198 expiration-9999', code: 6, words: ['longer than 36 h'] },
  { name: 'H199 expiration-no-tz', code: 6, words: [] },
  { name: 'H200 token-with-quote', code: 6, words: ['a SessionToken that cannot be one'] },
  { name: 'H201 akid-lowercase', code: 6, words: ['an AccessKeyId that cannot be one'] },
  { name: 'H202 secret-with-dollar', code: 6, words: ['a SecretAccessKey that cannot be one'] },
  { name: 'H205 error-message-ansi', code: 5, words: ['AccessDenied', String.raw`\x1b[2J`] },
  { name: 'H206 error-echoes-secret', code: 5, words: ['[secret]'] },
  { name: 'H207 html-200', code: 6, words: ['a web page'] },
  { name: 'H208 gzip-bomb', code: 6, words: ['compressed'] },
  { name: 'H209 redirect-302-evil', code: 6, words: ['redirect', 'never followed'] },
  { name: 'H210 xml-dtd', code: 6, words: ['DTD'] },
  { name: 'H211 xml-entity-bomb', code: 6, words: ['DTD'] },
  { name: 'H212 xml-10k-depth', code: 6, words: [] },
  { name: 'H213 json-array', code: 6, words: ['no XML'] },
  { name: 'H214 clock-skew-RequestExpired', code: 5, words: ['the time of the signature', 'clock'] },
]

describe.each([
  { api: 'GetSessionToken', profile: 'identity' },
  { api: 'AssumeRole', profile: 'web-admin' },
])('$api', ({ api, profile }) => {
  test.each(refusals)('$name', async ({ name, code, words }) => {
    const { corpus, sandbox, phone } = await startRole()
    sandbox.faults.add({ ...corpusFaults[name], action: api })
    const result = await corpus.awsx(['env', profile, '--mfa-code', phone.takeCode()])
    expectRefusal(result, code, ...words)
    expect(existsSync(join(corpus.home, 'canary'))).toBe(false)
    // The code went out once, whatever came back.
    expect(sandbox.calls.filter(({ action }) => action === 'GetSessionToken').length).toBe(1)
  })

  test('H215 throttling-then-ok (ok)', async () => {
    const { corpus, sandbox, phone } = await startRole()
    sandbox.faults.add({ ...corpusFaults['H215 throttling-then-ok'], action: 'AssumeRole', times: 1 })
    expectDone(await corpus.awsx(['env', profile, '--mfa-code', phone.takeCode()]))
  })
})

describe('AssumeRole answers for another', () => {
  test.each([
    { name: 'H203 account-mismatch', words: ['999999999999', '123456789012'] },
    { name: 'H204 role-mismatch', words: ['another role', 'SomethingElse'] },
  ] as const)('$name', async ({ name, words }) => {
    const { corpus, sandbox, phone } = await startRole()
    sandbox.faults.add({ ...corpusFaults[name], action: 'AssumeRole' })
    expectRefusal(await corpus.awsx(['env', 'web-admin', '--mfa-code', phone.takeCode()]), 6, ...words)
  })

  test('H203 account-mismatch: aws_account_id', async () => {
    const { corpus, phone } = await startRole()
    corpus.write(
      '.aws/config',
      `[profile identity]\nmfa_serial = arn:aws:iam::234567890123:mfa/franklin\nregion = us-east-1\naws_account_id = 999999999999\n`,
    )
    const result = await corpus.awsx(['env', 'identity', '--mfa-code', phone.takeCode()])
    expectRefusal(result, 3, 'account 234567890123', '999999999999', `${corpus.config}:4`)
  })
})

describe('web identity tokens', () => {
  async function startWebIdentity(token: string): Promise<{ corpus: Corpus; sandbox: Sandbox; path: string }> {
    const world = createWorld()
    const accountId = '123456789012'
    world.addAccount({ accountId })
    const issuer = 'token.example'
    const known = { token, subject: 'jo', audience: 'sts.amazonaws.com', expiresAt: Date.now() + 3_600_000 }
    const provider = world.addWebIdentityProvider({ accountId, issuer, tokens: [known] })
    const trust = createWebIdentityTrustPolicy(provider.arn, issuer, 'jo', 'sts.amazonaws.com')
    const role = world.addRole({ accountId, roleName: 'Deploy', trust })
    const sandbox = await createSandbox({ world })
    const corpus = createCorpus({ sandbox })
    if (token.length >= 6) corpus.canaries.plant('web identity token', token)
    const path = corpus.write('token', token)
    corpus.write(
      '.aws/config',
      `[profile ci]\nrole_arn = ${role.arn}\nweb_identity_token_file = ${path}\nregion = us-east-1\n`,
    )
    return { corpus, sandbox, path }
  }

  const jwt = `eyJhbGciOiJub25lIn0.${'a'.repeat(500)}.${'b'.repeat(300)}`

  test('H229 webidentity-token-file-symlink', async () => {
    // Kubernetes mounts it so: it is read, and only as a token.
    const { corpus, sandbox, path } = await startWebIdentity(jwt)
    const link = join(corpus.home, 'link')
    symlinkSync(path, link)
    const config = (target: string): string =>
      `[profile ci]\nrole_arn = arn:aws:iam::123456789012:role/Deploy\nweb_identity_token_file = ${target}\nregion = us-east-1\n`
    corpus.write('.aws/config', config(link))
    expectDone(await corpus.awsx(['credential-process', 'ci']))
    sandbox.clearCalls()

    const secrets = join(corpus.home, 'secrets')
    symlinkSync(join(corpus.home, '.aws/credentials'), secrets)
    corpus.write('.aws/config', config(secrets))
    expectRefusal(await corpus.awsx(['env', 'ci']), 3, secrets, 'not one token')
    expect(sandbox.calls).toEqual([])
  })

  test('H230 token-file-empty', async () => {
    const { corpus, sandbox, path } = await startWebIdentity('')
    expectRefusal(await corpus.awsx(['env', 'ci']), 3, path, 'empty')
    expect(sandbox.calls).toEqual([])
  })

  test.each([
    { title: 'H231 jwt-64kb', length: 65_536, code: 5 },
    { title: 'H231 jwt over 64kb', length: 65_537, code: 3 },
  ])('$title', async ({ length, code }) => {
    const { corpus } = await startWebIdentity(`eyJ${'x'.repeat(length - 3)}`)
    expectRefusal(await corpus.awsx(['env', 'ci']), code)
  })
})
