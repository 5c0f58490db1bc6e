// `npm test [-- unit|e2e|lint|NAME…]`: every check, a line for each, and one line at the end that sums up.
import { globSync } from 'node:fs'
import { installBoto3 } from './boto3.mjs'
import { createReport } from './report.mjs'
import { installSystemPackages } from './system-packages.mjs'

const groups = ['lint', 'unit', 'e2e']
const args = process.argv.slice(2)
const names = args.filter((arg) => !groups.includes(arg))
const wanted = args.filter((arg) => groups.includes(arg))
const report = createReport({ isCi: Boolean(process.env.CI) })

/** Whether a group runs: it is named, or nothing is, or a NAME could be one of its test files. */
function wants(group) {
  if (wanted.includes(group)) return true
  if (names.length === 0) return wanted.length === 0
  return group !== 'lint' && listTests(group).some((path) => names.some((name) => path.includes(name)))
}

function listTests(group) {
  return globSync(group === 'e2e' ? 'test/**/*.test.ts' : '{packages/*/src,scripts}/**/*.test.ts', {
    exclude: ['**/node_modules/**'],
  })
}

const plan = Object.fromEntries(groups.map((group) => [group, wants(group)]))
if (names.length > 0 && !plan.unit && !plan.e2e) {
  console.error(`no test file has ${names.join(' or ')} in its path`)
  process.exit(2)
}

if (plan.lint || plan.unit || plan.e2e) {
  await report.check('system packages', () => {
    const missing = installSystemPackages()
    return missing.length === 0 ? null : `missing: ${missing.join(' ')}; tests that need them are skipped`
  })
}

if (plan.e2e) {
  await report.check('boto3', () => {
    const problem = installBoto3()
    return problem === null ? null : `${problem}; tests that need it are skipped`
  })
}

if (plan.lint) {
  await report.run('types', ['tsc', '-b'])
  await report.run('lint', ['oxlint', '--deny-warnings'])
  await report.run('format', ['oxfmt', '--check'])
  await report.run('unused', ['knip', '--no-progress'])
  for (const [pattern, ...command] of [
    ['{shell/**/*.{bash,sh},.ci/run}', 'shellcheck'],
    ['shell/**/*.bash', 'bash', '-n'],
    ['shell/**/*.zsh', 'zsh', '-n'],
    ['shell/**/*.fish', 'fish', '--no-execute'],
  ]) {
    for (const file of globSync(pattern)) await report.run(`${command.join(' ')} ${file}`, [...command, file])
  }
}

if (plan.unit) await report.runVitest('unit', names)

if (plan.lint || plan.e2e) {
  const isBuilt = await report.run('build', ['node', 'scripts/build.mjs'])
  if (plan.lint)
    await report.run('publint', ['publint', 'packages/cli', '--pack', 'npm', '--strict', '--level', 'warning'])
  if (plan.e2e && isBuilt) {
    await report.runVitest('native', names)
    await report.runVitest('node', names)
  }
}

process.exitCode = report.finish()
