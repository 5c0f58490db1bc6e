const secretNames = ['AWSX_PASSPHRASE_COMMAND', 'AWSX_PASSPHRASE_FILE', 'AWSX_MFA_CODE']

/** The environment of a program that awsx starts: the caller's without awsx's own secrets. */
export function programEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && !secretNames.includes(name)) kept[name] = value
  }
  return kept
}
