import { describe, expect, test } from 'vitest'
import { startStory, tutorialConfig } from './support/story.ts'
import type { Story } from './support/story.ts'

const serial = 'arn:aws:iam::234567890123:mfa/franklin'

/** Runs `awsx env` on a terminal; `answer` types. */
async function askFor(story: Story, words: readonly string[], codes: readonly string[]): Promise<string> {
  const pty = story.here.pty(['env', ...words, '--shell', 'posix'])
  for (const [index, code] of codes.entries()) {
    // The prompt comes once for each code.
    await pty.waitFor(new RegExp(`(MFA code for [^]*){${index + 1}}: $`))
    pty.type(code)
    pty.press('enter')
  }
  const { code } = await pty.exit()
  return `${code}\n${pty
    .screen()
    .filter((line) => !/^(export|unset) /.test(line))
    .join('\n')}`
}

/** The story with the MFA device at the keys themselves. */
async function startWithDevice(): Promise<Story> {
  const story = await startStory()
  story.config(tutorialConfig.replace('[profile identity]', `[profile identity]\nmfa_serial = ${serial}`))
  return story
}

/** A second role in a third account, reached from the same keys. */
function addSecondRole(story: Story): void {
  story.world.addAccount({ accountId: '345678901234' })
  story.addRole({ accountId: '345678901234', roleName: 'Billing', trust: { mfa: true } })
  story.config(`[profile identity]
mfa_serial = ${serial}
[profile web-admin]
source_profile = identity
role_arn = ${story.role.arn}
region = us-east-1
[profile billing]
source_profile = identity
role_arn = arn:aws:iam::345678901234:role/Billing
region = eu-west-1
`)
}

describe('codes', () => {
  test('one code serves roles of two accounts and regions', async () => {
    const story = await startWithDevice()
    addSecondRole(story)
    expect(await askFor(story, ['web-admin'], [story.phone.takeCode()])).toMatch(/^0\n/)
    expect(await askFor(story, ['billing'], [])).toMatch(/^0\n/)
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole', 'AssumeRole'])
  })

  test('a wrong code is asked again, and three end it', async () => {
    const story = await startWithDevice()
    const said = await askFor(story, ['web-admin'], ['000000', story.phone.takeCode()])
    expect(said).toMatch(/^0\n/)
    expect(said).toContain('AWS did not take that code')
    expect(story.takeCalls()).toEqual(['GetSessionToken 403', 'GetSessionToken', 'AssumeRole'])
    const refused = await askFor(story, ['identity', '--refresh'], ['000001', '000002', '000003'])
    expect(refused).toMatch(/^5\n/)
    expect(refused).toMatch(/awsx: error: .*AWS did not take that code\nawsx: hint: /)
  })

  test.each([
    ['D87 5-digits', '12345'],
    ['D88 7-digits', '1234567'],
    ['D89 fullwidth-digits', '１２３４５６'],
    ['D90 arabic-indic', '١٢٣٤٥٦'],
    ['D95 empty', ''],
  ])('%s is not sent, but asked again', async (_, wrong) => {
    const story = await startWithDevice()
    const said = await askFor(story, ['identity'], [wrong, story.phone.takeCode()])
    expect(said).toMatch(/^0\n/)
    expect(said).toContain('A code is six digits.')
    expect(story.takeCalls()).toEqual(['GetSessionToken'])
  })

  test('D91 spaces, D92 newline-tail and D97 bracketed-paste-wrapper are fine', async () => {
    const story = await startWithDevice()
    const a = story.phone.takeCode()
    const b = story.phone.takeCode()
    expect(await askFor(story, ['identity'], [` ${a.slice(0, 3)} ${a.slice(3)} `])).toMatch(/^0\n/)
    expect(await askFor(story, ['identity', '--refresh'], [`\x1b[200~${b}\x1b[201~`])).toMatch(/^0\n/)
  })

  test('D93 reused-code waits for the next window, says so, and never sends it twice', async () => {
    const story = await startWithDevice()
    const code = story.phone.takeCode()
    expect(await askFor(story, ['identity'], [code])).toMatch(/^0\n/)
    const pty = story.here.pty(['env', 'identity', '--refresh', '--shell', 'posix'])
    await pty.waitFor('MFA code for')
    pty.type(code)
    pty.press('enter')
    await pty.waitFor(/that MFA code was used already; the next one comes in \d+s/)
    await pty.waitFor(/That code was used already\.\n.*MFA code for .*: $/)
    pty.type(story.phone.takeCode())
    pty.press('enter')
    expect(await pty.exit()).toMatchObject({ code: 0 })
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'GetSessionToken'])
  })

  test('D93 reused-code: also after awsx clear it is not sent, and with nobody to ask that is said at once', async () => {
    const story = await startStory()
    const code = story.withCode()
    expect((await story.here.run(['env', 'web-admin', ...code])).code).toBe(0)
    expect((await story.here.run(['clear'])).code).toBe(0)
    story.takeCalls()
    expect(await story.here.run(['env', 'web-admin', ...code])).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('that code was used already'),
    })
    expect(story.takeCalls()).toEqual([])
  })

  test('--mfa-code and AWSX_MFA_CODE give codes without a terminal', async () => {
    const story = await startWithDevice()
    const { here, phone } = story
    expect(await here.run(['env', 'web-admin', '--mfa-code', phone.takeCode()])).toMatchObject({ code: 0, stderr: '' })
    const env = { AWSX_MFA_CODE: phone.takeCode() }
    expect(await here.run(['env', 'identity', '--refresh'], { env })).toMatchObject({ code: 0, stderr: '' })
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole', 'GetSessionToken'])
  })

  test('so does mfa_process', async () => {
    const story = await startWithDevice()
    const program = story.here.write('give-code', `#!/bin/sh\necho ' ${story.phone.takeCode()} '\n`, 0o700)
    story.config(`[profile identity]\nmfa_serial = ${serial}\nmfa_process = ${program} --for identity\n`)
    expect(await story.here.run(['env', 'identity'])).toMatchObject({ code: 0, stderr: '' })
    expect(story.takeCalls()).toEqual(['GetSessionToken'])
  })

  test('a wrong --mfa-code ends with what AWS said', async () => {
    const { here, takeCalls } = await startWithDevice()
    const { code, stdout, stderr } = await here.run(['env', 'web-admin', '--shell', 'bash', '--mfa-code', '000000'])
    expect({ code, stdout }).toEqual({ code: 5, stdout: 'false\n' })
    expect(stderr).toMatch(/^awsx: error: no MFA code for .* was taken: AWS did not take that code\nawsx: hint: .*\n$/)
    expect(takeCalls()).toEqual(['GetSessionToken 403'])
  })

  test('--no-input and no terminal: exit 4, and what would have been asked', async () => {
    const { here, takeCalls } = await startWithDevice()
    const silent = await here.run(['env', 'web-admin', '--shell', 'bash'])
    expect(silent).toMatchObject({ code: 4, stdout: 'false\n' })
    expect(silent.stderr).toMatch(
      /^awsx: error: profile 'identity' needs an MFA code of arn:.*franklin\nawsx: hint: .*--mfa-code\n$/,
    )
    const pty = here.pty(['credential-process', 'web-admin', '--no-input'])
    expect(await pty.exit()).toMatchObject({ code: 4 })
    const background = here.ptyCommand(['bash', '-mc', 'awsx env web-admin & wait $!; echo "code $?"'])
    await background.waitFor('code 4')
    expect(takeCalls()).toEqual([])
  })

  test('ctrl-c at the prompt: exit 130, nothing sent, the terminal as it was', async () => {
    const { here, takeCalls } = await startWithDevice()
    const pty = here.ptyCommand([
      'sh',
      '-c',
      'stty -a >before; awsx env web-admin; echo "code $?"; stty -a >after; cmp before after && echo same',
    ])
    await pty.waitFor('MFA code for')
    pty.type('12')
    pty.press('ctrl-c')
    await pty.waitFor('code 130')
    await pty.waitFor('same')
    expect(takeCalls()).toEqual([])
  })
})

