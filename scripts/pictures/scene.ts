import type { ScreenCells } from '../../test/harness/screen-cells.ts'
import { openShell } from './shell.ts'
import { passphrase, type Stage } from './stage.ts'
import type { Frame } from './svg.ts'

/** One picture: what it is called, and how it comes about. */
export interface Scene extends Frame {
  /** The file, without `.svg`. */
  readonly name: string
  /** Plays it on a stage of its own, and returns what is then to be seen. */
  play(stage: Stage): Promise<ScreenCells>
}

/** Puts the key of the company's user into the vault, on a terminal that nobody sees. */
export async function sealKey(stage: Stage): Promise<void> {
  const { accessKeyId, secretAccessKey } = stage.company.accessKey
  const key = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWSX_NO_AGENT: '1' }
  const shell = await openShell(stage, { env: { ...stage.env, ...key }, columns: 200 })
  await shell.type('awsx add identity --from-env')
  await shell.answer('New passphrase', passphrase)
  await shell.answer('The same once more', passphrase)
  await shell.terminal.waitFor('is sealed as identity')
  await shell.ready()
}

/** A morning's work, on a terminal that nobody sees: an open agent, and two roles in use, one for longer than the other. */
export async function haveSessions(stage: Stage): Promise<void> {
  await sealKey(stage)
  await stage.startAgent()
  const shell = await openShell(stage)
  await shell.type('awsx exec web-admin -- true')
  await shell.answer('Passphrase', passphrase)
  await shell.answer('MFA code', stage.phone.takeCode())
  await shell.ready()
  stage.clock.jump(23 * 60_000)
  await shell.run('awsx exec shop-db-staging -- true')
  stage.clock.jump(4 * 60_000)
}
