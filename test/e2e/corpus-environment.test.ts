// SECURITY section 4, group I: environment and command line. I261 to I264 are in harness-artifact.test.ts.
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { findProgram, shellCommand, startTutorial } from '../harness/index.ts'
import type { Tutorial } from '../harness/index.ts'
import { expectDone, expectRefusal } from './support/corpus-result.ts'
import { createCorpus, toCorpus } from './support/corpus-world.ts'
import type { Corpus } from './support/corpus-world.ts'

const isRoot = process.getuid?.() === 0

/** A world with the profile `p`, whose credentials a program gives; they may appear on stdout. */
function createProcessCorpus(): Corpus {
  const corpus = createCorpus()
  const secret = corpus.canaries.plantRandom('secret of the session', { mayAppearOn: ['stdout'] })
  const answer = { Version: 1, AccessKeyId: 'ASIAENVIRONMENTENVIR', SecretAccessKey: secret, SessionToken: 'token' }
  const file = corpus.write('answer.json', JSON.stringify(answer))
  const program = corpus.write(join(corpus.bin, 'give-answer'), `#!/bin/sh\ncat '${file}'\n`, 0o755)
  corpus.write(
    '.aws/config',
    `[profile p]\ncredential_process = ${program}\nregion = eu-west-1\n` +
      '[profile q]\nrole_arn = arn:aws:iam::123456789012:role/WebAdmin\nsource_profile = canary\nregion = eu-west-2\n',
  )
  return corpus
}

/** The tutorial with its key in a file; a session of `identity` needs a code. */
async function startKey(): Promise<Tutorial & { readonly corpus: Corpus }> {
  const tutorial = await startTutorial()
  const { here, accessKey, mfaDevice } = tutorial
  const corpus = toCorpus(here)
  corpus.write('.aws/config', `[profile identity]\nmfa_serial = ${mfaDevice.serialNumber}\nregion = us-east-1\n`)
  corpus.write(
    '.aws/credentials',
    `[identity]\naws_access_key_id = ${accessKey.accessKeyId}\naws_secret_access_key = ${accessKey.secretAccessKey}\n`,
  )
  return { ...tutorial, corpus }
}

/** A program that leaves a file behind when it runs. */
function writeBait(corpus: Corpus, path: string): string {
  return corpus.write(path, `#!/bin/sh\n: > "${corpus.home}/canary"\necho '{"Version":1}'\n`, 0o755)
}

function hasRun(corpus: Corpus): boolean {
  return existsSync(join(corpus.home, 'canary'))
}

describe('variables of the runtime', () => {
  test.each([
    { title: 'I232 NODE_OPTIONS-require', name: 'NODE_OPTIONS', value: (bait: string) => `--require ${bait}` },
    { title: 'I232 NODE_OPTIONS-import', name: 'NODE_OPTIONS', value: (bait: string) => `--import ${bait}` },
    { title: 'I233 NODE_OPTIONS-inspect', name: 'NODE_OPTIONS', value: () => '--inspect=127.0.0.1:0' },
    { title: 'I233 NODE_OPTIONS-report', name: 'NODE_OPTIONS', value: () => '--report-on-signal --trace-uncaught' },
  ])('$title', async ({ name, value }) => {
    const corpus = createProcessCorpus()
    const bait = corpus.write('bait.cjs', `require('node:fs').writeFileSync('${corpus.home}/canary', '')`)
    const text = value(bait)
    const result = await corpus.awsx(['exec', 'p', '--', 'printenv', name], { env: { [name]: text } })
    // awsx heeds it not, the command gets it back.
    expect(expectDone(result)).toBe(`${text}\n`)
    expect(result.stderr).not.toContain('Debugger')
    expect(hasRun(corpus)).toBe(false)
  })

  test.each(['http', 'http,https,net,tls,stream', '*'])('I234 NODE_DEBUG-http: %s', async (value) => {
    const { corpus, phone, accessKey } = await startKey()
    const env = { NODE_DEBUG: value, DEBUG: '*', BUN_CONFIG_VERBOSE_FETCH: 'curl' }
    const result = await corpus.awsx(['credential-process', 'identity', '--mfa-code', phone.takeCode()], { env })
    expectDone(result)
    expect(result.stderr).not.toMatch(/authorization|x-amz-|signature/i)
    expect(result.stderr).not.toContain(accessKey.accessKeyId)
  })

  test('I235 NODE_TLS_REJECT_UNAUTHORIZED-0', async () => {
    const { corpus, phone, sandbox } = await startKey()
    const env = { NODE_TLS_REJECT_UNAUTHORIZED: '0' }
    const result = await corpus.awsx(['env', 'identity', '--mfa-code', phone.takeCode()], { env })
    expectRefusal(result, 3, 'NODE_TLS_REJECT_UNAUTHORIZED')
    expect(sandbox.calls).toEqual([])
  })

  test('I236 NODE_EXTRA_CA_CERTS', async () => {
    const corpus = createProcessCorpus()
    for (const path of ['/nowhere/evil.pem', corpus.write('evil.pem', 'no certificate'), corpus.home])
      expectDone(await corpus.awsx(['env', 'p'], { env: { NODE_EXTRA_CA_CERTS: path } }))
  })
})

