import { inspectStore, type StorePaths, type StoreState } from '@awsx/store'
import type { DoctorContext } from './context.ts'
import { failureFinding } from './failure.ts'
import { note, problem, type Check, type Finding } from './finding.ts'

/** The vault from outside: nothing is unlocked for it. */
export const vaultCheck: Check = {
  name: 'vault',
  run({ paths, env, fixes }) {
    if (paths === null) return { what: 'the vault (no place for it)', findings: [] }
    const state = inspectStore(paths)
    const what = state.generations.length === 0 ? 'the vault (none yet)' : 'the vault'
    return { what, findings: judgeVault(state, paths, { hasOtherIdentity: Boolean(env['AWSX_IDENTITY_FILE']) }, fixes) }
  },
}

const keptGenerations = 5

/** What the names in the store and the mark tell. */
function judgeVault(
  state: StoreState,
  { vaultDir, identityFile, markFile }: Pick<StorePaths, 'vaultDir' | 'identityFile' | 'markFile'>,
  { hasOtherIdentity }: { readonly hasOtherIdentity: boolean },
  fixes: DoctorContext['fixes'],
): Finding[] {
  const { generations, markedGeneration } = state
  const newest = generations.at(-1) ?? null
  const found = state.damaged
    // Said by the check of the files.
    .filter(({ message }) => !/ (has mode|belongs to|is a symlink)\b/.test(message))
    .map((error) => failureFinding('vault_damaged', error, { why: 'the vault may not open', fix: 'awsx vault verify' }))
  if (newest === null) {
    if (markedGeneration === null) return found
    const message = `the vault is gone: generation ${markedGeneration} was seen here before`
    const why = 'its keys are not here; bring back a backup, or start anew'
    const fix = fixes.onPath(markFile, (path) => `mv ${path} ${path}.old`)
    return [...found, problem('vault_gone', { message, why, file: vaultDir, fix })]
  }
  if (!state.hasIdentity && !hasOtherIdentity) {
    const message = 'the identity that opens the vault is not there'
    const why = 'no passphrase opens the vault without it; bring it back from a backup, or name another file'
    found.push(problem('identity_missing', { message, why, file: identityFile }))
  }
  if (state.newest === 'older') {
    const message = `the vault is at generation ${newest}, and generation ${markedGeneration} was seen here before`
    const why = 'keys that were added or removed since are not as you left them; awsx shows what differs and asks'
    found.push(problem('vault_rolled_back', { message, why, file: vaultDir, fix: 'awsx vault verify' }))
  }
  if (state.newest === 'other') {
    const message = `generation ${newest} is not the one that was seen here before`
    const why = 'somebody, or a tool that syncs, has replaced it'
    found.push(problem('vault_replaced', { message, why, file: vaultDir, fix: 'awsx vault verify' }))
  }
  if (generations.length > keptGenerations) {
    const message = `${generations.length} vault files are kept, where ${keptGenerations} are enough`
    const why = 'older ones still hold keys that were removed; the next change drops them'
    found.push(note('old_generations', { message, why, file: vaultDir }))
  }
  return [...found, ...state.strangers.map((path) => strangerNote(path, fixes))]
}

function strangerNote(path: string, fixes: DoctorContext['fixes']): Finding {
  return note('stranger', {
    message: 'this is not a file of the vault',
    why: 'awsx leaves it alone; a tool that syncs may have made a copy',
    file: path,
    fix: fixes.onPath(path, (word) => `ls -l ${word}`),
  })
}
