import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createStoreWorld } from './store-world.ts'
import type { StoreWorld } from './store-world.ts'
import type { EnvironmentChange, RunResult, ShellName, World } from '../../harness/index.ts'

/** A finding as `awsx doctor --json` prints it. */
export interface DoctorFinding {
  readonly check: string
  readonly level: 'problem' | 'note'
  readonly code: string
  readonly message: string
  readonly why: string
  readonly file: string | null
  readonly line: number | null
  readonly fix: string | null
}

/** The whole report. */
export interface DoctorReport {
  readonly clean: boolean
  readonly checked: readonly { readonly check: string; readonly what: string }[]
  readonly findings: readonly DoctorFinding[]
}

/** A store world with the key of `identity` in its vault and an editor that takes out the line it is sent to. */
export async function startDoctorWorld(): Promise<StoreWorld> {
  const store = createStoreWorld()
  const { world } = store
  await store.add('identity')
  world.write(
    join(world.bin, 'vi'),
    '#!/bin/sh\ncase $1 in +*) sed -i "${1#+}d" "$2" ;; *) echo "{}" >"$1" ;; esac\n',
    0o755,
  )
  return store
}

/** The report of a run; throws where the exit code does not fit it. */
export function readReport({ code, stdout, stderr }: RunResult): DoctorReport {
  const report = JSON.parse(stdout) as DoctorReport
  if (code !== (report.clean ? 0 : 3)) throw new Error(`exit code ${code} for clean: ${report.clean}; ${stderr}`)
  return report
}

/** `awsx doctor --offline --json`. */
export async function examine(world: World, env: EnvironmentChange = {}): Promise<DoctorReport> {
  return readReport(await world.run(['doctor', '--offline', '--json'], { env }))
}

/** Pastes a command into a shell and examines that very shell afterwards. */
export async function paste(
  world: World,
  fix: string,
  options: { readonly env?: EnvironmentChange; readonly shell?: ShellName; readonly before?: string } = {},
): Promise<DoctorReport> {
  const { env = {}, shell = 'bash', before = '' } = options
  const script = join(world.root, 'paste.sh')
  writeFileSync(script, `${before}\n${fix}\nawsx doctor --offline --json\n`)
  return readReport(await world.shell(shell, `. ${script}`, { env }))
}

/** The codes of the problems, in the order of the report. */
export function problemsOf({ findings }: DoctorReport): string[] {
  return findings.filter(({ level }) => level === 'problem').map(({ code }) => code)
}
