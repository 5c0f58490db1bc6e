import type { Plan } from '@awsx/core'
import type { AwsFiles } from './aws-files.ts'

/** What a person should know of a plan that was carried out; a session that was kept is handed out in silence. */
export function planWarnings(plan: Plan, { files, graph }: AwsFiles): string[] {
  const runs = plan.steps.some((step) => 'program' in step || ('mfa' in step && step.mfa?.process != null))
  return [
    ...plan.warnings,
    ...graph.warnings.map(({ file, line, message }) => `${file}:${line}: ${message}`),
    ...files.flatMap(({ path, warning }) => (runs && warning !== null ? [`${path}: ${warning}`] : [])),
  ]
}
