import { lstatSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { CallRecord, Sandbox } from '../../packages/sandbox/src/index.ts'

/** Throws with `reason` unless `condition` holds: the story does not go on from something that is not so. */
export function demand(condition: boolean, reason: string): asserts condition {
  if (!condition) throw new Error(reason)
}

/** The calls of `action` that went well. */
export function listCalls({ calls }: Sandbox, action: string): CallRecord[] {
  return calls.filter((call) => call.action === action && call.status === 200)
}

/** Every file under `folder` and those of them that hold `secret`, as it is or in base64 or hex. */
export function searchFiles(folder: string, secret: string): { readonly files: string[]; readonly found: string[] } {
  const bytes = Buffer.from(secret)
  const forms = [
    bytes,
    Buffer.from(bytes.toString('hex')),
    // In base64 a text looks otherwise at each of three offsets; the ends depend on its neighbours.
    ...[0, 1, 2].map((shift) =>
      Buffer.from(
        Buffer.concat([Buffer.alloc(shift), bytes])
          .toString('base64')
          .slice(4, -4),
      ),
    ),
  ]
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => lstatSync(path).isFile())
  const found = files.filter((path) => {
    const content = readFileSync(path)
    return forms.some((form) => content.includes(form))
  })
  return { files, found }
}

/** The names of the applications in what `describe-applications` printed; empty for anything else. */
export function readApplicationNames(output: string): string[] {
  try {
    const { Applications } = JSON.parse(output) as { Applications: { ApplicationName: string }[] }
    return Applications.map(({ ApplicationName }) => ApplicationName)
  } catch {
    return []
  }
}

/** What `env` printed, without what changes from one command to the next. */
export function normalizeEnvironment(output: string): string {
  return output
    .split('\n')
    .filter((line) => !/^(_|SHLVL|PWD|OLDPWD)=/.test(line))
    .sort()
    .join('\n')
}
