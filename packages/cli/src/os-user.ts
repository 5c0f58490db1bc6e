import { userInfo } from 'node:os'

/** The login name, for the trail where nothing better is known. */
export function osUserName(): string {
  try {
    return userInfo().username
  } catch {
    // No entry for this uid (containers): a name has to stand in the trail all the same.
    return 'awsx'
  }
}
