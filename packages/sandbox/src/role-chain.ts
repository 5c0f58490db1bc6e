import type { Role } from './entity.ts'
import { createAllowPolicy, createTrustPolicy } from './trust-policy.ts'
import type { World } from './world.ts'

/** A chain of roles, each of which may only be assumed from the one before. */
export interface RoleChainInput {
  readonly accountId: string
  /** How many roles. */
  readonly length: number
  /** Who may assume the first: an account id or ARN. */
  readonly from: string
  /** Names are `${namePrefix}1`, `${namePrefix}2`, … Default `Chain`. */
  readonly namePrefix?: string
}

/** Adds the roles of a chain to a world, first to last. */
export function addRoleChain(world: World, input: RoleChainInput): readonly Role[] {
  const { accountId, length, from, namePrefix = 'Chain' } = input
  const roles: Role[] = []
  for (let index = 1; index <= length; index++)
    roles.push(
      world.addRole({
        accountId,
        roleName: `${namePrefix}${index}`,
        trust: createTrustPolicy({ principals: [roles.at(-1)?.arn ?? from] }),
        policies: [createAllowPolicy(['sts:AssumeRole'])],
      }),
    )
  return roles
}