describe('where AWS is', () => {
  test.each([
    { title: 'plain http', url: 'http://evil.example', word: 'in clear' },
    { title: 'a user in it', url: 'https://user:hunter22@evil.example', word: 'AWS_ENDPOINT_URL_STS' },
    { title: 'no URL', url: 'evil.example', word: 'AWS_ENDPOINT_URL_STS' },
    { title: 'a line break', url: 'https://evil.example\nx', word: 'AWS_ENDPOINT_URL_STS' },
  ])('I237 AWS_ENDPOINT_URL_STS: $title', async ({ url, word }) => {
    const { corpus, phone, sandbox } = await startKey()
    corpus.canaries.plant('password in the URL', 'hunter22')
    const env = { AWS_ENDPOINT_URL_STS: url }
    expectRefusal(await corpus.awsx(['env', 'identity', '--mfa-code', phone.takeCode()], { env }), 3, word)
    expectRefusal(await corpus.awsx(['explain', 'identity'], { env }), 3, word)
    expect(sandbox.calls).toEqual([])
  })

  test('I237 AWS_ENDPOINT_URL_STS: explain shows it', async () => {
    const { corpus } = await startKey()
    const env = { AWS_ENDPOINT_URL_STS: 'https://sts.internal.example' }
    const plan = expectDone(await corpus.awsx(['explain', 'identity'], { env }))
    expect(plan).toMatch(/https:\/\/sts\.internal\.example .*AWS_ENDPOINT_URL_STS/)
  })

  test('I238 AWS_CONFIG_FILE-repo', async () => {
    const corpus = createProcessCorpus()
    const bait = writeBait(corpus, join(corpus.bin, 'bait'))
    const repo = corpus.write('repo/.aws/config', `[profile p]\ncredential_process = ${bait}\n`, 0o666)
    const result = await corpus.awsx(['env', 'p'], {
      cwd: join(corpus.home, 'repo'),
      env: { AWS_CONFIG_FILE: '.aws/config' },
    })
    expectRefusal(result, 3, `${repo}:2`, 'does not run')
    expect(hasRun(corpus)).toBe(false)
    // A config in the current folder is none that was named.
    expectDone(await corpus.awsx(['env', 'p'], { cwd: join(corpus.home, 'repo') }))
    expect(hasRun(corpus)).toBe(false)
  })

  test('I239 AWS_CA_BUNDLE-repo', async () => {
    const { corpus, phone, sandbox } = await startKey()
    const bundle = corpus.write('repo/evil.pem', 'no certificate')
    const env = { AWS_CA_BUNDLE: bundle, AWS_ENDPOINT_URL: 'https://127.0.0.1:1' }
    expect(expectDone(await corpus.awsx(['explain', 'identity'], { env }))).toMatch(/evil\.pem .*AWS_CA_BUNDLE/)
    const result = await corpus.awsx(['env', 'identity', '--mfa-code', phone.takeCode()], { env })
    expectRefusal(result, 3, bundle, 'no PEM certificate')
    expect(sandbox.calls).toEqual([])
  })

  test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])('I240 %s-userinfo-in-logs', async (name) => {
    const { corpus, phone } = await startKey()
    const password = corpus.canaries.plant('password of the proxy', 'pr0xy-p4ssword')
    const ask = ['env', 'identity', '--mfa-code', phone.takeCode()]
    const endpoint = { AWS_ENDPOINT_URL: 'https://127.0.0.1:1' }
    const closed = { ...endpoint, [name]: `http://jo:${password}@127.0.0.1:1`, DEBUG: '*', NODE_DEBUG: 'http,net' }
    expectRefusal(await corpus.awsx(ask, { env: closed }), 6, '127.0.0.1:1')
    for (const bad of [
      `ftp://jo:${password}@127.0.0.1`,
      `http://jo:${password}@[`,
      `http://jo:${password}%zz@127.0.0.1:1`,
    ])
      expectRefusal(await corpus.awsx(ask, { env: { ...endpoint, [name]: bad } }), 3, name)
  })
})

