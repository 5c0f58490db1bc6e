import { describe, expect, test } from 'vitest'
import { findAwsCli, startTutorial } from '../harness/index.ts'
import type { Pty, Tutorial } from '../harness/index.ts'
import { evalEnv, hookShells, loadHook, openShell } from './support/story-shell.ts'

const passphrase = 'correct horse battery staple'
const aws = findAwsCli()

/** Waits for a prompt at the end of the screen, then types the answer. */
async function answer(pty: Pty, prompt: string, text: string): Promise<void> {
  await pty.waitFor(new RegExp(`${prompt.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`))
  pty.type(text)
  pty.press('enter')
}

/** Types the key and a new passphrase, with two mistakes on the way. */
async function typeKey(pty: Pty, { accessKey }: Tutorial): Promise<void> {
  await answer(pty, 'Access key id: ', accessKey.accessKeyId)
  await answer(pty, 'Secret access key (not shown): ', accessKey.secretAccessKey)
  await answer(pty, 'New passphrase (12 characters or more): ', 'too short')
  await pty.waitFor('That will not do: the passphrase is shorter than 12 characters.')
  await answer(pty, 'New passphrase (12 characters or more): ', passphrase)
  await answer(pty, 'The same once more: ', `${passphrase}!`)
  await pty.waitFor('The two are not the same.')
  await answer(pty, 'New passphrase (12 characters or more): ', passphrase)
  await answer(pty, 'The same once more: ', passphrase)
}

describe.each(hookShells)('the story in %s', (shell) => {
  test.skipIf(aws === null)('from a typed key to applications, into this shell and back', async () => {
    const tutorial = await startTutorial()
    const { here, sandbox, phone, role, mfaDevice } = tutorial
    here.canaries.plant('passphrase', passphrase)
    const calls = (): string[] => sandbox.calls.map(({ action }) => action)
    const pty = await openShell(tutorial, shell)

    // The long-term key goes in; nothing of it is shown or kept in clear (the world looks for both at its end).
    const added = await pty.runAnswering('awsx add identity', async () => {
      await typeKey(pty, tutorial)
      await answer(pty, 'Let aws, Terraform and other tools use identity through awsx? [y/N] ', 'n')
    })
    expect(added).toBe(0)
    expect(pty.screen().join('\n')).toContain(
      `awsx: the key ${tutorial.accessKey.accessKeyId} of ${tutorial.user.arn} is sealed as identity`,
    )
    expect(calls()).toEqual(['GetCallerIdentity'])
    here.checkSecrets()

    here.write(
      '.aws/config',
      `[profile web-admin]
source_profile = identity
role_arn = ${role.arn}
mfa_serial = ${mfaDevice.serialNumber}
region = us-east-1
`,
    )
    sandbox.clearCalls()
    const describeApplications = `${aws} --endpoint-url ${sandbox.url} elasticbeanstalk describe-applications --query 'Applications[].ApplicationName' --output text`
    let code = ''
    const ran = await pty.runAnswering(`awsx exec web-admin -- ${describeApplications}`, async () => {
      await pty.waitFor(/MFA code for arn:aws:iam::234567890123:mfa\/franklin: $/)
      code = phone.takeCode()
      pty.type(code)
      await pty.waitFor(/mfa\/franklin: ······$/)
      pty.press('enter')
    })
    expect(ran).toBe(0)
    expect(pty.screen().join('\n')).toMatch(/^storefront\s+checkout$/m)
    expect(pty.screen().join('\n')).not.toContain(code)
    expect(calls()).toEqual(['GetSessionToken', 'AssumeRole', 'DescribeApplications'])

    // The same credentials in this shell, without a second code or the passphrase: the agent has both.
    const before = await pty.run('env | LC_ALL=C sort >before.txt')
    expect(before).toBe(0)
    expect(await pty.run(evalEnv(shell, 'web-admin'))).toBe(0)
    expect(await pty.run(describeApplications)).toBe(0)
    expect(calls().filter((action) => action !== 'DescribeApplications')).toEqual(['GetSessionToken', 'AssumeRole'])
    await pty.run('env | grep -E "^(AWS|AWSX|AWSUME)_" | LC_ALL=C sort >evaluated.txt')

    // And through the hook, which also knows the way back.
    expect(await pty.run(loadHook(shell))).toBe(0)
    expect(await pty.run('awsx off')).toBe(0)
    await pty.run('env | LC_ALL=C sort >off.txt')
    expect(await pty.run('awsx use web-admin')).toBe(0)
    await pty.run('env | grep -E "^(AWS|AWSX|AWSUME)_" | LC_ALL=C sort >used.txt')
    expect(await pty.run(describeApplications)).toBe(0)
    expect(await pty.run('awsx off')).toBe(0)
    await pty.run('env | LC_ALL=C sort >after.txt')
    for (const [left, right] of [
      ['before.txt', 'off.txt'],
      ['before.txt', 'after.txt'],
      ['evaluated.txt', 'used.txt'],
    ] as const) {
      expect(await here.runCommand(['diff', left, right])).toMatchObject({ code: 0, stdout: '' })
    }
    expect(calls().filter((action) => action !== 'DescribeApplications')).toEqual(['GetSessionToken', 'AssumeRole'])
    // It was typed for the vault that `add` made.
    expect(pty.screen().filter((line) => line.startsWith('Passphrase of the awsx vault'))).toEqual([])
  })
})
