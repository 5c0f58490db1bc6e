import type { DoctorContext } from './context.ts'
import { note, problem, type Finding } from './finding.ts'

/** The variables by which other tools say that their profile is in use, and the tools. */
const labels: ReadonlyMap<string, string> = new Map([
  ['AWS_VAULT', 'aws-vault'],
  ['AWSUME_PROFILE', 'awsume'],
  ['AWSU_PROFILE', 'awsu'],
  ['AWS_SSO_PROFILE', 'aws-sso-cli'],
  ['SAML2AWS_PROFILE', 'saml2aws'],
])

/**
 * What another tool said of this shell. Next to its own keys that is a note; next to none, or to those of awsx, it is
 * wrong.
 */
export function findLeftovers({ env, fixes }: Pick<DoctorContext, 'env' | 'fixes'>): Finding[] {
  const ours = env['AWSX_PROFILE']
  const hasKeys = Boolean(env['AWS_ACCESS_KEY_ID'])
  return [...labels].flatMap(([name, tool]) => {
    const value = env[name]
    // awsx sets AWSUME_PROFILE too, for prompts that know it.
    if (!value || (name === 'AWSUME_PROFILE' && value === ours)) return []
    if (hasKeys && !ours) {
      return [
        note('other_tool', {
          message: `the credentials here are from ${tool} (${name} is ${value})`,
          why: 'awsx use and awsx exec replace them; nothing is mixed',
        }),
      ]
    }
    return [
      problem('leftover', {
        message: `${name} is left over from ${tool}: ${value}`,
        why: `your prompt and ${tool} take this shell for one with that profile`,
        fix: fixes.unset([name]),
      }),
    ]
  })
}