describe('folders', () => {
  test.each([
    { title: 'I241 HOME-unset', home: undefined, word: 'HOME is not set' },
    { title: 'I241 HOME-empty', home: '', word: 'HOME is not set' },
    { title: 'I242 HOME-relative', home: 'somewhere', word: 'HOME is not a whole path' },
  ])('$title', async ({ home, word }) => {
    const corpus = createProcessCorpus()
    const cwd = join(corpus.home, 'cwd')
    mkdirSync(cwd)
    const env = { HOME: home }
    for (const args of [['list'], ['env', 'p'], ['explain', 'p']])
      expectRefusal(await corpus.awsx(args, { env, cwd }), 3, word)
    expectDone(await corpus.awsx(['--version'], { env, cwd }))
    // The hint's way out works.
    const files = { AWS_CONFIG_FILE: corpus.config, AWS_SHARED_CREDENTIALS_FILE: '/dev/null' }
    expectDone(await corpus.awsx(['env', 'p'], { env: { ...env, ...files }, cwd }))
    expect(readdirSync(cwd)).toEqual([])
  })

  test.each([
    { title: 'I243 XDG_RUNTIME_DIR-world-writable', mode: 0o777, uid: null },
    { title: 'I244 XDG_RUNTIME_DIR-foreign', mode: 0o700, uid: 12_345 },
  ])('$title', async ({ mode, uid }) => {
    const corpus = createProcessCorpus()
    const folder = join(corpus.root, 'run')
    chmodSync(folder, mode)
    if (uid !== null && isRoot) chownSync(folder, uid, uid)
    expectDone(await corpus.awsx(['env', 'p']))
    expect(readdirSync(folder)).toEqual([])
  })

  test('I245 TMPDIR-hostile', async () => {
    const corpus = createProcessCorpus()
    const shared = join(corpus.root, 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o777)
    symlinkSync(join(corpus.home, 'answer.json'), join(shared, 'awsx'))
    for (const folder of [shared, '/nowhere', join(corpus.home, 'answer.json'), 'relative', '']) {
      expectDone(await corpus.awsx(['env', 'p'], { env: { TMPDIR: folder, TMP: folder, TEMP: folder } }))
      expectDone(await corpus.awsx(['settings', 'set', 'region', 'eu-west-1'], { env: { TMPDIR: folder } }))
    }
    expect(readdirSync(shared)).toEqual(['awsx'])
  })
})

describe('I246 PATH-with-dot', () => {
  test.each(['.', '', 'sub', './sub', '..'])('credential_process: %j', async (entry) => {
    const corpus = createCorpus()
    for (const folder of ['cwd', 'cwd/sub', '.']) writeBait(corpus, join(folder, 'evil'))
    corpus.write('.aws/config', '[profile p]\ncredential_process = evil\n')
    const env = { PATH: `${entry}:${corpus.env['PATH'] ?? ''}` }
    const result = await corpus.awsx(['env', 'p'], { env, cwd: join(corpus.home, 'cwd') })
    expectRefusal(result, 3, 'evil', `${corpus.config}:2`)
    expect(hasRun(corpus)).toBe(false)
  })

  test.each(['.', '', 'sub', './sub', '..'])('AWSX_PASSPHRASE_COMMAND: %j', async (entry) => {
    const corpus = createCorpus()
    for (const folder of ['cwd', 'cwd/sub', '.']) writeBait(corpus, join(folder, 'evil'))
    const env = {
      PATH: `${entry}:${corpus.env['PATH'] ?? ''}`,
      AWS_ACCESS_KEY_ID: 'AKIAADDADDADDADDADDA',
      AWS_SECRET_ACCESS_KEY: corpus.canaries.plantRandom('key of the environment'),
    }
    for (const command of ['evil', './evil', 'sub/evil', '../evil']) {
      const result = await corpus.awsx(['add', 'new', '--from-env', '--no-verify'], {
        env: { ...env, AWSX_PASSPHRASE_COMMAND: command },
        cwd: join(corpus.home, 'cwd'),
      })
      expectRefusal(result, 3, 'AWSX_PASSPHRASE_COMMAND')
    }
    expect(hasRun(corpus)).toBe(false)
  })
})

