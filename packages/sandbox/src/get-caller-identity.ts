import type { Action } from './action.ts'

/** STS GetCallerIdentity: allowed to everyone with valid credentials, even where a policy denies it. */
export const getCallerIdentity: Action = {
  isSigned: true,
  run: (_input, { arn, userId, accountId }) => [
    ['Arn', arn],
    ['UserId', userId],
    ['Account', accountId],
  ],
}
