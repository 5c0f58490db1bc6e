/** The environment of a program that awsx starts: the caller's without `AWSX_PASSPHRASE*` and `AWSX_MFA_CODE`. */
export function withoutSecrets(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !name.startsWith('AWSX_PASSPHRASE') && name !== 'AWSX_MFA_CODE') kept[name] = value
  }
  return kept
}
