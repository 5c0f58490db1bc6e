// The picker as a person uses it: on a real terminal, drawn beside the prompt, through something like the hook.
import { expect, test } from 'vitest'
import { startReadyStory } from './support/story.ts'
import { openShell } from './support/story-shell.ts'

test('letters and Enter: the hook gets what use prints, and the terminal is as it was', async () => {
  const story = await startReadyStory()
  const shell = await openShell(story, 'bash')
  await shell.run('before=$(stty -g)')
  const status = await shell.runAnswering('code=$(AWSX_HOOK=bash awsx)', async (pty) => {
    await pty.waitFor('web-admin')
    await new Promise((r) => setTimeout(r, 1500))
    console.log(pty.screen().join('\n'))
    pty.type('wadm')
    await new Promise((r) => setTimeout(r, 500))
    console.log(pty.screen().join('\n'))
    pty.press('enter')
  })
  console.log(shell.screen().join('\n'), status)
  expect(await shell.run('test "$before" = "$(stty -g)"')).toBe(0)
  await shell.run('echo "$code" | sed -n "1p;/AWSX_PROFILE/p"')
  expect(shell.screen()).toEqual(expect.arrayContaining(['# awsx 1', "__awsx_export AWSX_PROFILE 'web-admin'"]))
  expect(story.takeCalls()).toEqual([])
  shell.kill()
})
