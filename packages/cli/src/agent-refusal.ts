/** What {@link findRefusal} looks at. */
export interface AgentSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  /** `url()` of node:inspector. */
  readonly inspectorUrl: string | undefined
}

/**
 * Why an agent must not start like this, as a message; null where nothing speaks against it.
 *
 * An agent that awsx starts itself has none of this in its environment (`planAgentLaunch`): the refusal is for units,
 * scripts and debuggers that start one. Preloaded code is not looked for: by now it has run, and could answer for us.
 */
export function findRefusal({ env, inspectorUrl }: AgentSurroundings): string | null {
  if (inspectorUrl !== undefined) return 'a debugger can look into it (an inspector is open)'
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    return 'NODE_TLS_REJECT_UNAUTHORIZED=0 turns the check of certificates off'
  }
  const noisy = ['NODE_DEBUG', 'NODE_DEBUG_NATIVE'].find((name) => isSet(env[name]))
  return noisy === undefined ? null : `${noisy} prints what is sent to AWS`
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}
