import { nearestNames } from '@awsx/core'
import type { DoctorContext } from './context.ts'
import { problem, type Check, type Finding } from './finding.ts'
import { findLeftovers } from './leftovers.ts'
import { findStaleKeys } from './stale-keys.ts'

/** What the `AWS_*` variables of this shell say, together. */
export const environmentCheck: Check = {
  name: 'environment',
  run: (context) => ({
    what: 'the environment',
    findings: [
      ...findProfileBesideKeys(context),
      ...findUnknownProfile(context),
      ...findStaleKeys(context, context.clock.now()),
      ...findLeftovers(context),
    ],
  }),
}

type Given = Pick<DoctorContext, 'env' | 'fixes'>

/** `AWS_PROFILE` next to keys: tools do not agree on which of the two counts. */
export function findProfileBesideKeys({ env, fixes }: Given): Finding[] {
  const names = ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].filter((name) => env[name])
  if (names.length === 0 || !env['AWS_ACCESS_KEY_ID']) return []
  return [
    problem('profile_beside_keys', {
      message: `${names.join(' and ')} ${names.length > 1 ? 'are' : 'is'} set next to AWS_ACCESS_KEY_ID`,
      why: 'the AWS CLI takes the keys, the JavaScript SDK the profile',
      fix: fixes.unset(names),
    }),
  ]
}

/** A profile that no file has: every other tool fails with it. */
function findUnknownProfile({ env, fixes, graph }: Given & Pick<DoctorContext, 'graph'>): Finding[] {
  return ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'].flatMap((name) => {
    const profile = env[name]
    if (!profile || graph.profiles.has(profile)) return []
    const near = nearestNames(profile, graph.profiles.keys())[0]
    return [
      problem('profile_unknown', {
        message:
          `${name} names a profile that no file has: ${profile}` + (near === undefined ? '' : `; is it ${near}?`),
        why: 'the AWS CLI and the SDKs end with an error',
        fix: (near === undefined ? null : fixes.export(name, near)) ?? fixes.unset([name]),
      }),
    ]
  })
}
