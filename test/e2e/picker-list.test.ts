// The picker where nothing can be drawn: a numbered list on the terminal, with the same rows and the same questions.
import { expect, test } from 'vitest'
import { passphrase, passphrasePrompt, startAgentStory } from './support/agent-story.ts'
import { startReadyStory, startStory, tutorialConfig } from './support/story.ts'
import { openShell } from './support/story-shell.ts'

const dumb = { env: { TERM: 'dumb' } }
const question = /Number, or a part of a name: $/

test('a list with states; a part of a name is enough, and the hook gets what use prints', async () => {
  const story = await startReadyStory()
  const shell = await openShell(story, 'bash')
  await shell.run('export TERM=dumb')
  await shell.runAnswering('code=$(AWSX_HOOK=bash awsx)', async (pty) => {
    await pty.waitFor(question)
    const rows = pty.screen().filter((line) => /^ +[0-9]/.test(line))
    expect(rows).toEqual([
      expect.stringMatching(/^ {2}1 {2}identity +234567890123 +- +us-east-1 +nothing to ask$/),
      expect.stringMatching(/^ {2}2 {2}web-admin +123456789012 +WebAdmin +us-east-1 +ready (1h00m|5\dm)$/),
    ])
    pty.type('web\r')
  })
  await shell.run('echo "$code" | sed -n "1p;/AWSX_PROFILE/p"')
  expect(shell.screen()).toEqual(expect.arrayContaining(['# awsx 1', "__awsx_export AWSX_PROFILE 'web-admin'"]))
  expect(story.takeCalls()).toEqual([])
  shell.kill()
})

test('what was used comes first; an empty line leaves with 130 and nothing on stdout', async () => {
  const story = await startReadyStory()
  await story.here.run(['use', 'web-admin'], { env: { AWSX_HOOK: 'bash' } })
  const shell = await openShell(story, 'bash')
  await shell.run('export TERM=dumb AWSX_HOOK=bash')
  const status = await shell.runAnswering('code=$(awsx)', async (pty) => {
    await pty.waitFor(question)
    expect(pty.screen().find((line) => line.startsWith('  1  '))).toContain('web-admin')
    pty.type('no-such-name\r')
    await pty.waitFor('There is no such profile.')
    pty.type('\r')
  })
  expect(status).toBe(130)
  await shell.run('echo "[$code]"')
  expect(shell.screen()).toContain('[]')
  shell.kill()
})

test('the passphrase and the code are asked as ever; without the hook a sub-shell has the credentials', async () => {
  const { here, phone } = await startAgentStory()
  const pty = here.pty([], { env: { ...dumb.env, SHELL: '/bin/sh' } })
  await pty.waitFor(question)
  expect(pty.screen().find((line) => line.includes('web-admin'))).toMatch(/locked$/)
  pty.type('2\r')
  await pty.waitFor(passphrasePrompt)
  pty.type(`${passphrase}\r`)
  await pty.waitFor(/MFA code for .*: $/)
  pty.type(`${phone.takeCode()}\r`)
  await pty.waitFor('a shell with web-admin; exit leads back')
  await pty.waitFor('awsx hook bash')
  pty.type('echo "<$AWSX_PROFILE>"; exit 7\r')
  await pty.waitFor('<web-admin>')
  expect(await pty.exit()).toMatchObject({ code: 7 })
})

test('use, env and exec without a profile ask the same; a part that fits several narrows it', async () => {
  const { here, config, takeCalls, withCode } = await startStory()
  config(
    `${tutorialConfig}[profile web-reader]\nsource_profile = identity\nrole_arn = arn:aws:iam::123456789012:role/R\n`,
  )
  await here.run(['env', 'web-admin', ...withCode()])
  takeCalls()
  const pty = here.pty(['exec', 'web', '--', 'sh', '-c', 'echo "<$AWSX_PROFILE>"'], dumb)
  await pty.waitFor(question)
  expect(pty.screen().filter((line) => /^ +[0-9]/.test(line))).toHaveLength(2)
  pty.type('admin\r')
  await pty.waitFor('<web-admin>')
  expect(await pty.exit()).toMatchObject({ code: 0 })
  // An endpoint asks by itself: only the name is picked.
  const served = here.pty(['exec', '--via', 'endpoint', '--', 'sh', '-c', 'echo "<$AWSX_PROFILE>"'], dumb)
  await served.waitFor(question)
  served.type('admin\r')
  await served.waitFor('<web-admin>')
  expect(await served.exit()).toMatchObject({ code: 0 })
  // Where a picture has no room it is the list as well.
  const other = here.pty(['env', '--shell', 'bash'], { columns: 25 })
  await other.waitFor('a part of a name')
  other.type('\r')
  expect(await other.exit()).toMatchObject({ code: 130 })
  expect(takeCalls()).toEqual([])
})

test('no terminal, no profiles: what to do instead', async () => {
  const { here, config } = await startStory()
  expect(await here.run([])).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('awsx list') })
  config('')
  await here.run(['remove', 'identity', '--yes'])
  const pty = here.pty([], dumb)
  expect(await pty.exit()).toMatchObject({ code: 3 })
  expect(pty.screen().join('\n')).toMatch(/no profiles yet[^]*awsx add NAME[^]*awsx import/)
})
