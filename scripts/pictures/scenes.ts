import { answer, openShell, runInShell, sealKey, typeInShell, waitForPrompt, type Scene } from './scene.ts'
import { passphrase, type Stage } from './stage.ts'

/** Every picture. */
export const scenes: readonly Scene[] = [
  {
    name: 'exec',
    title: 'awsx exec',
    description: 'A command that gets the credentials of a role: awsx asks for the passphrase and for an MFA code.',
    async play(stage) {
      await sealKey(stage)
      await stage.startAgent()
      const shell = await openShell(stage)
      await typeInShell(shell, 'awsx exec web-admin -- aws sts get-caller-identity --query Arn')
      await answer(shell, 'Passphrase', passphrase)
      await answer(shell, 'MFA code', stage.phone.takeCode())
      await waitForPrompt(shell)
      await runInShell(shell, 'awsx exec web-logs -- aws sts get-caller-identity --query Arn')
      return shell.cells()
    },
  },
  {
    name: 'explain',
    title: 'awsx explain',
    description: 'Every call that would be made, and every setting with the file and line it came from.',
    async play(stage) {
      await haveSessions(stage)
      // Where the sandbox listens says nothing to a reader. No call is made, so it may be left out.
      const { AWS_ENDPOINT_URL: _, ...env } = stage.env
      const shell = await openShell(stage, { columns: 90, env })
      await runInShell(shell, 'awsx explain web-deploy-prod')
      return shell.cells()
    },
  },
  {
    name: 'status',
    title: 'awsx status',
    description: 'The sessions that are kept, and how long each of them lasts.',
    async play(stage) {
      await haveSessions(stage)
      const shell = await openShell(stage)
      await runInShell(shell, 'awsx status')
      return shell.cells()
    },
  },
  {
    name: 'doctor',
    title: 'awsx doctor',
    description: 'What is wrong, where, and the command that mends it.',
    async play(stage) {
      await sealKey(stage)
      stage.write(
        '.aws/credentials',
        '[old-laptop]\naws_access_key_id = AKIAUYQ7N2LVTBJ4OLD1\naws_secret_access_key = onlythesandboxknowsthiskey/onlythesandbo\n',
      )
      // It would find what makes the clock stand still.
      const { LD_PRELOAD: _, ...env } = stage.env
      const shell = await openShell(stage, { columns: 90, env })
      await runInShell(shell, 'awsx doctor --offline')
      return shell.cells()
    },
  },
]

/** A morning's work: two roles in use, one of them for longer than the other. */
async function haveSessions(stage: Stage): Promise<void> {
  await sealKey(stage)
  await stage.startAgent()
  const shell = await openShell(stage)
  await typeInShell(shell, 'awsx exec web-admin -- true')
  await answer(shell, 'Passphrase', passphrase)
  await answer(shell, 'MFA code', stage.phone.takeCode())
  await waitForPrompt(shell)
  stage.clock.jump(23 * 60_000)
  await runInShell(shell, 'awsx exec shop-db-staging -- true')
  stage.clock.jump(4 * 60_000)
}
