// Profiles as a large company has them, as many as are wanted.

const teams = ['web', 'shop', 'data-lake', 'billing', 'network', 'search', 'mail', 'auth']
const stages = ['prod', 'staging', 'dev', 'test']
const roles = ['Admin', 'Deploy', 'ReadOnly', 'Support']

/** What the profile of this number is called, and where it leads. */
export function describeProfile(index) {
  const [team, stage, role] = [teams, stages, roles].map((list, at) => list[Math.floor(index / 8 ** at) % list.length])
  const accountId = String(100_000_000_000 + index)
  return { name: `${team}-${stage}-${role.toLowerCase()}-${index}`, accountId, role, region: 'eu-west-1' }
}

/** The sections of so many role profiles for `~/.aws/config`; all have the profile `identity` as their source. */
export function formatManyProfiles(count) {
  const sections = Array.from({ length: count }, (_, index) => {
    const { name, accountId, role, region } = describeProfile(index)
    const arn = `arn:aws:iam::${accountId}:role/${role}`
    return `[profile ${name}]\nrole_arn = ${arn}\nsource_profile = identity\nregion = ${region}\n`
  })
  return sections.join('')
}
