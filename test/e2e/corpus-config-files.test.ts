// SECURITY section 4, group A: config files. Each is a clear error with file and line, or does nothing.
import { chmodSync, chownSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { canMeasure, runWithinMemory } from './support/corpus-cost.ts'
import { expectDone, expectRefusal } from './support/corpus-result.ts'
import { createCorpus } from './support/corpus-world.ts'
import type { Corpus } from './support/corpus-world.ts'

const good =
  '[profile good]\nrole_arn = arn:aws:iam::123456789012:role/WebAdmin\nsource_profile = canary\nregion = eu-west-1\n'

/** A world with a profile that is well, and what the case adds behind it. */
function writeConfig(text: string, corpus: Corpus = createCorpus()): Corpus {
  corpus.write('.aws/config', good + text)
  return corpus
}

/** A program that leaves a file behind when it runs and prints credentials, as `credential_process` has to. */
function writeBait(corpus: Corpus, name = 'bait'): string {
  const json = '{"Version":1,"AccessKeyId":"ASIABAITBAITBAITBAIT","SecretAccessKey":"bait","SessionToken":"bait"}'
  return corpus.write(join(corpus.bin, name), `#!/bin/sh\n: > "${corpus.home}/canary"\necho '${json}'\n`, 0o755)
}

function hasRun(corpus: Corpus): boolean {
  return existsSync(join(corpus.home, 'canary'))
}

/** The other profile is read as if nothing were wrong. */
async function expectGoodProfile(corpus: Corpus): Promise<void> {
  const plan = JSON.parse(expectDone(await corpus.awsx(['explain', 'good', '--json'])))
  expect(plan).toMatchObject({ profile: 'good', region: 'eu-west-1' })
  expect(plan.steps.map((step: { api: string }) => step.api)).toEqual(['StaticKeys', 'AssumeRole'])
}

async function readProfiles(corpus: Corpus): Promise<Map<string, Record<string, unknown>>> {
  const { profiles } = JSON.parse(expectDone(await corpus.awsx(['config', '--json'])))
  return new Map(Object.entries(profiles))
}

describe('names JavaScript knows', () => {
  test.each([
    { title: 'A1 sec-proto', name: '__proto__' },
    { title: 'A2 sec-constructor', name: 'constructor' },
  ])('$title', async ({ name }) => {
    const corpus = writeConfig(`[profile ${name}]\nendpoint_url = https://evil.example\n`)
    const profiles = await readProfiles(corpus)
    expect([...profiles.keys()]).toEqual(['good', name, 'canary'])
    expect(profiles.get('good')).not.toHaveProperty('endpoint_url')
    expectRefusal(await corpus.awsx(['env', name]), 3, `profile '${name}' has no credentials`, `${corpus.config}:5`)
    expect(expectDone(await corpus.awsx(['explain', 'good']))).not.toContain('evil')
    await expectGoodProfile(corpus)
  })

  test.each([
    { title: 'A3 key-proto', key: '__proto__' },
    { title: 'A4 key-tostring', key: 'tostring' },
  ])('$title', async ({ key }) => {
    const corpus = writeConfig(`${key} = https://evil.example\n[profile other]\nregion = eu-west-2\n`)
    const profiles = await readProfiles(corpus)
    expect(Object.keys(profiles.get('good') ?? {})).toContain(key)
    expect(Object.keys(profiles.get('other') ?? {})).toEqual(['region'])
    expect(expectDone(await corpus.awsx(['config', 'good']))).toContain(`${key} = https://evil.example`)
    await expectGoodProfile(corpus)
  })
})

describe('bytes', () => {
  test('A5 utf8-bom (ok)', async () => {
    const corpus = createCorpus()
    corpus.write('.aws/config', `\ufeff${good}`)
    await expectGoodProfile(corpus)
  })

  test.each([
    { title: 'A6 utf16le', bytes: Buffer.from(`\ufeff${good}`, 'utf16le'), line: 1, why: 'UTF-16' },
    { title: 'A6 utf16le without a mark', bytes: Buffer.from(good, 'utf16le'), line: 1, why: 'UTF-16' },
    { title: 'A9 nul-byte', bytes: Buffer.from(`${good}[profile a]\nregion = eu\0west\n`), line: 6, why: 'NUL' },
    {
      title: 'A10 invalid-utf8',
      bytes: Buffer.concat([Buffer.from(`${good}# `), Buffer.from([0xc3, 0x28, 0x0a])]),
      line: 5,
      why: 'UTF-8',
    },
  ])('$title', async ({ bytes, line, why }) => {
    const corpus = createCorpus()
    corpus.write('.aws/config', bytes)
    for (const args of [['list'], ['list', '--names'], ['explain', 'good'], ['env', 'good'], ['config']])
      expectRefusal(await corpus.awsx(args), 3, `${corpus.config}:${line} `, why)
  })

  test.each([
    { title: 'A7 crlf (ok)', end: '\r\n' },
    { title: 'A8 lone-cr', end: '\r' },
  ])('$title', async ({ end }) => {
    const corpus = createCorpus()
    corpus.write('.aws/config', good.replaceAll('\n', end))
    await expectGoodProfile(corpus)
    expect((await readProfiles(corpus)).get('good')).toMatchObject({ region: 'eu-west-1' })
  })
})

describe.runIf(canMeasure)('size', () => {
  test('A11 10mb-file', async () => {
    const filler = `# ${'x'.repeat(1021)}\n`
    const corpus = writeConfig(filler.repeat(10_230))
    expectDone(await runWithinMemory(corpus, ['explain', 'good']))
    writeConfig(filler.repeat(10_300), corpus)
    expectRefusal(await runWithinMemory(corpus, ['explain', 'good']), 3, corpus.config, 'larger than 10 MiB')
  })

  test('A12 100k-sections', async () => {
    const corpus = writeConfig(Array.from({ length: 100_000 }, (_, at) => `[profile p${at}]\n`).join(''))
    expectDone(await runWithinMemory(corpus, ['explain', 'good']))
    expect(expectDone(await corpus.awsx(['list', '--names'])).split('\n')).toHaveLength(100_003)
    expect(expectDone(await corpus.awsx(['list'])).split('\n')).toHaveLength(100_004)
    expectRefusal(await corpus.awsx(['explain', 'p99999x']), 3, "there is no profile 'p99999x'")
  })

  test.each([
    { what: 'comment', line: (text: string) => `# ${text}` },
    { what: 'value', line: (text: string) => `role_session_name = ${text}` },
    { what: 'key', line: (text: string) => `${text} = x` },
    { what: 'no pair', line: (text: string) => text },
    { what: 'section', line: (text: string) => `[profile ${text}]` },
    { what: 'quoted section', line: (text: string) => `[profile "${text}"]` },
    { what: 'open section', line: (text: string) => `[profile ${text}` },
    { what: 'blanks', line: (text: string) => ` ${' '.repeat(text.length)}x` },
    { what: 'blanks in a value', line: (text: string) => `region = ${' '.repeat(text.length)}x` },
  ])('A13 1mb-line: $what', async ({ line }) => {
    const corpus = writeConfig(
      `[profile long]\n${line('x'.repeat(1024 * 1024))}\n[profile after]\nregion = eu-west-1\n`,
    )
    for (const args of [['list'], ['explain', 'good'], ['config', 'after'], ['config']]) {
      const { stdout, stderr } = await runWithinMemory(corpus, args)
      expect(stderr).not.toContain('error')
      expect(stdout.length + stderr.length).toBeLessThan(20_000)
    }
    expectRefusal(await runWithinMemory(corpus, ['env', 'long']), 3, `${corpus.config}:`)
  })
})

describe('structure', () => {
  test('A14 dup-section', async () => {
    const corpus = writeConfig('[profile a]\nregion = eu-west-1\noutput = json\n[profile a]\nregion = eu-west-2\n')
    expect((await readProfiles(corpus)).get('a')).toEqual({ region: 'eu-west-2', output: 'json' })
  })

  test('A15 dup-key', async () => {
    const corpus = writeConfig('[profile a]\nregion = eu-west-1\nREGION = eu-west-2\n')
    expect((await readProfiles(corpus)).get('a')).toEqual({ region: 'eu-west-2' })
  })

  test('A16 nested-s3-block (ok)', async () => {
    const corpus = writeConfig('s3 =\n  max_concurrent_requests = 20\n  region = us-east-1\noutput = json\n')
    const profile = (await readProfiles(corpus)).get('good')
    expect(profile).toMatchObject({ region: 'eu-west-1', output: 'json' })
    expect(profile?.['s3']).toEqual({ max_concurrent_requests: '20', region: 'us-east-1' })
    await expectGoodProfile(corpus)
  })

  test('A17 unclosed-bracket', async () => {
    const corpus = writeConfig('[profile broken\nregion = us-east-1\n[profile a]\nregion = eu-west-1\n')
    const result = await corpus.awsx(['config', '--json'])
    expect(result.stderr).toContain(`${corpus.config}:5: the section header is not "[name]"`)
    expect(Object.keys(JSON.parse(expectDone(result)).profiles)).toEqual(['good', 'a', 'canary'])
    await expectGoodProfile(corpus)
  })

  test('A18 key-before-section', async () => {
    const corpus = createCorpus()
    corpus.write('.aws/config', `region = us-east-1\n${good}`)
    const { stderr } = await corpus.awsx(['config'])
    expect(stderr).toContain(`${corpus.config}:1: what stands before the first section is skipped`)
    await expectGoodProfile(corpus)
  })
})

describe('profiles that lead to each other', () => {
  const role = (name: string, source: string): string =>
    `[profile ${name}]\nrole_arn = arn:aws:iam::123456789012:role/${name}\nsource_profile = ${source}\n`

  test('A19 source-profile-self-loop', async () => {
    const corpus = writeConfig(role('loop', 'loop'))
    expectRefusal(await corpus.awsx(['env', 'loop']), 3, 'nothing to assume it with', `${corpus.config}:6`)
    await expectGoodProfile(corpus)
  })

  test('A20 source-profile-2-cycle', async () => {
    const corpus = writeConfig(role('a', 'b') + role('b', 'a'))
    const result = await corpus.awsx(['env', 'a'])
    expectRefusal(result, 3, 'source_profile goes in a circle: a -> b -> a', `${corpus.config}:10`)
    await expectGoodProfile(corpus)
  })

  test('A20 include-profile cycle', async () => {
    const corpus = writeConfig('[profile a]\ninclude_profile = b\n[profile b]\ninclude_profile = a\n')
    expectRefusal(await corpus.awsx(['env', 'a']), 3, 'include_profile goes in a circle: a -> b -> a', corpus.config)
  })

  test('A21 chain-depth-50', async () => {
    const links = Array.from({ length: 50 }, (_, at) => role(`link${at}`, at === 0 ? 'canary' : `link${at - 1}`))
    const corpus = writeConfig(links.join(''))
    const { steps } = JSON.parse(expectDone(await corpus.awsx(['explain', 'link49', '--json'])))
    expect(steps).toHaveLength(51)
  })

  test('A22 both-source-and-credential_source', async () => {
    const corpus = writeConfig(`${role('both', 'canary')}credential_source = Environment\n`)
    expectRefusal(await corpus.awsx(['env', 'both']), 3, 'credential_source', 'source_profile', `${corpus.config}:8`)
    await expectGoodProfile(corpus)
  })

  test('A23 sso-session-missing', async () => {
    const corpus = writeConfig('[profile sso]\nsso_session = corp\nsso_account_id = 123456789012\nsso_role_name = A\n')
    expectRefusal(await corpus.awsx(['env', 'sso']), 3, 'sso-session that does not exist', `${corpus.config}:6`)
    await expectGoodProfile(corpus)
  })
})

describe('programs', () => {
  test('A24 credproc-semicolon', async () => {
    const corpus = createCorpus()
    const text = `/bin/echo a; ${writeBait(corpus)} && ${writeBait(corpus)} | ${writeBait(corpus)} \`${writeBait(corpus)}\` $(${writeBait(corpus)})`
    writeConfig(`[profile p]\ncredential_process = ${text}\n`, corpus)
    expectRefusal(await corpus.awsx(['env', 'p']), 3, "credential_process of profile 'p'")
    expect(hasRun(corpus)).toBe(false)
    await expectGoodProfile(corpus)
  })

  test.each(['./bait', 'bin/../bait', '../home/bait'])('A25 credproc-relative-path: %s', async (path) => {
    const corpus = createCorpus()
    writeBait(corpus, '../home/bait')
    mkdirSync(join(corpus.home, 'bin'))
    writeConfig(`[profile p]\ncredential_process = ${path}\n`, corpus)
    expectRefusal(await corpus.awsx(['env', 'p']), 3, 'by a relative path', `${corpus.config}:6`)
    expect(hasRun(corpus)).toBe(false)
  })

  test('A26 credproc-calls-awsx-itself: the same profile', async () => {
    const corpus = createCorpus()
    writeConfig(`[profile p]\ncredential_process = ${corpus.program} credential-process p\n`, corpus)
    expectRefusal(await corpus.awsx(['env', 'p']), 3, "profile 'p' has no credentials", `${corpus.config}:5`)
  })

  test('A26 credproc-calls-awsx-itself: through another profile', async () => {
    const corpus = createCorpus()
    const line = (profile: string): string => `credential_process = ${corpus.program} credential-process ${profile}\n`
    writeConfig(`[profile a]\n${line('b')}[profile b]\n${line('a')}`, corpus)
    const result = await corpus.awsx(['credential-process', 'a'])
    expect(result).toMatchObject({ code: 3, stdout: '' })
    expect(result.stderr).toContain('3 levels deep in programs that call awsx')
  })

  const isRoot = process.getuid?.() === 0
  describe.each([
    { title: 'A27 credproc-in-repo-config', key: 'credential_process' },
    { title: 'A28 mfa_process-in-repo', key: 'mfa_process' },
  ])('$title', ({ key }) => {
    function writeRepo(corpus: Corpus): string {
      const bait = writeBait(corpus)
      const keys = 'aws_access_key_id = AKIAREPOREPOREPOREPO\naws_secret_access_key = repo\nmfa_serial = GAHT12345678\n'
      return corpus.write('repo/.aws/config', `[profile p]\n${key === 'mfa_process' ? keys : ''}${key} = ${bait}\n`)
    }

    async function expectNotRun(corpus: Corpus, config: string, ...words: string[]): Promise<void> {
      const result = await corpus.awsx(['env', 'p'], {
        env: { AWS_CONFIG_FILE: config, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' },
      })
      expectRefusal(result, 3, key, `${config}:`, ...words)
      expect(hasRun(corpus)).toBe(false)
    }

    test('writable by every user', async () => {
      const corpus = createCorpus()
      const config = writeRepo(corpus)
      chmodSync(config, 0o666)
      await expectNotRun(corpus, config, 'writable by every user')
    })

    test('in a folder every user can write to', async () => {
      const corpus = createCorpus()
      const config = writeRepo(corpus)
      chmodSync(join(corpus.home, 'repo/.aws'), 0o777)
      await expectNotRun(corpus, config, 'writable by every user')
    })

    test.runIf(isRoot)('of another user', async () => {
      const corpus = createCorpus()
      const config = writeRepo(corpus)
      chownSync(config, 12_345, 12_345)
      await expectNotRun(corpus, config, 'belongs to another user')
    })
  })
})

describe('the file itself', () => {
  test('A29 config-is-symlink', async () => {
    const corpus = createCorpus()
    const target = corpus.write('dotfiles/aws-config', good)
    symlinkSync(target, corpus.config)
    await expectGoodProfile(corpus)
  })

  test('A29 config-is-symlink into a folder every user can write to', async () => {
    const corpus = createCorpus()
    const target = corpus.write('shared/aws-config', `${good}[profile p]\ncredential_process = ${writeBait(corpus)}\n`)
    chmodSync(join(corpus.home, 'shared'), 0o777)
    symlinkSync(target, corpus.config)
    expectRefusal(await corpus.awsx(['env', 'p']), 3, 'does not run', 'writable by every user')
    expect(hasRun(corpus)).toBe(false)
    await expectGoodProfile(corpus)
  })

  test('A29 config-is-symlink to itself', async () => {
    const corpus = createCorpus()
    symlinkSync('config', corpus.config)
    expectRefusal(await corpus.awsx(['list']), 3, corpus.config, 'circle')
  })

  test('A30 config-is-fifo', async () => {
    const corpus = createCorpus()
    await corpus.runCommand(['mkfifo', corpus.config])
    for (const args of [['list'], ['env', 'good'], ['config'], ['explain', 'good']])
      expectRefusal(await corpus.awsx(args), 3, corpus.config, 'a fifo, not a regular file')
  })

  test('A31 config-is-dir', async () => {
    const corpus = createCorpus()
    mkdirSync(corpus.config)
    expectRefusal(await corpus.awsx(['list']), 3, corpus.config, 'a folder, not a regular file')
  })

  test('A32 config-mode-0666', async () => {
    const corpus = createCorpus()
    corpus.write('.aws/config', `${good}[profile p]\ncredential_process = ${writeBait(corpus)}\n`, 0o666)
    expectRefusal(await corpus.awsx(['env', 'p']), 3, `${corpus.config}:6`, 'writable by every user')
    expect(hasRun(corpus)).toBe(false)
    await expectGoodProfile(corpus)
  })

  test.runIf(process.getuid?.() === 0)('A33 config-foreign-owner', async () => {
    const corpus = createCorpus()
    corpus.write('.aws/config', `${good}[profile p]\ncredential_process = ${writeBait(corpus)}\n`)
    chownSync(corpus.config, 12_345, 12_345)
    expectRefusal(await corpus.awsx(['env', 'p']), 3, `${corpus.config}:6`, 'belongs to another user (uid 12345)')
    expect(hasRun(corpus)).toBe(false)
    await expectGoodProfile(corpus)
  })
})

describe('values', () => {
  const role = 'role_arn = arn:aws:iam::123456789012:role/WebAdmin\nsource_profile = canary\n'

  test.each([
    {
      title: 'A34 endpoint_url-http-evil',
      line: 'endpoint_url = http://evil.example',
      words: ['endpoint_url', 'in clear'],
    },
    { title: 'A34 endpoint_url-userinfo', line: 'endpoint_url = https://sts@evil.example', words: ['endpoint_url'] },
    {
      title: 'A34 endpoint_url-loopback-lookalike',
      line: 'endpoint_url = http://127.0.0.1.evil.example',
      words: ['in clear'],
    },
    { title: 'A34 endpoint_url-scheme', line: 'endpoint_url = file:///etc/passwd', words: ['endpoint_url'] },
    { title: 'A38 region-path-traversal', line: 'region = ../x', words: ['region', 'is not a region'] },
    { title: 'A38 region-host', line: 'region = evil.example/', words: ['region', 'is not a region'] },
    { title: 'A39 region-newline', line: 'region = eu-west-1\n  evil', words: ['region', 'is not a region'] },
    { title: 'A40 duration-negative', line: 'duration_seconds = -1', words: ['duration_seconds'] },
    { title: 'A40 duration-NaN', line: 'duration_seconds = NaN', words: ['duration_seconds'] },
    { title: 'A40 duration-1e9', line: 'duration_seconds = 1e9', words: ['duration_seconds'] },
    { title: 'A40 duration-hex', line: 'duration_seconds = 0x1000', words: ['duration_seconds'] },
    { title: 'A40 duration-too-long', line: 'duration_seconds = 1000000000', words: ['duration_seconds'] },
    { title: 'A43 ca_bundle-missing', line: 'ca_bundle = /nowhere/evil.pem', words: ['/nowhere/evil.pem'], env: true },
  ])('$title', async ({ line, words, env = false }) => {
    const corpus = writeConfig(`[profile p]\n${role}${line}\n`)
    const at = env ? '' : `${corpus.config}:8`
    expectRefusal(await corpus.awsx(['env', 'p']), 3, at, ...words)
    if (!env) expectRefusal(await corpus.awsx(['explain', 'p']), 3, at, ...words)
    await expectGoodProfile(corpus)
  })

  test.each([
    { title: 'A35 sso_start_url-javascript-scheme', url: 'javascript:alert(1)//' },
    { title: 'A36 sso_start_url-userinfo', url: 'https://a.awsapps.com@evil.example/start' },
    { title: 'A37 sso_start_url-idn-homograph', url: 'https://ехample.awsapps.com/start' },
    { title: 'A37 sso_start_url-bidi', url: 'https://a.awsapps.com\u202e/start' },
  ])('$title', async ({ url }) => {
    const corpus = createCorpus()
    const sso = `sso_start_url = ${url}\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = A\n`
    writeConfig(`[profile p]\n${sso}`, corpus)
    const browser = writeBait(corpus, 'browser')
    const result = await corpus.awsx(['env', 'p'], { env: { BROWSER: browser } })
    expectRefusal(result, 3, "'p'")
    expectDone(await corpus.awsx(['explain', 'p'], { env: { BROWSER: browser } }))
    expect(hasRun(corpus)).toBe(false)
    await expectGoodProfile(corpus)
  })

  test('A41 role_arn-other-partition', async () => {
    const corpus = writeConfig(
      '[profile p]\nrole_arn = arn:aws-cn:iam::123456789012:role/WebAdmin\nsource_profile = canary\nregion = eu-west-1\n' +
        '[profile q]\nrole_arn = arn:aws-evil:iam::123456789012:role/WebAdmin\nsource_profile = canary\n',
    )
    const { steps } = JSON.parse(expectDone(await corpus.awsx(['explain', 'p', '--json'])))
    expect(steps.at(-1)).toMatchObject({ api: 'AssumeRole', endpoint: 'STS cn-north-1' })
    expectRefusal(await corpus.awsx(['env', 'q']), 3, 'role_arn', `${corpus.config}:10`)
  })

  test.each([
    { title: 'A42 include-tilde-user: AWS_CONFIG_FILE', env: { AWS_CONFIG_FILE: '~root/.aws/config' } },
    { title: 'A42 include-tilde-user: credentials', env: { AWS_SHARED_CREDENTIALS_FILE: '~root/' } },
  ])('$title', async ({ env }) => {
    const corpus = writeConfig('')
    expectRefusal(await corpus.awsx(['list'], { env }), 3, Object.keys(env)[0] ?? '', "another user's home")
  })

  test('A42 include-tilde-user: include_profile', async () => {
    const corpus = writeConfig('[profile p]\ninclude_profile = ~root/\n')
    expectRefusal(await corpus.awsx(['env', 'p']), 3, "'~root/'", `${corpus.config}:6`)
  })

  test('A43 ca_bundle-attacker', async () => {
    const corpus = createCorpus()
    const bundle = corpus.write('repo/evil.pem', 'no certificate')
    writeConfig(`[profile p]\n${role}ca_bundle = ${bundle}\n`, corpus)
    // It is the user's own line: shown with its place, and never taken for what it is not.
    expect(expectDone(await corpus.awsx(['explain', 'p']))).toContain(bundle)
    expect(expectDone(await corpus.awsx(['explain', 'p']))).toContain(`${corpus.config}:8`)
    expectRefusal(await corpus.awsx(['env', 'p']), 3, bundle, 'no PEM certificate')
  })
})