test('I247 BROWSER-injection', async () => {
  const corpus = createProcessCorpus()
  const bait = writeBait(corpus, join(corpus.bin, 'bait'))
  corpus.write(
    '.aws/config',
    '[profile sso]\nsso_start_url = https://a.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = A\n',
  )
  for (const BROWSER of [`${bait} %s`, `x; ${bait}`, `$(${bait})`, './bait'])
    expectRefusal(await corpus.awsx(['env', 'sso'], { env: { BROWSER } }), 3, "'sso'")
  expect(hasRun(corpus)).toBe(false)
})

describe('umask', () => {
  test.each([
    { title: 'I248 umask-000', umask: '000' },
    { title: 'I249 umask-777', umask: '777' },
  ])('$title', async ({ umask }) => {
    const { corpus, accessKey, phone, mfaDevice } = await startKey()
    const passphrase = corpus.canaries.plant('passphrase', 'correct horse battery staple umask')
    const env = {
      AWSX_PASSPHRASE_FILE: corpus.write('passphrase', passphrase),
      AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
    }
    const script = `umask ${umask}
      awsx add new --from-env --region us-east-1 --mfa-serial ${mfaDevice.serialNumber} &&
      awsx exec new --mfa-code ${phone.takeCode()} -- sh -c 'umask' &&
      awsx settings set region us-east-1 > /dev/null && awsx list > /dev/null`
    const result = await corpus.shell('dash', script, { env })
    // The command gets the umask of the caller.
    expect(expectDone(result).trim()).toBe(`0${umask}`)
    const made = ['.local', '.config', '.cache'].flatMap((folder) => walk(join(corpus.home, folder)))
    expect(made.filter(({ isFile }) => isFile).length).toBeGreaterThan(3)
    for (const { path, mode, isFile } of made) expect(mode.toString(8), `mode of ${path}`).toBe(isFile ? '600' : '700')
  })
})

function walk(folder: string): { path: string; mode: number; isFile: boolean }[] {
  if (!existsSync(folder)) return []
  return [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name))].map(
    (path) => {
      const stats = lstatSync(path)
      return { path, mode: stats.mode & 0o777, isFile: stats.isFile() }
    },
  )
}

