import { corpusFaults, networkFaults } from './corpus-fault.ts'
import type { Fault } from './fault.ts'
import type { Sandbox } from './sandbox.ts'
import type { World } from './world.ts'

/** What a command is answered with; `error` says what is wrong with it. */
export type ControlReply = Readonly<Record<string, unknown>>

const worldMethods = [
  'addAccount',
  'addGroup',
  'addUser',
  'addAccessKey',
  'addMfaDevice',
  'addRole',
  'addWebIdentityProvider',
  'addApplication',
] as const satisfies readonly (keyof World)[]

/**
 * Runs one command, a JSON object. Its members, each answered under the same name:
 *
 * - `{"clock": {"offsetMs": 60000}}` or `{"clock": {"jumpMs": 60000}}`; `{"clock": {}}` only asks
 * - `{"fault": {"kind": "…", "action": "AssumeRole", "times": 1}}`, or a known one by name:
 *   `{"fault": {"name": "H207 html-200", "times": 1}}`; `{"clearFaults": true}`
 * - `{"calls": true}` lists the calls, `{"clearCalls": true}` forgets them
 * - `{"phone": "SERIAL"}` shows an MFA code, `{"takeCode": "SERIAL"}` gives one that was not given before
 * - `{"world": {"addRole": {…}}}`: any `add…` method of `World`
 * - `{"directMfaCountsForCaller": false}`, `{"disableAccessKey": "AKIA…"}`, `{"removeRole": "arn:…"}`
 *
 * An `id` is given back as it came. Never throws.
 */
export function runControlCommand(text: string, sandbox: Sandbox): ControlReply {
  let id: unknown
  try {
    const command = JSON.parse(text) as unknown
    if (typeof command !== 'object' || command === null || Array.isArray(command))
      throw new RangeError('a command is a JSON object')
    const members = Object.entries(command)
    id = (command as Record<string, unknown>)['id']
    return Object.fromEntries(members.map(([name, value]) => [name, runMember(name, value, sandbox) ?? true]))
  } catch (error) {
    return { ...(id === undefined ? {} : { id }), error: (error as Error).message }
  }
}

function runMember(name: string, value: unknown, sandbox: Sandbox): unknown {
  const { clock, faults, world } = sandbox
  switch (name) {
    case 'id':
      return value
    case 'clock': {
      const { offsetMs, jumpMs } = value as { offsetMs?: number; jumpMs?: number }
      if (offsetMs !== undefined) clock.setOffset(offsetMs)
      if (jumpMs !== undefined) clock.jump(jumpMs)
      return { offsetMs: clock.offsetMs(), now: clock.now() }
    }
    case 'fault':
      return { id: faults.add(resolveFault(value as Fault | NamedFault)) }
    case 'clearFaults':
      return faults.clear()
    case 'calls':
      return sandbox.calls
    case 'clearCalls':
      return sandbox.clearCalls()
    case 'phone':
      return sandbox.phone(String(value)).read()
    case 'takeCode':
      return sandbox.phone(String(value)).takeCode()
    case 'world':
      return changeWorld(value as Record<string, never>, world)
    case 'directMfaCountsForCaller':
      return (world.directMfaCountsForCaller = value === true)
    case 'disableAccessKey':
      return world.setAccessKeyStatus(String(value), 'Inactive')
    case 'removeRole':
      return world.removeRole(String(value))
    default:
      throw new RangeError(`unknown command ${name}`)
  }
}

type NamedFault = { readonly name: string; readonly action?: string; readonly times?: number }

function resolveFault(fault: Fault | NamedFault): Fault {
  if (!('name' in fault)) return fault
  const { name, ...scope } = fault
  const effect = Object.entries({ ...corpusFaults, ...networkFaults }).find(([known]) => known === name)?.[1]
  if (effect === undefined) throw new RangeError(`unknown fault ${name}`)
  return { ...effect, ...scope }
}

function changeWorld(changes: Readonly<Record<string, never>>, world: World): Record<string, unknown> {
  const results: Record<string, unknown> = {}
  for (const [name, input] of Object.entries(changes)) {
    const method = worldMethods.find((known) => known === name)
    if (method === undefined) throw new RangeError(`unknown world method ${name}`)
    results[name] = world[method](input) ?? true
  }
  return results
}
