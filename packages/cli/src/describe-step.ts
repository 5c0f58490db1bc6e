import { formatInstant, type Fact, type Step } from '@awsx/core'

/** What is known of a step beyond its inputs. */
export interface StepState {
  /** ms since the epoch; null when nothing is kept, `locked` when nobody looked. */
  readonly cachedUntil: number | 'locked' | null
  /** What would be asked or run for a code. */
  readonly asks: 'mfa-code' | 'mfa-process' | null
}

/** A step as `awsx explain --json` prints it: no secrets, every setting with its place. */
export interface StepDescription {
  readonly api: Step['api']
  readonly profile: string
  readonly endpoint: string | null
  readonly settings: readonly Fact[]
  /** RFC 3339, `locked`, or null. */
  readonly cachedUntil: string | null
  readonly asks: StepState['asks']
}

/** Describes a step without any secret it holds. */
export function describeStep(step: Step, { cachedUntil, asks }: StepState): StepDescription {
  return {
    api: step.api,
    profile: step.profile,
    endpoint: endpointOf(step),
    settings: step.facts,
    cachedUntil: typeof cachedUntil === 'number' ? formatInstant(cachedUntil) : cachedUntil,
    asks,
  }
}

/** Where a call goes, in a few words; null for a step that is no call of AWS. */
export function endpointOf(step: Step): string | null {
  if (!('input' in step)) return null
  const { url, region, legacy, useFips, useDualstack } = step.input.endpoint
  if (url !== null) return url
  const ways = [legacy ? 'global' : region, ...(useFips ? ['FIPS'] : []), ...(useDualstack ? ['dual stack'] : [])]
  return `STS ${ways.join(' ')}`
}