describe('terminals and streams', () => {
  test('I250 TERM-dumb (ok)', async () => {
    const corpus = createProcessCorpus()
    const terminal = corpus.pty(['list'], { env: { TERM: 'dumb' } })
    expect(await terminal.exit()).toMatchObject({ code: 0 })
    expect(terminal.raw().includes(0x1b)).toBe(false)
    expect(terminal.screen().join('\n')).toContain('canary')
  })

  test.each(['0', '-1', '', 'x', '99999999999'])('I251 COLUMNS-0: %j', async (columns) => {
    const corpus = createProcessCorpus()
    const env = { COLUMNS: columns, LINES: columns }
    for (const args of [['list'], ['explain', 'q'], ['--help'], ['config']])
      expect(expectDone(await corpus.awsx(args, { env })).length).toBeLessThan(10_000)
  })

  test.each(['C', 'POSIX', 'de_DE.ISO-8859-1', ''])('I252 LANG-C-utf8-names (ok): %j', async (locale) => {
    const corpus = createCorpus()
    corpus.write('.aws/config', '[profile größe-漢字]\nregion = eu-west-1\n')
    const env = { LANG: locale, LC_ALL: locale }
    expect(expectDone(await corpus.awsx(['list'], { env }))).toContain('größe-漢字')
    expect(expectDone(await corpus.awsx(['list', '--names'], { env }))).toContain('größe-漢字\n')
    expect(expectDone(await corpus.awsx(['config', 'größe-漢字'], { env }))).toContain('eu-west-1')
  })

  const words = ['list', 'list --names', 'list --json', 'env p', 'credential-process p', 'config', 'explain q']

  test('I253 stdout-closed', async () => {
    const corpus = createProcessCorpus()
    // Both runtimes put /dev/null where a stream is missing, so that no file takes its place.
    for (const line of words) {
      const { stderr } = await corpus.shell('dash', `awsx ${line} >&-`)
      expect(stderr).not.toMatch(/fault of awsx|canary/)
    }
    const passphrase = corpus.canaries.plant('passphrase', 'correct horse battery staple closed')
    const env = {
      AWSX_PASSPHRASE_FILE: corpus.write('passphrase', passphrase),
      AWS_ACCESS_KEY_ID: 'AKIAADDADDADDADDADDA',
      AWS_SECRET_ACCESS_KEY: corpus.canaries.plantRandom('key of the environment'),
    }
    await corpus.shell('dash', 'awsx add new --from-env --no-verify <&- >&- 2>&-', { env })
    expect(expectDone(await corpus.awsx(['vault', 'verify'], { env }))).toContain('all is well\n')
    expect(expectDone(await corpus.awsx(['list'], { env }))).toMatch(/^new +vault/m)
  })

  test('I254 stdout-full (/dev/full)', async () => {
    const corpus = createProcessCorpus()
    for (const line of [...words, '--help', '--version', 'hook bash']) {
      const { code, stderr } = await corpus.shell('dash', `awsx ${line} > /dev/full`)
      expect(code, `awsx ${line}: ${stderr}`).toBe(1)
      expect(stderr).toMatch(/^awsx: error: cannot write to standard output \(ENOSPC\)$/m)
    }
  })

  test('I253 the reader of a pipe leaves', async () => {
    const corpus = createCorpus()
    corpus.write('.aws/config', Array.from({ length: 20_000 }, (_, at) => `[profile p${at}]\n`).join(''))
    const { stderr, stdout } = await corpus.shell('bash', 'awsx list --names | head -n 1; echo "${PIPESTATUS[0]}"')
    expect(stdout).toMatch(/^p0\n(?:1|141)\n$/)
    expect(stderr).not.toContain('fault of awsx')
  })

  test.each(['2>&-', '2> /dev/full'])('I254 stderr %s', async (redirect) => {
    const corpus = createProcessCorpus()
    const { code, stdout } = await corpus.shell('dash', `awsx env nosuch ${redirect}`)
    expect({ code, stdout }).toEqual({ code: 3, stdout: 'false\n' })
  })

  test('I255 stdin-closed', async () => {
    const corpus = createProcessCorpus()
    expectDone(await corpus.shell('dash', 'awsx env p <&-'))
    expectDone(await corpus.shell('dash', 'awsx exec p -- true <&-'))
    const added = await corpus.shell('dash', 'awsx add new --stdin <&-')
    expect(added.code).toBe(2)
    expect(added.stderr).not.toContain('fault of awsx')
  })

  test('I256 no-controlling-tty', async () => {
    const { corpus, sandbox } = await startKey()
    // The harness starts every command in a session of its own; setsid once more changes nothing.
    const result = await corpus.runCommand(['setsid', '--wait', corpus.program, 'env', 'identity'])
    expectRefusal(result, 4, 'needs an MFA code')
    expectRefusal(await corpus.awsx(['add', 'new']), 4, 'nobody to ask')
    expect(sandbox.calls).toEqual([])
  })
})

