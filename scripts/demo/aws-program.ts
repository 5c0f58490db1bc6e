import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { DemoHome } from './home.ts'

/** The program `aws` of the story. */
export interface AwsProgram {
  /** What it is, for the person. */
  readonly description: string
  /** Options it needs on each command line, from the first blank on. */
  readonly options: string
}

/** The `aws` on PATH if it runs in the throw-away HOME; else a small client stands in under that name. */
export async function provideAws(home: DemoHome, endpointUrl: string): Promise<AwsProgram> {
  const version = await readVersion(home)
  if (version !== null) {
    const [, major = 0, minor = 0] = (/^aws-cli\/(\d+)\.(\d+)/.exec(version) ?? []).map(Number)
    // From 2.13 and 1.29 on it reads AWS_ENDPOINT_URL.
    const readsEndpoint = major > 2 || (major === 2 && minor >= 13) || (major === 1 && minor >= 29)
    return { description: version, options: readsEndpoint ? '' : ` --endpoint-url ${endpointUrl}` }
  }
  home.addScript('aws', fileURLToPath(import.meta.resolve('./aws-stand-in.ts')))
  return { description: 'not installed here: a small JavaScript client stands in for it', options: '' }
}

function readVersion({ env, home }: DemoHome): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('aws', ['--version'], { env, cwd: home, timeout: 20_000 }, (error, stdout, stderr) => {
      // Early versions say it on stderr.
      const version = /^aws-cli\/\S+/m.exec(`${stdout}\n${stderr}`)
      resolve(error === null && version !== null ? version[0] : null)
    })
  })
}
