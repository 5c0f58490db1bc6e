import type { Invocation } from './command.ts'
import type { Settings } from './settings.ts'
import { canUnlockAlone } from './unlock-alone.ts'

/** Whether this command may use an agent that runs. */
export function usesAgent({ io, options }: Pick<Invocation, 'io' | 'options'>, settings: Settings): boolean {
  const off = io.env['AWSX_NO_AGENT']
  return settings.agent === 'on' && !options.has('no-agent') && (off === undefined || off === '' || off === '0')
}

/** Whether it may read keys and sessions from one: what a file or a program unlocks is read here. */
export function readsFromAgent(invocation: Pick<Invocation, 'io' | 'options'>, settings: Settings): boolean {
  return usesAgent(invocation, settings) && !canUnlockAlone(invocation.io.env)
}

/** Whether it may start one by itself: never on a build server, where nobody would end it. */
export function mayStartAgent({ io }: Pick<Invocation, 'io'>): boolean {
  const ci = io.env['CI']
  return ci === undefined || ci === '' || ci === '0' || ci === 'false'
}
