import { formatDuration } from './duration.ts'
import { AwsxError } from './errors.ts'
import type { Fact, FactSource, Step } from './plan.ts'
import type { PlanContext } from './plan-context.ts'
import { classOf } from './profile-class.ts'

const classSource: FactSource = { kind: 'setting', name: 'classes' }

/** The context with the class that the setting `classes` has for the profile asked for. */
export function underClass(context: PlanContext, name: string): PlanContext {
  const profileClass = classOf(name, context.settings.classes ?? [])
  return profileClass === null ? context : { ...context, profileClass }
}

/** What asks for a session that can only read: the flag, or the class of the profile; null for nothing. */
export function readOnlySource({ flags, profileClass }: PlanContext): FactSource | null {
  if (flags.readOnly === true) return { kind: 'flag', name: '--read-only' }
  return profileClass?.readOnly === true ? classSource : null
}

/** The duration of a step that is handed out, in seconds, no longer than the class allows. */
export function capDuration({ profileClass }: PlanContext, duration: Fact): Fact {
  const most = profileClass?.maxDurationSeconds ?? null
  if (most === null || Number(duration.value) <= most) return duration
  return { ...duration, value: String(most), source: classSource }
}

/**
 * What the class says that this plan cannot hold. Throws `config_invalid` for keys that never end; what somebody else
 * gave for a time of its own is a warning.
 */
export function checkLifeUnderClass(context: PlanContext, steps: readonly Step[], name: string): string[] {
  const { profileClass, flags } = context
  const most = profileClass?.maxDurationSeconds ?? null
  const last = steps.at(-1)
  if (most === null || last === undefined || 'why' in last) return []
  const limit = `class ${profileClass?.pattern ?? ''} allows ${formatDuration(most)}`
  if ('input' in last) {
    const asked = flags.durationSeconds ?? 0
    return asked > most ? [`${limit}, not the ${formatDuration(asked)} that were asked for`] : []
  }
  if (last.api === 'CredentialProcess' || (last.api === 'StaticKeys' && last.sessionToken !== null)) {
    return [`${limit}, but how long the credentials of '${name}' last is not awsx's to say`]
  }
  throw new AwsxError('config_invalid', `the keys of '${name}' do not end, and ${limit} (setting classes)`, {
    hint: 'leave out --no-session and awsx_session = none, or change the class: awsx settings get classes',
  })
}
