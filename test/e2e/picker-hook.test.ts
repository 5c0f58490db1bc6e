// The picker through the real hooks: a profile in this very shell, or a command that runs in it.
import { expect, test } from 'vitest'
import { chooseAction, narrowTo, pickerFooter } from './support/picker.ts'
import { startReadyStory } from './support/story.ts'
import { hookShells, loadHook, openShell } from './support/story-shell.ts'

test.each(hookShells)('%s: awsx alone uses what is picked, or runs a command and ends with its code', async (name) => {
  const story = await startReadyStory()
  const shell = await openShell(story, name)
  await shell.run(loadHook(name))
  const used = await shell.runAnswering('awsx', async (pty) => {
    await pty.waitFor(pickerFooter)
    await narrowTo(pty, 'wadm', 'web-admin')
    pty.press('enter')
  })
  expect(used).toBe(0)
  await shell.run('echo "[$AWSX_PROFILE]"')
  expect(shell.screen()).toContain('[web-admin]')
  const left = await shell.runAnswering('awsx', async (pty) => {
    await pty.waitFor(pickerFooter)
    pty.press('escape')
  })
  expect(left).toBe(130)
  await shell.run('awsx off')
  const ran = await shell.runAnswering('awsx', async (pty) => {
    await pty.waitFor(pickerFooter)
    await narrowTo(pty, 'wadm', 'web-admin')
    await chooseAction(pty, 'e')
    await pty.waitFor('Command: ')
    pty.type('test -t 1 && echo "<$AWSX_ROLE>" | tr A-Z a-z; exit 3\r')
    await pty.waitFor('<webadmin>')
  })
  expect(ran).toBe(3)
  await shell.run('echo "[$AWSX_PROFILE]"')
  expect(shell.screen()).toContain('[]')
  shell.kill()
})
