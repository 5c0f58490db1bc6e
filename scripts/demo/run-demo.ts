import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { createSandbox, createTutorialWorld } from '../../packages/sandbox/src/index.ts'
import { provideAws } from './aws-program.ts'
import { endDescendants } from './descendants.ts'
import { createDemoHome } from './home.ts'
import { openOwnShell } from './own-shell.ts'
import { findShell } from './shell.ts'
import { createStage, Left } from './stage.ts'
import type { Mode } from './stage.ts'
import { tellStory } from './story.ts'

/** Plays the story from beginning to end; resolves to the exit code. All it made goes when this process ends. */
export async function runDemo(mode: Mode, awsxPath: string): Promise<number> {
  const stage = createStage(mode)
  const shell = findShell()
  const tutorial = createTutorialWorld()
  const sandbox = await createSandbox({ world: tutorial.world })
  const home = createDemoHome(awsxPath, sandbox.url, shell.path)

  // However it ends: by itself, by a signal, by a crash.
  process.once('exit', () => {
    home.endAgent()
    endDescendants()
    home.remove()
    stage.tell(`Removed ${home.root}: nothing of the demo is left.`)
  })
  // Both the terminal and scripts/run.mjs may send one: the second must not end this before it has tidied up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const)
    process.on(signal, () => process.exit(128 + constants.signals[signal]))
  // Nobody reads on (`| head`), or the terminal is gone.
  process.stdout.on('error', () => process.exit(128 + constants.signals.SIGPIPE))

  try {
    const phone = sandbox.phone(tutorial.mfaDevice.serialNumber)
    home.addScript('phone', fileURLToPath(import.meta.resolve('./phone-command.ts')), [
      sandbox.controlUrl,
      phone.serialNumber,
    ])
    const aws = await provideAws(home, sandbox.url)
    const proofs = await tellStory({ stage, home, shell, aws, tutorial, sandbox, phone })
    if (mode === 'guided') await openOwnShell(stage, home, shell)
    else stage.tell(`All ${proofs} checks hold.`)
    return 0
  } catch (error) {
    if (error instanceof Left) return 130
    stage.regret((error as Error).message)
    return 1
  } finally {
    // A story that broke off leaves a shell behind, which would keep this process going.
    endDescendants()
    await sandbox.close()
  }
}
