import { haveSessions, type Scene } from '../scene.ts'
import { openShell, type ShellName } from '../shell.ts'

/** The segment of the prompt, in the three shells. */
export const promptScenes: readonly Scene[] = (['zsh', 'bash', 'fish'] as const).map((name) => ({
  name: `prompt-${name}`,
  title: name,
  description: `The prompt of ${name} says which profile is in use and for how long, in red for production.`,
  play: (stage) => playPrompt(stage, name),
}))

async function playPrompt(stage: Parameters<Scene['play']>[0], name: ShellName): ReturnType<Scene['play']> {
  await haveSessions(stage)
  const shell = await openShell(stage, { name, hasHook: true, columns: 72, rows: 14 })
  await shell.run('awsx use web-admin')
  await shell.run('aws sts get-caller-identity --query Account')
  await shell.run('awsx use shop-db-prod')
  const cells = shell.terminal.cells()
  // What is only killed leaves the shared memory of libfaketime behind.
  await shell.type('exit')
  await shell.terminal.exit()
  return cells
}
