import { describe, expect, test } from 'vitest'
import { startReadyStory, startStory } from './support/story.ts'

describe('a command line that is wrong', () => {
  test('awsx env prints false for a shell, and nothing for other formats', async () => {
    const { here } = await startReadyStory()
    for (const words of [
      ['--durration', '1h'],
      ['--shell'],
      ['--shell', 'tcsh'],
      ['--format', 'shell', '--nope'],
      ['more'],
    ]) {
      expect(await here.run(['env', 'web-admin', ...words])).toMatchObject({ code: 2, stdout: 'false\n' })
    }
    for (const words of [
      ['--format', 'json', '--nope'],
      ['--format=ini', '--shell'],
      ['--nope', '--format', 'dotenv'],
    ]) {
      expect(await here.run(['env', 'web-admin', ...words])).toMatchObject({ code: 2, stdout: '' })
    }
  })

  test('awsx exec ends with 125, so that it is not taken for the code of the command', async () => {
    const { here } = await startReadyStory()
    for (const words of [['--bogus'], ['--region'], ['--region', '--refresh']]) {
      const { code, stdout, stderr } = await here.run(['exec', 'web-admin', ...words, '--', 'true'])
      expect({ code, stdout }).toEqual({ code: 125, stdout: '' })
      expect(stderr).toMatch(
        /^awsx: error: .*\nawsx: hint: .*\nawsx: the command was not started \(exit code 2 of awsx\)\n$/,
      )
    }
  })

  test('words that are too many are an error, not left out', async () => {
    const { here } = await startReadyStory()
    for (const words of [
      ['remove', 'identity', 'nosuch', '--yes'],
      ['clear', 'web-admin', 'b'],
      ['credential-process', 'web-admin', 'b'],
      ['explain', 'web-admin', 'b'],
      ['list', 'x'],
      ['status', 'x'],
      ['off', 'x'],
      ['list', '--', 'x'],
    ]) {
      expect(await here.run(words, { env: { AWSX_HOOK: 'bash' } })).toMatchObject({ code: 2, stdout: '' })
    }
    expect((await here.run(['env', 'web-admin'])).code).toBe(0)
  })
})

describe('a profile', () => {
  test('whose exact name only the vault has is not taken for another that contains it', async () => {
    const story = await startStory()
    story.config('[profile identity-prod]\ncredential_process = /bin/false\n')
    const pty = story.here.pty(['explain', 'identity'])
    await pty.waitFor('GetSessionToken')
    expect(pty.screen().join('\n')).not.toContain('is taken as')
    await pty.exit()
    const part = story.here.pty(['explain', 'prod'])
    await part.waitFor('prod is taken as identity-prod')
    await part.exit()
  })

  test('that left the files can still be cleared', async () => {
    const { here, config } = await startReadyStory()
    config('[profile other]\nregion = us-east-1\n')
    expect(await here.run(['clear', 'web-admin'])).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('forgot AssumeRole of web-admin'),
    })
    expect((await here.run(['clear', 'web-admin'])).code).toBe(3)
  })

  test('with long-term keys from a program: --no-session hands them out to nobody without a yes', async () => {
    const { here, config } = await startStory()
    const program = here.write(
      'keys.sh',
      `#!/bin/sh\necho '{"Version":1,"AccessKeyId":"AKIAPROGRAMPROGRAM12","SecretAccessKey":"x"}'\n`,
    )
    config(`[profile lt]\ncredential_process = /bin/sh ${program}\n`)
    for (const command of [
      ['env', 'lt', '--format', 'json'],
      ['credential-process', 'lt'],
    ]) {
      expect(await here.run([...command, '--no-session'])).toMatchObject({ code: 4, stdout: '' })
    }
  })

  test('whose program answers by the environment gets the answer of this environment', async () => {
    const { here, config } = await startStory()
    const program = here.write(
      'who.sh',
      `#!/bin/sh\necho '{"Version":1,"AccessKeyId":"ASIA'$WHO'AAAAAAAAAAAAAAA","SecretAccessKey":"x","SessionToken":"t","Expiration":"2099-01-01T00:00:00Z"}' |
sed "s/ASIA/ASIA$(printf %s "$AWS_WHO" | tr a-z A-Z)/"\n`,
    )
    config(
      `[profile a]\ncredential_process = /bin/sh ${program}\n[profile b]\ncredential_process = /bin/sh ${program}\n`,
    )
    const idOf = async (profile: string, who: string): Promise<string> =>
      (
        JSON.parse((await here.run(['env', profile, '--format', 'json'], { env: { AWS_WHO: who } })).stdout) as {
          AccessKeyId: string
        }
      ).AccessKeyId
    expect(await idOf('a', 'x')).toMatch(/^ASIAX/)
    expect(await idOf('a', 'y')).toMatch(/^ASIAY/)
    expect(await idOf('a', 'x')).toMatch(/^ASIAX/)
    expect(await idOf('b', 'z')).toMatch(/^ASIAZ/)
  })
})
