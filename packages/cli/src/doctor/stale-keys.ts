import { formatInstant, parseInstant } from '@awsx/core'
import type { DoctorContext } from './context.ts'
import { note, problem, type Finding } from './finding.ts'

type Given = Pick<DoctorContext, 'env' | 'fixes' | 'loadedHook'>

const sessionVariables = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  'AWS_CREDENTIAL_EXPIRATION',
  'AWS_SESSION_EXPIRATION',
] as const

/** Keys in the environment that are over, or that are only a part of a key; `now` in ms. */
export function findStaleKeys(given: Given, now: number): Finding[] {
  return [...findExpired(given, now), ...findParts(given)]
}

function findExpired(given: Given, now: number): Finding[] {
  const { env } = given
  const ends = [
    { name: 'AWSX_EXPIRES_AT', at: readEpoch(env['AWSX_EXPIRES_AT']) },
    { name: 'AWS_CREDENTIAL_EXPIRATION', at: parseInstant(env['AWS_CREDENTIAL_EXPIRATION'] ?? '') },
    { name: 'AWS_SESSION_EXPIRATION', at: parseInstant(env['AWS_SESSION_EXPIRATION'] ?? '') },
  ]
  const over = ends.find(({ at }) => at !== null && at <= now)
  if (over?.at == null) return []
  return [
    problem('credentials_expired', {
      message: `the credentials in this environment ended at ${formatInstant(over.at)} (${over.name})`,
      why: 'AWS refuses every call made with them',
      fix: renewal(given),
    }),
  ]
}

/** Where awsx put them there, it makes new ones; else they go. */
function renewal({ env, fixes, loadedHook }: Given): string {
  const profile = env['AWSX_PROFILE']
  const again =
    profile === undefined || profile === ''
      ? null
      : fixes.onProfile(profile, (word) => {
          if (loadedHook !== null) return `awsx use ${word}`
          return fixes.shell === 'fish' ? `awsx env ${word} | source` : `eval "$(awsx env ${word})"`
        })
  const ours = ['AWSX_PROFILE', 'AWSX_EXPIRES_AT']
  return again ?? fixes.unset([...sessionVariables, ...ours].filter((name) => env[name] !== undefined))
}

function findParts({ env, fixes }: Given): Finding[] {
  const id = env['AWS_ACCESS_KEY_ID'] || null
  const secret = env['AWS_SECRET_ACCESS_KEY'] || null
  const tokens = ['AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN'].filter((name) => env[name])
  const parts = sessionVariables.filter((name) => env[name] !== undefined)
  if (id === null && secret === null) {
    if (tokens.length === 0) return []
    return [
      problem('token_without_key', {
        message: `${tokens.join(' and ')} ${tokens.length > 1 ? 'are' : 'is'} set without a key`,
        why: 'with the next key it makes a pair that AWS refuses',
        fix: fixes.unset(tokens),
      }),
    ]
  }
  if (id === null || secret === null) {
    const [there, missing] = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].toSorted((a) => (env[a] ? -1 : 1))
    return [
      problem('half_key', {
        message: `${there} is set without ${missing}`,
        why: 'some tools fail with half a key, others look further',
        fix: fixes.unset(parts),
      }),
    ]
  }
  if (tokens.length > 0) return []
  if (id.startsWith('ASIA')) {
    return [
      problem('key_without_token', {
        message: 'AWS_ACCESS_KEY_ID is a temporary key, and AWS_SESSION_TOKEN is not set',
        why: 'AWS refuses every call made with it',
        fix: fixes.unset(parts),
      }),
    ]
  }
  if (!id.startsWith('AKIA')) return []
  return [
    note('long_term_key', {
      message: 'a long-term key is in this environment',
      why: 'every program started here can read it, and it does not end by itself',
      fix: fixes.unset(parts),
    }),
  ]
}

function readEpoch(text: string | undefined): number | null {
  return text !== undefined && /^[0-9]{1,12}$/.test(text) ? Number(text) * 1000 : null
}
