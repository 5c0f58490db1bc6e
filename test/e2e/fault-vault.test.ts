import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'vitest'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { checkPromises, checkWords, expectPromisesKept, listKeys } from './support/fault-promises.ts'
import type { States } from './support/fault-promises.ts'
import { runFaults } from './support/fault-run.ts'
import type { FaultedRun } from './support/fault-run.ts'
import { findInjectionProblem } from './support/fault-strace.ts'
import { makeTemplate } from './support/fault-template.ts'
import { createStoreWorld, formatKey, listGenerations, readText } from './support/store-world.ts'
import type { StoreWorld } from './support/store-world.ts'

const problem = findInjectionProblem()
beforeEach((context) => skipUnlessPossible(context, problem))

const removals: readonly (readonly [string, readonly string[]])[] = [
  ['remove', []],
  ['remove --purge', ['--purge']],
]
const five = ['ada', 'bob', 'cyd', 'dan', 'eve']

function vaultOf(home: string): string {
  return join(home, 'awsx/data/vault')
}

/** After a kill the same command, run again, does what it should. */
async function repeat(store: StoreWorld, run: FaultedRun, args: readonly string[], states: States): Promise<string[]> {
  if (run.fault !== 'KILL') return []
  const { code, stderr } = await store.world.run(args, { env: run.env, stdin: formatKey(store.secret) })
  // A removal that was done before the kill finds nothing to remove.
  if (code !== 0 && code !== 3) return [`run again it ends with ${code}: ${stderr}`]
  const listed = await listKeys(store, run)
  return String(listed) === states.after.join() ? [] : [`run again it leaves ${String(listed)}`]
}

describe('after any fault the vault is as before or as after', { timeout: 600_000 }, () => {
  test('of add, an edit', async () => {
    const store = createStoreWorld()
    const template = await makeTemplate(store, ...five)
    const configBefore = readText(join(template, '.aws/config'))
    const states = { before: five, after: [...five, 'new'] }
    const args = ['add', 'new', '--stdin', '--no-verify']
    const report = await runFaults(
      store,
      {
        args: () => args,
        stdin: formatKey(store.secret),
        template,
        async check(run) {
          const problems = await checkPromises(store, run, states)
          const generation = listGenerations(vaultOf(run.home)).at(-1)
          if (run.code === 0 && generation !== 7) problems.push(`exit 0 with generation ${generation}`)
          const config = readText(join(run.home, '.aws/config'))
          if (![configBefore, `${configBefore}\n[profile new]\n`].includes(config)) problems.push('half a section')
          return [...problems, ...(await repeat(store, run, [...args, '--replace'], states))]
        },
      },
      'all',
    )
    expectPromisesKept(
      report,
      /^openat awsx\/data\/vault\/\.tmp #1/,
      /^write awsx\/data\/vault\/\.tmp #1/,
      /^link(at)? awsx\/data\/vault\/\.tmp -> awsx\/data\/vault\/00000007\.age #1/,
      /^fsync awsx\/data\/vault #1/,
      /^unlink(at)? awsx\/data\/vault\/00000002\.age #1/,
      /^rename(at2?)? awsx\/state\/\.tmp -> awsx\/state\/mark\.json #1/,
      /^write \.aws\/config #1/,
    )
  })

  test('of the first add, which makes the vault', async () => {
    const store = createStoreWorld()
    const template = await makeTemplate(store)
    const states = { before: [], after: ['new'] }
    const args = ['add', 'new', '--stdin', '--no-verify']
    const report = await runFaults(
      store,
      {
        args: () => args,
        stdin: formatKey(store.secret),
        template,
        async check(run) {
          const problems = await checkPromises(store, run, states)
          return [...problems, ...(await repeat(store, run, [...args, '--replace'], states))]
        },
      },
      'changes',
    )
    expectPromisesKept(
      report,
      /^mkdir awsx\/data\/vault #1/,
      /^link(at)? .*00000001\.age #1/,
      /^link(at)? .*00000002\.age #1/,
    )
  })

  test.each(removals)('of %s', async (_, options) => {
    const store = createStoreWorld()
    const template = await makeTemplate(store, ...five)
    const states = { before: five, after: five.slice(1) }
    const args = ['remove', 'ada', '--yes', ...options]
    const report = await runFaults(
      store,
      {
        args: () => args,
        template,
        async check(run) {
          const problems = await checkPromises(store, run, states)
          const left = listGenerations(vaultOf(run.home))
          if (run.code === 0 && options.length > 0 && left.length !== 1) {
            problems.push(`exit 0, and generations ${left.join(', ')} still have the key`)
          }
          return [...problems, ...(await repeat(store, run, args, states))]
        },
      },
      'changes',
    )
    expectPromisesKept(report, /^link(at)? .*00000007\.age #1/, /^unlink(at)? awsx\/data\/vault\/00000002\.age #1/)
  })

  test('of vault recovery, and it is never sealed to a key that nobody has', async () => {
    const store = createStoreWorld()
    const template = await makeTemplate(store, 'ada')
    const states = { before: ['ada'], after: ['ada'] }
    const report = await runFaults(
      store,
      {
        args: (home) => ['vault', 'recovery', '--out', join(home, 'recovery.txt')],
        template,
        async check(run) {
          const problems = await checkPromises(store, run, states)
          const out = join(run.home, 'recovery.txt')
          const newest = listGenerations(vaultOf(run.home)).at(-1) ?? 0
          const header = readFileSync(join(vaultOf(run.home), `${String(newest).padStart(8, '0')}.age`), 'latin1')
          const isSealed = header.split('\n-> X25519 ').length === 3
          const hasKey = /^AGE-SECRET-KEY-1[A-Z0-9]{58}$/m.test(readText(out))
          if (isSealed && !hasKey) problems.push('the vault is sealed to a key that nobody has')
          if (run.code === 0 && !isSealed) problems.push('exit 0, and the vault is not sealed to the key')
          if (existsSync(out) && !hasKey && run.fault !== 'KILL') problems.push('the key file is not whole')
          return [...problems, ...checkWords(run)]
        },
      },
      'changes',
    )
    expectPromisesKept(report, /^link(at)? .*recovery\.txt #1/, /^link(at)? .*00000003\.age #1/)
  })
})