describe('environments in environments', () => {
  test('I257 nested-awsx-env', async () => {
    const corpus = createProcessCorpus()
    corpus.write(
      '.aws/config',
      `[profile p]\ncredential_process = ${corpus.bin}/give-answer\nregion = eu-west-1\nmax_attempts = 7\n` +
        `[profile r]\ncredential_process = ${corpus.bin}/give-answer\n`,
    )
    const script = `
      eval "$(awsx env p)"
      eval "$(awsx env r)"
      echo "$AWSX_PROFILE \${AWS_REGION-none} \${AWS_MAX_ATTEMPTS-none}"
      awsx exec p -- sh -c 'awsx exec r -- sh -c "echo \\$AWSX_PROFILE \\\${AWS_REGION-none} \\\${AWS_MAX_ATTEMPTS-none}"'`
    expect(expectDone(await corpus.shell('dash', script))).toBe('r none none\nr none none\n')
  })

  test.runIf(isRoot)('I258 sudo-mixed-ownership', async () => {
    const { corpus, accessKey } = await startKey()
    const passphrase = corpus.canaries.plant('passphrase', 'correct horse battery staple sudo')
    const env = {
      AWSX_PASSPHRASE_FILE: corpus.write('passphrase', passphrase),
      AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
    }
    expectDone(await corpus.awsx(['add', 'new', '--from-env', '--no-verify'], { env }))
    const data = join(corpus.home, '.local/share/awsx')
    for (const { path } of walk(data)) chownSync(path, 12_345, 12_345)
    const before = walk(data).map(({ path }) => path)
    const result = await corpus.awsx(['add', 'other', '--from-env', '--no-verify'], { env })
    expect(result.code).not.toBe(0)
    expectRefusal(result, result.code ?? 0, data)
    expect(walk(data).map(({ path }) => path)).toEqual(before)
  })

  test('I259 AWS_CONTAINER_AUTHORIZATION_TOKEN-crlf', async () => {
    const corpus = createProcessCorpus()
    const token = corpus.canaries.plant('container token', 'Bearer c0ntainer\r\nX-Evil: 1')
    const env = { AWS_CONTAINER_AUTHORIZATION_TOKEN: token, AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://evil.example' }
    const code = expectDone(await corpus.awsx(['env', 'p'], { env }))
    expect(code).toMatch(/^unset .*\bAWS_CONTAINER_AUTHORIZATION_TOKEN\b/m)
    expect(expectDone(await corpus.awsx(['exec', 'p', '--', 'env'], { env }))).not.toContain('AWS_CONTAINER')
  })

  test('awsx keeps its own secrets from every program', async () => {
    const corpus = createProcessCorpus()
    const seen = join(corpus.home, 'seen')
    corpus.write(
      join(corpus.bin, 'give-answer'),
      `#!/bin/sh\nenv > '${seen}'\ncat '${corpus.home}/answer.json'\n`,
      0o755,
    )
    const passphrase = corpus.write(
      'passphrase',
      corpus.canaries.plant('passphrase', 'correct horse battery staple env'),
    )
    const env = {
      AWSX_PASSPHRASE_COMMAND: `/bin/cat ${passphrase}`,
      AWSX_PASSPHRASE_FILE: passphrase,
      AWSX_MFA_CODE: '123456',
    }
    const child = expectDone(await corpus.awsx(['exec', 'p', '--', 'env'], { env }))
    const { stdout: process } = await corpus.runCommand(['cat', seen])
    for (const text of [child, process]) {
      expect(text).toContain('HOME=')
      expect(text).not.toMatch(/^AWSX_(?:PASSPHRASE|MFA_CODE)/m)
    }
  })
})

describe('I260 set -x tracing on in the hook', () => {
  const shells = (['bash', 'zsh'] as const).filter((shell) => findProgram(shell) !== null)

  test.each(shells)('%s: the hook shows no secret', async (shell) => {
    const corpus = createProcessCorpus()
    const script = `eval "$(awsx hook ${shell})"; set -x; awsx use p; : "still $-"; awsx off; printf '%s' "$-"`
    const result = await corpus.runCommand(shellCommand(shell, script))
    expect(expectDone(result)).toContain('x')
    // The canary guards stderr, where the trace is; it has to be one.
    expect(result.stderr).toContain('still')
  })

  test('bash: a plain eval is traced by the shell itself', async () => {
    const corpus = createProcessCorpus()
    const { code } = await corpus
      .runCommand(shellCommand('bash', 'set -x; eval "$(awsx env p)" 2> /dev/null; { set +x; } 2> /dev/null'))
      .catch((error: Error) => ({ code: error.message }))
    // Nothing in the printed code can stop that; exec and the hook are the ways without.
    expect(code).toMatch(/secret of the session/)
  })
})

test('A38 region-path-traversal in the settings', async () => {
  const corpus = createProcessCorpus()
  const folder = join(corpus.home, '.config/awsx')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'config.json'), '{"region": "../x"}')
  expectRefusal(await corpus.awsx(['env', 'p']), 3, 'setting region', join(folder, 'config.json'))
})
