import bashHook from '../../../shell/awsx.bash' with { type: 'text' }
import fishHook from '../../../shell/awsx.fish' with { type: 'text' }
import zshHook from '../../../shell/awsx.zsh' with { type: 'text' }

/** The shells that have a hook. */
export type HookShell = 'bash' | 'zsh' | 'fish'

/** What the hook of this awsx tells `awsx doctor` in `AWSX_HOOK_LOADED`: its shell, a blank, its fingerprint. */
export function hookMark(shell: HookShell): string {
  return `${shell} ${fingerprintOf(textOf(shell))}`
}

/** The hook of a shell, as `awsx hook` prints it. */
export function readHookText(shell: HookShell): string {
  const text = textOf(shell)
  return text.replace('@fingerprint@', fingerprintOf(text))
}

function textOf(shell: HookShell): string {
  return { bash: bashHook, zsh: zshHook, fish: fishHook }[shell]
}

/**
 * FNV-1a of 32 bits, hex: tells two texts apart, which nobody can gain by forging.
 *
 * Not `node:crypto`: every new shell waits for `awsx hook`, and the module takes longer to load than this to run.
 */
function fingerprintOf(text: string): string {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
