import { executePlan, type Executed, type ExecuteOptions } from './execute-plan.ts'
import { planSession } from './plan-session.ts'
import type { Plan, Step } from './plan.ts'
import type { StoredKey } from './ports.ts'
import { contextOf, franklinMfa, storedKey, type TestContext, type TestWorld } from './test-world.ts'

/** Profiles, plans and short ways to ask for them, for tests of planning and execution. */

export const web = 'arn:aws:iam::123456789012:role/Web'
export const ops = 'arn:aws:iam::123456789012:role/Ops'
/** Franklin's key with his MFA. */
export const mfaKey: StoredKey = storedKey({ mfaSerial: franklinMfa })
export const roleProfile: string = `[profile web]\nrole_arn = ${web}\nsource_profile = identity\n`
export const fileKeys = '[identity]\naws_access_key_id = AKIAFILE000000000000\naws_secret_access_key = file\n'
export const config: string = `
[profile web]
role_arn = ${web}
source_profile = identity
[profile ops]
role_arn = ${ops}
source_profile = identity
region = ap-east-1
[profile long]
role_arn = ${web}
source_profile = identity
duration_seconds = 14400
[profile chained]
role_arn = ${ops}
source_profile = web
[profile tool]
credential_process = tool
`

/** The plan of a profile of `text`, with Franklin's key without MFA in the vault. */
export function plan(text: string, name: string, given: TestContext = {}): Plan {
  return planSession(contextOf(text, { keys: [storedKey()], ...given }), name)
}

/** The plan of a profile of `config`, with Franklin's key and his MFA in the vault. */
export function planOf(name: string, given: TestContext = {}, text: string = config): Plan {
  return plan(text, name, { keys: [mfaKey], ...given })
}

/** Carries out `planOf(name)`. */
export async function execute(world: TestWorld, name: string, options: ExecuteOptions = {}): Promise<Executed> {
  return await executePlan(planOf(name), world.ports, options)
}

export function apis(steps: readonly Step[] | null): string[] | null {
  return steps?.map(({ api }) => api) ?? null
}

export function durations(steps: readonly Step[] | null): (number | null)[] {
  return (steps ?? []).map((step) => ('input' in step ? step.input.durationSeconds : null))
}

export function minutesLeft(world: TestWorld, { session }: Executed): number {
  return ((session.expiresAt ?? 0) - world.now()) / 60_000
}
