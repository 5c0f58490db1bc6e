import { readFileSync } from 'node:fs'
import { quietRuntime } from './agent-launch.ts'
import type { SystemCalls } from './system-calls.ts'

/** What protects an agent; the names are what `agent status --json` shows. */
export const protections = [
  /** The agent's memory ends in no core file. */
  'noCoreFile',
  /** No process of the same user reads its memory. */
  'noTracing',
  /** Whoever connects is asked for its user id. Without: the folder's mode alone keeps others out. */
  'peerUser',
  /** A signal does not open a debugger. */
  'noDebugger',
  /** Programs, threads, native code and files outside its folders are shut. */
  'permissions',
  /** `__proto__` is no key that changes an object's kind. */
  'noProto',
  /** Its variables are those of the allow-list. */
  'ownEnvironment',
] as const

/** One of {@link protections}. */
export type Protection = (typeof protections)[number]

/** Which protections hold in this process, by looking, not by what was meant to be. */
export type Hardening = Readonly<Record<Protection, boolean>>

/** Sets what a process can set for itself, and looks at the rest. Call it first, and again after `startAgain`. */
export function hardenAgent(calls: SystemCalls): Hardening {
  return {
    noCoreFile: hasNoCoreFile(),
    noTracing: calls.refuseTracing(),
    peerUser: calls.canSeePeers,
    // The native runtime has no such signal, and its inspector is silenced (docs/decisions/0004).
    noDebugger: AWSX_FLAVOUR === 'native' || process.execArgv.includes('--disable-sigusr1'),
    permissions: isShut(),
    // An option of Node. To delete it in the native build breaks the runtime's own node:net (Bun 1.4.5).
    noProto: !Object.hasOwn(Object.prototype, '__proto__'),
    ownEnvironment: !Object.keys(process.env).some(
      (name) => /^(NODE_|BUN_|LD_|DYLD_|AWS_)/.test(name) && !(name in quietRuntime),
    ),
  }
}

function hasNoCoreFile(): boolean {
  try {
    return /^Max core file size\s+0\s+0\s/m.test(readFileSync('/proc/self/limits', 'utf8'))
  } catch {
    return false
  }
}

function isShut(): boolean {
  const permission = process.permission as { has(scope: string): boolean } | undefined
  return permission !== undefined && !['child', 'worker', 'addon', 'fs.write'].some((scope) => permission.has(scope))
}
