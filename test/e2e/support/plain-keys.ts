import { join } from 'node:path'
import { testIdentity } from './store-world.ts'
import { startTutorial } from '../../harness/index.ts'
import type { Tutorial } from '../../harness/index.ts'

/** The tutorial with its key in clear in the credentials file, and an identity for a vault that is not there yet. */
export interface PlainKeys extends Tutorial {
  /** `~/.aws/credentials`. */
  readonly credentials: string
  readonly config: string
  /** The keys in the vault, by profile: id and account. */
  stored(): Promise<Readonly<Record<string, { source: string; account: string | null }>>>
}

/** Starts it; `text` makes the credentials file of the key. */
export async function startPlainKeys(text: (keys: { id: string; secret: string }) => string): Promise<PlainKeys> {
  const tutorial = await startTutorial({ env: (home) => ({ AWSX_IDENTITY_FILE: `${home}/.age/key.txt` }) })
  const { here, accessKey } = tutorial
  here.write('.age/key.txt', testIdentity.text)
  const id = accessKey.accessKeyId
  const credentials = here.write('.aws/credentials', text({ id, secret: accessKey.secretAccessKey }))
  return {
    ...tutorial,
    credentials,
    config: join(here.home, '.aws/config'),
    async stored() {
      const { stdout } = await here.run(['list', '--json'])
      const { profiles } = JSON.parse(stdout) as {
        profiles: { profile: string; source: string; account: string | null }[]
      }
      const rows = profiles.filter(({ source }) => source === 'vault')
      return Object.fromEntries(rows.map(({ profile, source, account }) => [profile, { source, account }]))
    },
  }
}

/** A credentials file with one key, written as no program would. */
export function oneKey({ id, secret }: { id: string; secret: string }): string {
  return `; mine\r\n[identity]\r\naws_access_key_id=${id}\r\nregion = us-east-1 # near\r\naws_secret_access_key = ${secret}\r\n`
}
