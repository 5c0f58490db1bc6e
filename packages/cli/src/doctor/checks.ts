import { agentCheck } from './agent.ts'
import { clockCheck } from './clock.ts'
import { environmentCheck } from './environment.ts'
import { filesCheck } from './files.ts'
import type { Check } from './finding.ts'
import { hookCheck } from './hook.ts'
import { plainKeysCheck } from './plain-keys.ts'
import { programsCheck } from './programs.ts'
import { runtimeCheck } from './runtime.ts'
import { settingsCheck } from './settings.ts'
import { shadowedCheck } from './shadowed.ts'
import { systemCheck } from './system.ts'
import { vaultCheck } from './vault.ts'

/** Every check, in the order of the report. A new one is a file here and a line below. */
export const checks: readonly Check[] = [
  filesCheck,
  vaultCheck,
  agentCheck,
  plainKeysCheck,
  shadowedCheck,
  programsCheck,
  settingsCheck,
  environmentCheck,
  runtimeCheck,
  hookCheck,
  clockCheck,
  systemCheck,
]
