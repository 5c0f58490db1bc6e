/** How the process that asks the keychain ends: the exit code, by what it means. */
export const keychainOutcomes = { done: 0, absent: 20, locked: 21, unavailable: 22, missing: 23 } as const

/** One of {@link keychainOutcomes}. */
export type KeychainOutcome = keyof typeof keychainOutcomes

/** The hidden word that runs it. */
export const keychainWord = '__keychain'

/** The service under which the keychain lists what awsx put there; the account is the device. */
export const keychainService = 'awsx'
