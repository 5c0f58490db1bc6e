export { corpusFaults, networkFaults } from './corpus-fault.ts'
export { addRoleChain } from './role-chain.ts'
export { createPhone } from './phone.ts'
export { createSandbox } from './sandbox.ts'
export { nextCode, totp } from './totp.ts'
export { createAllowPolicy, createTrustPolicy, createWebIdentityTrustPolicy } from './trust-policy.ts'
export { createTutorialWorld } from './tutorial-world.ts'
export { createWorld } from './world.ts'
export type { CorpusFaultName, NetworkFaultName } from './corpus-fault.ts'
export type { CallRecord } from './call.ts'
export type { SandboxClock } from './clock.ts'
export type { AccessKey, Application, MfaDevice, Role, User, WebIdentityProvider, WebIdentityToken } from './entity.ts'
export type { AlteringEffect, Fault, FaultEffect, Faults, ReplacingEffect, TransportEffect } from './fault.ts'
export type { Phone, PhoneScreen } from './phone.ts'
export type { ConditionBlock, OneOrMany, PolicyDocument, PolicyStatement, Principal } from './policy.ts'
export type { RoleChainInput } from './role-chain.ts'
export type { Sandbox, SandboxOptions } from './sandbox.ts'
export type { TrustInput } from './trust-policy.ts'
export type { TutorialWorld } from './tutorial-world.ts'
export type {
  AccessKeyInput,
  AccountInput,
  ApplicationInput,
  GroupInput,
  MfaDeviceInput,
  RoleInput,
  UserInput,
  WebIdentityProviderInput,
  World,
} from './world.ts'
