import { haveSessions, sealKey, type Scene } from '../scene.ts'
import { openShell } from '../shell.ts'
import { passphrase } from '../stage.ts'

/** What commands print. */
export const commandScenes: readonly Scene[] = [
  {
    name: 'exec',
    title: 'awsx exec',
    description:
      'Two commands that get the credentials of a role. For the first, awsx asks for the passphrase and an MFA code; for the second, for nothing.',
    async play(stage) {
      await sealKey(stage)
      await stage.startAgent()
      const shell = await openShell(stage)
      await shell.type('awsx exec web-admin -- aws sts get-caller-identity --query Arn')
      await shell.answer('Passphrase', passphrase)
      await shell.answer('MFA code', stage.phone.takeCode())
      await shell.ready()
      await shell.run('awsx exec web-logs -- aws sts get-caller-identity --query Arn')
      return shell.terminal.cells()
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
      await shell.run('awsx explain web-deploy-prod')
      return shell.terminal.cells()
    },
  },
  {
    name: 'status-watch',
    title: 'awsx status --watch',
    description: 'The sessions that are kept, each with a bar that gets shorter until it ends.',
    async play(stage) {
      await haveSessions(stage)
      const shell = await openShell(stage, { columns: 96, rows: 14 })
      await shell.type('awsx status --watch')
      await shell.terminal.waitFor('shop-db-staging')
      return shell.terminal.cells()
    },
  },
  {
    name: 'doctor',
    title: 'awsx doctor',
    description: 'Two things that are wrong, where they are, why they matter, and the commands that mend them.',
    async play(stage) {
      await sealKey(stage)
      const key =
        'aws_access_key_id = AKIAUYQ7N2LVTBJ4OLD1\naws_secret_access_key = onlythesandboxknowsthiskey/onlythesandbo'
      stage.write('.aws/credentials', `[old-laptop]\n${key}\n`)
      // It would find what makes the clock stand still.
      const { LD_PRELOAD: _, ...env } = stage.env
      const shell = await openShell(stage, { columns: 90, env })
      await shell.run('awsx doctor --offline')
      return shell.terminal.cells()
    },
  },
]
