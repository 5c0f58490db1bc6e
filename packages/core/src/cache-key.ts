import { partitionOfRegion } from './partition.ts'
import type { Step, StsEndpoint } from './plan.ts'

/**
 * The canonical text of every input of the step at `last` and of those before it: what its session is kept under.
 *
 * Change anything that goes into a request, and the old session is no longer found. Null where nothing can be kept:
 * the step is no call, or the access key id is not known (the vault is locked).
 */
export function cacheKey(steps: readonly Step[], last: number): string | null {
  const step = steps[last]
  if (step === undefined || !isCacheable(step)) return null
  const parts = steps.slice(0, last + 1).map(inputsOf)
  return parts.includes(null) ? null : JSON.stringify(parts)
}

/** Whether a step is a call whose answer is worth keeping. */
export function isCacheable(step: Step): boolean {
  return 'input' in step || step.api === 'CredentialProcess'
}

function inputsOf(step: Step): readonly unknown[] | null {
  switch (step.api) {
    case 'StoredKeys':
      return step.accessKeyId === null ? null : ['keys', step.accessKeyId]
    case 'StaticKeys':
      return ['keys', step.accessKeyId]
    case 'CredentialProcess':
      return [step.api, step.profile, step.program.argv, step.environment]
    case 'GetSessionToken':
    case 'AssumeRole':
      return [step.api, requestInputs(step.input)]
    case 'AssumeRoleWithWebIdentity': {
      const { token } = step
      const source = token.kind === 'file' ? [token.path] : [token.program.argv, token.environment]
      return [step.api, requestInputs(step.input), token.kind, ...source]
    }
    default:
      return null
  }
}

/** Whatever a request may come to hold goes in, by name: a new field cannot be forgotten here. */
function requestInputs({ endpoint, ...request }: { readonly endpoint: StsEndpoint }): unknown {
  const fields = Object.entries(request).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [fields, endpointInputs(endpoint)]
}

/**
 * Regional endpoints of a partition give tokens that are valid in all of it; which endpoint `legacy` means, and so
 * whether opt-in regions take the token, depends on the region. How the connection is made does not matter.
 */
function endpointInputs({ url, legacy, useFips, useDualstack, region }: StsEndpoint): unknown {
  return [url, legacy ? region : null, useFips, useDualstack, partitionOfRegion(region)]
}
