// Runs checks one after the other, prints a line for each, and counts.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'

const stepTimeoutMs = 30 * 60_000
// A build server keeps a part of what is printed only: the names of the failed tests come first, the rest is cut.
const shownLines = 60
const namedFailures = 20

/** A tally of checks and tests. With `isCi` nothing may be missing or skipped. */
export function createReport({ isCi }) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  const environment = createEnvironment()
  const failures = []
  const flaky = []

  function tell(name, isGood, startedAt, note, output) {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)
    console.log(`${isGood ? 'ok  ' : 'FAIL'} ${seconds} s  ${name}${note === '' ? '' : `  (${note})`}`)
    if (!isGood && output !== '') console.log(output.trimEnd())
  }

  /** A check in this process; a text it returns says what is missing. */
  async function check(name, task) {
    const startedAt = performance.now()
    const missing = await task()
    const isGood = missing === null || !isCi
    total[isGood ? 'passed' : 'failed']++
    tell(name, isGood, startedAt, isGood ? (missing ?? '') : '', missing ?? '')
  }

  /** A program that ends with 0 when all is well; its output is shown only when not. */
  async function run(name, argv) {
    const startedAt = performance.now()
    const { code, output } = await runProgram(argv, environment)
    total[code === 0 ? 'passed' : 'failed']++
    if (code !== 0) failures.push(name)
    tell(name, code === 0, startedAt, '', output)
    return code === 0
  }

  /** A Vitest project: each test counts, and the run itself counts as one more. */
  async function runVitest(project, filters) {
    const startedAt = performance.now()
    const folder = mkdtempSync(join(tmpdir(), 'awsx-report-'))
    const file = join(folder, 'vitest.json')
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
    const { code, output } = await runProgram(
      ['vitest', 'run', `--project=${project}`, ...reporters, ...filters],
      environment,
    )
    const tests = readResult(file)
    rmSync(folder, { recursive: true })
    const lacks = isCi ? tests.skipped : 0
    const isGood = code === 0 && tests.failed === 0 && tests.passed > 0 && lacks === 0
    total.passed += tests.passed + (isGood ? 1 : 0)
    total.failed += tests.failed + lacks + (isGood ? 0 : 1)
    if (!isCi) total.skipped += tests.skipped
    const counts = `${tests.passed} passed, ${tests.failed} failed, ${tests.skipped} skipped, ${tests.flaky.length} flaky`
    const advice = lacks === 0 ? [] : ['nothing may be skipped where CI is set:', ...tests.skippedNames]
    const lines = [...tests.failures.map((failure) => `FAIL ${failure}`), ...advice, ...lastLines(output)]
    tell(`vitest ${project}`, isGood, startedAt, counts, lines.join('\n'))
    if (!isGood) failures.push(...nameFailures(project, tests.failures))
    flaky.push(...tests.flaky.map((test) => `${project} ${test}`))
  }

  /** Prints what was flaky, what failed once more, briefly, and the sum as the last line; returns the exit code. */
  function finish() {
    for (const test of flaky) console.log(`flaky: ${test}`)
    for (const failure of failures) console.log(`FAIL ${failure}`)
    const skipped = total.skipped === 0 ? '' : `, ${total.skipped} skipped`
    console.log(`${total.passed} passed, ${total.failed} failed${skipped}`)
    return total.failed === 0 ? 0 : 1
  }

  return { check, run, runVitest, finish }
}

function createEnvironment() {
  // npm's variables would make every npx inside say what it thinks of them.
  const kept = Object.entries(process.env).filter(([name]) => !/^npm_(config|package|lifecycle)_/i.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1', FORCE_COLOR: undefined }
}

function runProgram([command, ...args], env) {
  return new Promise((resolve) => {
    let output = ''
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: stepTimeoutMs })
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text))
    child.on('error', (error) => resolve({ code: 127, output: error.message }))
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }),
    )
  })
}

/** What the end of the report says of a project: some of its failed tests, or that it failed without one. */
function nameFailures(project, failures) {
  if (failures.length === 0) return [`vitest ${project}`]
  const rest = failures.length - namedFailures
  const named = failures.slice(0, namedFailures).map((failure) => `${project} ${failure}`)
  return rest <= 0 ? named : [...named, `${project}: ${rest} more`]
}

function lastLines(output) {
  const lines = output.trimEnd().split('\n')
  const cut = lines.length - shownLines
  return cut <= 0 ? lines : [`… ${cut} lines are left out`, ...lines.slice(cut)]
}

function readResult(file) {
  let report
  try {
    report = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 0, skipped: 0, skippedNames: [], failures: [], flaky: [] }
  }
  const tests = report.testResults.flatMap((result) => result.assertionResults)
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed')
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests,
    skipped: skipped.length,
    skippedNames: skipped.map((test) => `  ${test.fullName}`),
    failures: report.testResults.flatMap(listFailures),
    flaky: report.testResults.flatMap(listFlaky),
  }
}

/** A line for each failed test of a file; the file itself where it could not be read or a hook around its tests failed. */
function listFailures({ name, status, message, assertionResults }) {
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (failed.length === 0 && status === 'failed') return [`${relative(process.cwd(), name)}: ${firstLine(message)}`]
  return failed.map((test) => nameTest(name, test))
}

/** A line for each test that failed first and passed when it was tried again: the first failure stays in the result. */
function listFlaky({ name, assertionResults }) {
  return assertionResults
    .filter((test) => test.status === 'passed' && test.failureMessages.length > 0)
    .map((test) => nameTest(name, test))
}

function nameTest(name, { ancestorTitles, title, failureMessages }) {
  const path = [relative(process.cwd(), name), ...ancestorTitles, title].join(' > ')
  return `${path}: ${firstLine(failureMessages[0])}`
}

function firstLine(message = '') {
  return message.trimStart().split('\n', 1)[0].slice(0, 300)
}
