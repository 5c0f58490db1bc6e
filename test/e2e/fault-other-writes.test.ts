import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, test } from 'vitest'
import { openPty } from '../harness/index.ts'
import type { RunOptions, RunResult } from '../harness/index.ts'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { checkPromises, checkWords, expectPromisesKept, listKeys } from './support/fault-promises.ts'
import { runFaults } from './support/fault-run.ts'
import { findInjectionProblem } from './support/fault-strace.ts'
import { makeTemplate } from './support/fault-template.ts'
import { passphrase as sealedPassphrase, sealedIdentity } from './support/sealed-identity.ts'
import { createSessionWorld } from './support/store-session.ts'
import { createStoreWorld, formatKey, readText, requireDone } from './support/store-world.ts'

const problem = findInjectionProblem()
beforeEach((context) => skipUnlessPossible(context, problem))

const passphrase = 'correct horse battery staple nine lives'
const newPassphrase = 'six more words that nobody will guess'

describe('after any fault', { timeout: 600_000 }, () => {
  test('a session is kept or not, and is obtained all the same or the error says why', async () => {
    const { store, obtain, add } = await createSessionWorld()
    const template = await makeTemplate(store)
    await add({ HOME: template, AWSX_HOME: join(template, 'awsx') })
    const states = { before: ['ada'], after: ['ada'] }
    const report = await runFaults(
      store,
      {
        args: () => ['env', 'ada', '--format', 'json'],
        template,
        wants: ({ path }) => path.startsWith('awsx/state/sessions') || path === 'awsx/state',
        async check(run) {
          const problems = await checkPromises(store, run, states)
          if (run.code === 0 && !run.stdout.includes('"SecretAccessKey"')) problems.push('exit 0 without credentials')
          const { code, stderr } = await obtain(run.env)
          return code === 0 ? problems : [...problems, `the next command ends with ${code}: ${stderr}`]
        },
      },
      'changes',
    )
    expectPromisesKept(
      report,
      /^mkdir awsx\/state\/sessions #1/,
      /^write .*\.tmp #1/,
      /^rename\w* .*\.tmp -> .*\.age #1/,
    )
  })

  test('settings are as before or as after', async () => {
    const store = createStoreWorld()
    const template = await makeTemplate(store)
    const env = { HOME: template, AWSX_HOME: join(template, 'awsx') }
    requireDone(await store.world.prepare(['settings', 'set', 'region', 'eu-central-1'], { env }))
    const report = await runFaults(
      store,
      {
        args: () => ['settings', 'set', 'region', 'eu-west-1'],
        template,
        async check(run) {
          const problems = checkWords(run)
          const { code, stdout } = await store.world.prepare(['settings', 'get', 'region'], { env: run.env })
          const allowed = run.code === 0 ? ['eu-west-1'] : ['eu-west-1', 'eu-central-1']
          if (code !== 0 || !allowed.includes(stdout.trim())) problems.push(`the setting is ${stdout.trim()}, ${code}`)
          return problems
        },
      },
      'changes',
    )
    expectPromisesKept(report, /^rename\w* .* -> awsx\/config\/config\.json #1/)
  })

  test('an imported key is in the vault before it leaves the file', async () => {
    const store = createStoreWorld()
    const { world, secret } = store
    const line = `[ada]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secret}\n`
    world.write('.aws/credentials', line)
    world.canaries.forget('long-term key')
    const template = await makeTemplate(store)
    const report = await runFaults(
      store,
      {
        args: () => ['import', '--yes', '--remove', '--no-verify', 'ada'],
        template,
        async check(run) {
          const problems = await checkPromises(store, run, { before: [], after: ['ada'] })
          const listed = await listKeys(store, run)
          const inFile = readText(join(run.home, '.aws/credentials')).includes(secret)
          if (!inFile && String(listed) !== 'ada') problems.push('the key is lost')
          if (run.code === 0 && inFile) problems.push('exit 0 with the key still in the file')
          return problems
        },
      },
      'sample',
    )
    expectPromisesKept(report, /^link(at)? .*00000002\.age #1/, /^rename\w* .* -> \.aws\/credentials #1/)
  })
})

// Each run derives keys for a second or more, so both builds get the sample, on the files of the identity only.
describe('after any fault identity.age', { timeout: 600_000 }, () => {
  const isOfIdentity = ({ path }: { readonly path: string }): boolean =>
    /^awsx\/data(\/\.tmp|\/identity\.age|$)/.test(path)

  test('is made whole or not at all, and the first add can be repeated', async () => {
    const store = createStoreWorld()
    const { world } = store
    const file = world.write(join(world.root, 'passphrase'), passphrase)
    const template = await makeTemplate(store)
    const args = ['add', 'ada', '--stdin', '--no-verify', '--replace']
    const env = { AWSX_IDENTITY_FILE: '', AWSX_PASSPHRASE_FILE: file }
    const report = await runFaults(
      store,
      {
        args: () => args,
        stdin: formatKey(store.secret),
        env: () => env,
        template,
        wants: (call) => isOfIdentity(call) && call.mutates,
        async check(run) {
          const problems = checkWords(run)
          const again = await world.run(args, { env: run.env, stdin: formatKey(store.secret) })
          return again.code === 0 ? problems : [...problems, `run again it ends with ${again.code}: ${again.stderr}`]
        },
      },
      'sample',
    )
    expectPromisesKept(report, /^link(at)? .*\.tmp -> awsx\/data\/identity\.age #1/)
  })

  test('opens with the old or with the new passphrase (vault passwd)', async () => {
    const store = createStoreWorld()
    const { world } = store
    const oldFile = world.write(join(world.root, 'old'), sealedPassphrase)
    const newFile = world.write(join(world.root, 'new'), newPassphrase)
    const template = await makeTemplate(store)
    const env = {
      HOME: template,
      AWSX_HOME: join(template, 'awsx'),
      AWSX_IDENTITY_FILE: '',
      AWSX_PASSPHRASE_FILE: oldFile,
    }
    world.write(join(template, 'awsx/data/identity.age'), sealedIdentity)
    const stdin = formatKey(store.secret)
    requireDone(await world.prepare(['add', 'ada', '--stdin', '--no-verify'], { env, stdin }))

    async function execute(argv: readonly [string, ...string[]], options: RunOptions): Promise<RunResult> {
      const pty = openPty(argv, { ...options, env: { ...options.env, TERM: 'dumb' }, columns: 300 })
      try {
        for (const prompt of ['New passphrase', 'once more']) {
          await pty.waitFor(prompt)
          pty.type(newPassphrase)
          pty.press('enter')
        }
      } catch {
        // A fault may come before the questions.
      }
      const { code, signal } = await pty.exit()
      const killed = signal === 9
      const stderr = pty.screen().join('\n')
      return { code: killed ? null : code, signal: killed ? 'SIGKILL' : null, stdout: '', stderr }
    }

    const report = await runFaults(
      store,
      {
        args: () => ['vault', 'passwd'],
        execute,
        env: () => ({ AWSX_IDENTITY_FILE: '', AWSX_PASSPHRASE_FILE: oldFile }),
        template,
        wants: (call) => isOfIdentity(call) && call.mutates,
        async check(run) {
          const problems = checkWords(run)
          const now = readFileSync(join(run.home, 'awsx/data/identity.age'))
          if (now.equals(sealedIdentity))
            return run.code === 0 ? [...problems, 'exit 0 with the old passphrase'] : problems
          const listed = await listKeys(store, { env: { ...run.env, AWSX_PASSPHRASE_FILE: newFile } })
          return String(listed) === 'ada' ? problems : [...problems, `it opens with neither: ${String(listed)}`]
        },
      },
      'sample',
    )
    expectPromisesKept(report, /^rename\w* .*\.tmp -> awsx\/data\/identity\.age #1/)
  })
})
