// SECURITY section 4, group D: MFA codes. What is no code is never sent, what was sent is never sent again.
import { describe, expect, test } from 'vitest'
import { listProcesses, startTutorial } from '../harness/index.ts'
import type { EnvironmentChange, Tutorial } from '../harness/index.ts'
import { expectDone, expectRefusal } from './support/corpus-result.ts'
import { findActiveText } from './support/corpus-text.ts'
import { toCorpus } from './support/corpus-world.ts'
import type { Corpus } from './support/corpus-world.ts'
import { ageIdentity } from './support/sealed-identity.ts'

/** The tutorial with the key of its user in the credentials file; `lines` go into the profile `identity`. */
async function startWithKey(...lines: readonly string[]): Promise<Tutorial & { readonly corpus: Corpus }> {
  const tutorial = await startTutorial()
  const { accessKey, mfaDevice, here } = tutorial
  const corpus = toCorpus(here)
  const profile = ['[profile identity]', `mfa_serial = ${mfaDevice.serialNumber}`, 'region = us-east-1', ...lines, '']
  corpus.write('.aws/config', profile.join('\n'))
  corpus.write(
    '.aws/credentials',
    `[identity]\naws_access_key_id = ${accessKey.accessKeyId}\naws_secret_access_key = ${accessKey.secretAccessKey}\n`,
  )
  return { ...tutorial, corpus }
}

function withIdentity(corpus: Corpus): { readonly AWSX_IDENTITY_FILE: string } {
  return { AWSX_IDENTITY_FILE: corpus.write('identity.txt', corpus.canaries.plant('age identity', ageIdentity)) }
}

function writeMfaProcess(corpus: Corpus, script: string): string {
  return corpus.write(`${corpus.bin}/give-code`, `#!/bin/sh\n${script}\n`, 0o755)
}

describe('what is no code is never sent', () => {
  test.each([
    { title: 'D87 5-digits', code: '12345' },
    { title: 'D88 7-digits', code: '1234567' },
    { title: 'D89 fullwidth-digits', code: '１２３４５６' },
    { title: 'D90 arabic-indic', code: '١٢٣٤٥٦' },
    { title: 'D87 letters', code: 'abcdef' },
    { title: 'D87 injection', code: '123456&DurationSeconds=129600' },
    { title: 'D87 escape', code: '\u001b[2J123456' },
    { title: 'D95 empty', code: '' },
    { title: 'D95 blank', code: '   ' },
  ])('$title', async ({ code }) => {
    const { corpus, sandbox } = await startWithKey()
    for (const [args, env] of [
      [['--mfa-code', code], {}],
      [[], { AWSX_MFA_CODE: code }],
    ] as const)
      expectRefusal(await corpus.awsx(['env', 'identity', ...args], { env }), 4, 'needs an MFA code')
    expect(sandbox.calls).toEqual([])
  })
})

