import { AwsxError, commandWord, exitCodeOf, nearestNames, safe } from '@awsx/core'
import type { Command, Invocation } from '../command.ts'
import { createEngine, type Engine } from '../engine.ts'
import {
  countKeys,
  formatCandidates,
  judgeKeys,
  shortenHome,
  showKeyId,
  type ImportCandidate,
} from '../import-candidate.ts'
import { offerRemoval } from '../import-removal.ts'
import { sealKeys, verifyKeys } from '../import-seal.ts'
import { findPlainKeys, type PlainKey } from '../plain-key.ts'
import { lockedError } from '../unlock.ts'

/** `awsx import [PROFILE…]`: keys that lie in clear in the AWS files into the vault, and out of the files if wanted. */
export const importKeys: Command = {
  spec: {
    name: 'import',
    summary: 'move keys out of ~/.aws/credentials and ~/.aws/config into the vault',
    usage: '[PROFILE…]',
    argument: 'profile',
    mostArguments: Infinity,
    options: [
      { name: 'yes', summary: 'seal without asking', value: null },
      { name: 'replace', summary: 'replace other keys the vault has for these profiles', value: null },
      { name: 'remove', summary: 'take the plain keys out of the files, once they are in the vault', value: null },
      { name: 'credential-process', summary: 'then let other tools reach the profiles through awsx', value: null },
      { name: 'no-verify', summary: 'do not ask AWS whose keys they are (services without STS)', value: null },
    ],
    examples: ['awsx import', 'awsx import identity --yes --remove'],
  },
  async run(invocation) {
    const { io, positionals, options } = invocation
    const engine = createEngine(invocation, { handsOn: true })
    const found = pickKeys(findPlainKeys(engine.awsFiles().files), positionals)
    if (found.length === 0) {
      const paths = engine.awsFiles().files.map(({ path }) => safe(shortenHome(path, io.env['HOME']), 300))
      io.say(`awsx: there is nothing to import: no access key in ${paths.join(' or ')}`)
      return 0
    }
    const { vault } = engine
    const stored = vault.store.exists() && !(await vault.canOpen()) ? null : await vault.keys()
    const candidates = judgeKeys(found, stored)
    io.out(formatCandidates(candidates, io))
    if (candidates.every(({ state }) => state === 'unfit')) {
      io.say('awsx: there is nothing to import')
      return 0
    }
    const wanted = await confirmImport(engine, invocation, candidates)
    const verified = options.has('no-verify')
      ? wanted.map((key) => ({ key, caller: null }))
      : await verifyKeys(engine, wanted)
    if (verified.length > 0) await sealKeys(engine, verified)
    await offerRemoval(engine, invocation, new Set(found.map(({ profile }) => profile)))
    // A script has to see that a key it wanted stayed in clear.
    return verified.length < wanted.length ? exitCodeOf('credentials_refused') : 0
  },
}

function pickKeys(found: readonly PlainKey[], profiles: readonly string[]): readonly PlainKey[] {
  if (profiles.length === 0) return found
  for (const profile of profiles) {
    if (found.some((key) => key.profile === profile)) continue
    const near = nearestNames(profile, new Set(found.map((key) => key.profile)))
    throw new AwsxError('profile_not_found', `neither file has an access key of '${profile}'`, {
      hint: near.length > 0 ? `did you mean ${near.join(', ')}?` : 'awsx import shows what there is',
    })
  }
  return found.filter(({ profile }) => profiles.includes(profile))
}

/** The keys to seal, one a profile, after a person or the options have agreed. */
async function confirmImport(
  engine: Engine,
  { positionals, options }: Invocation,
  candidates: readonly ImportCandidate[],
): Promise<PlainKey[]> {
  const open = candidates.filter(({ state }) => state !== 'unfit' && state !== 'sealed')
  if (open.length === 0) return []
  const person = options.has('yes') ? null : engine.terminal()
  const again = ['awsx import', ...positionals.map((name) => commandWord(name)), '--yes'].join(' ')
  if (!options.has('yes') && person === null) {
    throw new AwsxError('confirmation_required', 'sealing these keys in the vault has to be confirmed', { hint: again })
  }
  if (open.some(({ state }) => state === 'unknown')) throw lockedError()
  const chosen = new Map<string, PlainKey>()
  for (const { key, state, storedId } of open) {
    if (state !== 'new' && !options.has('replace')) {
      const old = showKeyId(storedId ?? '')
      if (person === null) {
        throw new AwsxError(
          'confirmation_required',
          `the vault has another key for '${key.profile}', ${old}; replacing it has to be confirmed`,
          {
            hint: `${again} --replace`,
          },
        )
      }
      const name = safe(key.profile)
      if (!(await person.confirm(`Replace ${old} of ${name} in the vault by ${showKeyId(key.accessKeyId)}?`))) continue
    }
    chosen.set(key.profile, key)
  }
  const count = chosen.size
  if (count > 0 && person !== null && !(await person.confirm(`Seal ${countKeys(count)} in the vault?`))) {
    throw new AwsxError('cancelled', 'nothing was changed')
  }
  return [...chosen.values()]
}
