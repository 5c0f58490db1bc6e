import type { Io } from './io.ts'

/** Whether the environment says how to unlock, so that nobody has to be asked. */
export function canUnlockAlone(env: Io['env']): boolean {
  return ['AWSX_IDENTITY_FILE', 'AWSX_PASSPHRASE_COMMAND', 'AWSX_PASSPHRASE_FILE'].some((name) => {
    const value = env[name]
    return value !== undefined && value !== ''
  })
}