describe('an MFA that is too old', () => {
  const twoHours = 2 * 3_600_000

  test('is asked for once, replaces the session, and is remembered for the role', async () => {
    const story = await startWithDevice()
    // The first session was made two hours ago, by both clocks.
    story.sandbox.clock.setOffset(-twoHours)
    const first = await story.runAt('-7200s', ['env', 'web-admin', ...story.withCode()])
    expect(first).toMatchObject({ code: 0, stderr: '' })
    story.sandbox.clock.setOffset(0)
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])

    const said = await askFor(story, ['web-admin'], [story.phone.takeCode()])
    expect(said).toMatch(/^0\n/)
    expect(said).toMatch(/AWS refused .*WebAdmin with the MFA of 2h.* ago; a new code may help/)
    expect(story.takeCalls()).toEqual(['AssumeRole 403', 'GetSessionToken', 'AssumeRole'])

    // Two hours on, AWS need not refuse first.
    story.sandbox.clock.setOffset(twoHours)
    const later = await story.runAt('+7200s', ['env', 'web-admin', ...story.withCode()])
    expect(later.code).toBe(0)
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
  })

  test('refused again with a new MFA: exit 5, and not asked again in this session', async () => {
    const story = await startWithDevice()
    story.world.removeRole(story.role.arn)
    story.sandbox.clock.setOffset(-twoHours)
    await story.runAt('-7200s', ['env', 'identity', ...story.withCode()])
    story.sandbox.clock.setOffset(0)
    story.takeCalls()
    const refused = await story.here.run(['env', 'web-admin', ...story.withCode()])
    expect(refused.code).toBe(5)
    expect(story.takeCalls()).toEqual(['AssumeRole 403', 'GetSessionToken', 'AssumeRole 403'])
    const again = await story.here.run(['env', 'web-admin'])
    expect(again.code).toBe(5)
    expect(story.takeCalls()).toEqual(['AssumeRole 403'])
  })

  test('awsx_mfa_max_age asks before AWS has to refuse', async () => {
    const story = await startWithDevice()
    await story.here.run(['env', 'identity', ...story.withCode()])
    story.takeCalls()
    const own = `[profile identity]\nmfa_serial = ${serial}\n[profile web-admin]\nsource_profile = identity\nrole_arn = ${story.role.arn}\n`
    story.config(`${own}awsx_mfa_max_age = 1800\nduration_seconds = 900\n`)
    story.sandbox.clock.setOffset(twoHours / 2)
    const { code, stderr } = await story.runAt('+3600s', ['env', 'web-admin', ...story.withCode()])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(story.takeCalls()).toEqual(['GetSessionToken', 'AssumeRole'])
  })
})