describe('what is a code', () => {
  test.each([
    { title: 'D91 spaces (ok)', write: (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)} ` },
    { title: 'D92 newline-tail (ok)', write: (code: string) => `${code}\r\n` },
    { title: 'D97 bracketed-paste-wrapper (ok)', write: (code: string) => `\u001b[200~${code}\u001b[201~` },
  ])('$title', async ({ write }) => {
    const { corpus, phone, sandbox } = await startWithKey()
    expectDone(await corpus.awsx(['credential-process', 'identity', '--mfa-code', write(phone.takeCode())]))
    expect(sandbox.calls).toMatchObject([{ action: 'GetSessionToken', status: 200 }])
  })
})

describe('typed at the prompt', () => {
  const ask = ['credential-process', 'identity']

  /** With an identity for a vault: without one it would first ask for a passphrase. */
  async function openPrompt(): Promise<Awaited<ReturnType<typeof startWithKey>> & { readonly env: EnvironmentChange }> {
    const tutorial = await startWithKey()
    return { ...tutorial, env: withIdentity(tutorial.corpus) }
  }

  test.each([
    { title: 'D91 spaces (ok)', write: (code: string) => ` ${code.slice(0, 3)} ${code.slice(3)} ` },
    { title: 'D97 bracketed-paste-wrapper (ok)', write: (code: string) => `\u001b[200~${code}\u001b[201~` },
  ])('$title', async ({ write }) => {
    const { corpus, phone, env } = await openPrompt()
    const terminal = corpus.pty([...ask], { env })
    await terminal.waitFor('MFA code for')
    const code = corpus.canaries.plant('MFA code', phone.takeCode())
    terminal.type(write(code))
    terminal.press('enter')
    expect(await terminal.exit()).toMatchObject({ code: 0 })
    corpus.canaries.forget('MFA code')
  })

  test('D96 1mb-paste', async () => {
    const { corpus, phone, env, sandbox } = await openPrompt()
    const terminal = corpus.pty([...ask], { env })
    await terminal.waitFor('MFA code for')
    terminal.type(`\u001b[200~${'7'.repeat(1024 * 1024)}\u001b[201~`)
    terminal.press('enter')
    await terminal.waitFor('six digits')
    expect(sandbox.calls).toEqual([])
    terminal.type(phone.takeCode())
    terminal.press('enter')
    expect(await terminal.exit()).toMatchObject({ code: 0 })
  })

  test('D97 escape sequences act on nothing', async () => {
    const { corpus, phone, env } = await openPrompt()
    const terminal = corpus.pty([...ask], { env })
    await terminal.waitFor('MFA code for')
    terminal.type(`\u001b[A\u001bOP\u001b]0;x\u0007${phone.takeCode()}`)
    await terminal.waitFor('·')
    expect(findActiveText(terminal.raw(), 'terminal')).toEqual([])
    terminal.press('ctrl-c')
    expect(await terminal.exit()).toMatchObject({ code: 130 })
  })
})

describe('D93 reused-code', () => {
  test('from one command to the next', async () => {
    const { corpus, phone, sandbox } = await startWithKey()
    const env = withIdentity(corpus)
    const args = ['credential-process', 'identity', '--refresh', '--mfa-code', phone.takeCode()]
    expectDone(await corpus.awsx(args, { env }))
    expectRefusal(await corpus.awsx(args, { env }), 4, 'that code was used already')
    expect(sandbox.calls).toHaveLength(1)
  })

  test('a wrong one is not sent again', async () => {
    const { corpus, sandbox, phone } = await startWithKey()
    const right = phone.read().code
    const wrong = right.startsWith('0') ? `1${right.slice(1)}` : `0${right.slice(1)}`
    expectRefusal(await corpus.awsx(['env', 'identity', '--mfa-code', wrong]), 5, 'MFA code')
    expect(sandbox.calls).toHaveLength(1)
  })
})

test('D94 code-in-argv', async () => {
  const { corpus, phone, sandbox } = await startWithKey()
  const code = phone.takeCode()
  // On argv it may stand for its one use; nowhere else.
  corpus.canaries.plant('MFA code', code, { mayAppearOn: ['argv'] })
  expectDone(await corpus.awsx(['credential-process', 'identity', '--mfa-code', code]))
  sandbox.faults.add({ kind: 'error', status: 403, code: 'AccessDenied', message: `code ${code} is not liked` })
  const result = await corpus.awsx(['env', 'identity', '--mfa-code', code])
  expectRefusal(result, 5, 'is not liked')
})

test('D94 AWSX_MFA_CODE reaches no program', async () => {
  const { corpus, phone } = await startWithKey()
  const env = { AWSX_MFA_CODE: phone.takeCode() }
  const result = await corpus.awsx(['exec', 'identity', '--', 'env'], { env })
  expect(expectDone(result)).toContain('AWS_SESSION_TOKEN=')
  expect(result.stdout).not.toContain('AWSX_MFA_CODE')
})

describe('mfa_process', () => {
  test('D98 code-process-hangs', async () => {
    const { corpus, sandbox } = await startWithKey()
    const program = writeMfaProcess(corpus, 'sleep 1000')
    corpus.write('.aws/config', `[profile identity]\nmfa_serial = GAHT12345678\nmfa_process = ${program}\n`)
    const result = await corpus.awsx(['env', 'identity'])
    expectRefusal(result, 3, 'mfa_process', 'did not end within 30 s', `${corpus.config}:3`)
    expect(sandbox.calls).toEqual([])
    const listLeft = (): string[] =>
      listProcesses()
        .filter(({ environment }) => environment.includes(`HOME=${corpus.home}`))
        .map(({ argv }) => argv.join(' '))
    // What was killed may take a moment to be gone.
    await expect.poll(listLeft).toEqual([])
  })

  test.each([
    { title: 'D99 code-process-prints-ansi', script: String.raw`printf '\033[31m123456\033[0m\n'` },
    { title: 'D99 code-process-prints-osc', script: String.raw`printf '\033]52;c;eA==\007123456\n'` },
    { title: 'D95 empty', script: 'true' },
    { title: 'D96 1mb', script: 'head -c 1048576 /dev/zero | tr "\\0" 7' },
  ])('$title', async ({ script }) => {
    const { corpus, sandbox } = await startWithKey()
    const program = writeMfaProcess(corpus, script)
    corpus.write('.aws/config', `[profile identity]\nmfa_serial = GAHT12345678\nmfa_process = ${program}\n`)
    const result = await corpus.awsx(['env', 'identity'])
    expect([3, 5]).toContain(result.code)
    expectRefusal(result, result.code ?? 0)
    expect(sandbox.calls).toEqual([])
  })
})
