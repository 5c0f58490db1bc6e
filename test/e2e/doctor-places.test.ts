import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examine, problemsOf, readReport, startDoctorWorld } from './support/doctor.ts'
import { findActiveText } from './support/corpus-text.ts'
import { findMountProblem, runReadOnly } from './support/fault-mount.ts'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { createWorld } from '../harness/index.ts'

test('a fresh home is clean, and the last lines say what was checked', async () => {
  const here = createWorld()
  const { code, stdout, stderr } = await here.run(['doctor', '--offline'])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toMatch(
    /^checked files \(none yet\), the vault \(none yet\), no agent, keys in clear, .*, the system\nall is well\n$/,
  )
})

test('changes nothing', async () => {
  const { world, paths } = await startDoctorWorld()
  world.write('.aws/config', '[profile a]\nawsx_nope = 1\n')
  const before = readFileSync(paths.markFile)
  await examine(world)
  expect(readFileSync(paths.markFile)).toEqual(before)
  expect(readFileSync(join(world.home, '.aws/config'), 'utf8')).toBe('[profile a]\nawsx_nope = 1\n')
})

test('without HOME it says so, and checks what is left', async () => {
  const here = createWorld()
  const bare = { HOME: undefined, XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined, XDG_STATE_HOME: undefined }
  const report = await examine(here, { ...bare, AWS_SESSION_TOKEN: 't' })
  expect(problemsOf(report)).toEqual(['no_home', 'token_without_key'])
  expect(report.findings[0]?.fix).toMatch(/^export HOME=\//)
  expect(problemsOf(await examine(here, { ...bare, HOME: 'relative' }))).toEqual(['no_home'])
})

test('with a file that cannot be read it checks the other one', async () => {
  const here = createWorld()
  mkdirSync(join(here.home, '.aws/config'), { recursive: true, mode: 0o700 })
  here.write('.aws/credentials', '[a]\nawsx_nope = 1\n')
  expect(problemsOf(await examine(here))).toEqual(['file_unreadable', 'unknown_key'])
})

test('a read-only home is a note', async (context) => {
  skipUnlessPossible(context, findMountProblem())
  const store = await startDoctorWorld()
  const result = await runReadOnly(
    store,
    `awsx doctor --offline --json\ntouch ${store.world.root}/out ${store.world.root}/err`,
    '',
  )
  const report = readReport(result)
  expect(problemsOf(report)).toEqual([])
  expect(report.findings.map(({ code }) => code)).toContain('not_writable')
})

test('hostile names act on no terminal, and never get into a command', async () => {
  const store = await startDoctorWorld()
  const { world, paths } = store
  const hostile = ['\u001b]0;owned\u0007', '\u202egnp', "$(touch owned)'", '`touch owned`', '--help', 'a b;touch owned']
  const sections = hostile.map((name) => `[profile ${name}]\nawsx_nope = 1\ncredential_process = ${name}\n`)
  const keys = hostile.map(
    (name) => `[${name}]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${'k'.repeat(40)}\n`,
  )
  world.write('.aws/config', sections.join(''))
  world.write('.aws/credentials', keys.join(''))
  for (const name of hostile) world.write(join(paths.vaultDir, name), '')
  for (const args of [
    ['doctor', '--offline'],
    ['doctor', '--offline', '--json'],
  ]) {
    const { code, stdout, stderr } = await world.run(args, { env: { AWS_PROFILE: hostile[0], AWS_VAULT: hostile[1] } })
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' })
    expect(findActiveText(stdout)).toEqual([])
  }
  const { findings } = await examine(world)
  const fixes = findings.map(({ fix }) => fix).filter((fix) => fix !== null)
  expect(fixes.length).toBeGreaterThan(10)
  // A stand-in for every program: only what a shell does with the words is run.
  const harmless = ['awsx', 'vi', 'ls', 'chmod', 'sudo', 'echo', 'eval', 'ulimit', 'tee'].map(
    (name) => `${name}() { :; }`,
  )
  const { stdout } = await world.shell('bash', `cd /; cd ~; ${harmless.join('; ')}\n${fixes.join('\n')}\ncommand ls`)
  expect(stdout.split('\n')).not.toContain('owned')
})

test('10,000 profiles with the same faults are told in a few lines', async () => {
  const here = createWorld()
  const numbers = [...Array(10_000).keys()]
  here.write(
    '.aws/config',
    numbers
      .map(
        (n) =>
          `[profile p${n}]\nrole_arn = arn:aws:iam::123456789012:role/R\nsource_profile = p${(n + 1) % 10_000}\nawsx_x = 1\n`,
      )
      .join(''),
  )
  const { stdout, code } = await here.run(['doctor', '--offline'])
  expect(code).toBe(3)
  expect(stdout).toContain('and 9,995 more like this; awsx doctor --json has them all')
  expect(stdout).toContain('10,000 profiles')
  expect(stdout.split('\n').length).toBeLessThan(80)
  const report = await examine(here)
  expect(report.findings.filter(({ code: name }) => name === 'unknown_key')).toHaveLength(10_000)
  expect(report.findings.filter(({ code: name }) => name === 'source_loop')).toHaveLength(1)
})

test.for([40, 80])('fits a terminal of %i columns; commands stay on one line', async (columns) => {
  const { world } = await startDoctorWorld()
  world.write('.aws/config', '[profile a]\nregion = us-east-1\nawsx_mfa_maxage = 3600\n')
  const pty = world.pty(['doctor', '--offline'], { columns, env: { NO_COLOR: '1' } })
  await pty.exit()
  const raw = pty.raw().toString('utf8')
  expect(findActiveText(raw, 'terminal')).toEqual([])
  const lines = raw.split(/\r?\n/)
  expect(lines).toContain('  mend  vi +3 ~/.aws/config')
  const wide = lines.filter(
    (line) => line.length > columns && !line.startsWith('  mend  ') && line.trim().includes(' '),
  )
  expect(wide).toEqual([])
})
