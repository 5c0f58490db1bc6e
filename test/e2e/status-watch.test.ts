import { expect, test } from 'vitest'
import { expectTerminalBack } from './support/picker.ts'
import { startReadyStory } from './support/story.ts'
import { openShell } from './support/story-shell.ts'

test('status --watch shows what lives, follows what others do, and gives the terminal back', async () => {
  const story = await startReadyStory()
  const shell = await openShell(story, 'bash')
  await shell.run('before=$(stty -g)')
  const status = await shell.runAnswering('awsx status --watch', async (pty) => {
    await pty.waitFor(
      /2 sessions\nweb-admin +AssumeRole +123456789012 .* (5\dm|1h00m)[^]*identity +GetSessionToken [^]*q leave/,
    )
    await story.here.run(['clear', 'web-admin'])
    await pty.waitFor(/no sessions\n[^]*q leave/)
    pty.type('q')
  })
  expect(status).toBe(0)
  await expectTerminalBack(shell)
  expect(await story.here.run(['status', '--watch'])).toMatchObject({ code: 2, stdout: '' })
  shell.kill()
})
