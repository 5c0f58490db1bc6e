import { cpSync, rmSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { examine, problemsOf, startDoctorWorld } from './support/doctor.ts'
import { oneKey, startPlainKeys } from './support/plain-keys.ts'

describe('a key in clear', () => {
  test('goes into the vault by the command', async () => {
    const { here, config: file } = await startPlainKeys(oneKey)
    here.write(file, `[profile identity]\ncredential_process = ${here.awsx} credential-process identity\n`)
    const report = await examine(here)
    expect(problemsOf(report)).toEqual(['plain_key', 'profile_shadowed'])
    expect(report.findings[0]).toMatchObject({ line: 3, fix: 'awsx import identity --yes --remove' })
    const [finding] = report.findings
    expect((await here.shell('bash', finding?.fix ?? 'exit 1')).code).toBe(0)
    expect(problemsOf(await examine(here))).toEqual([])
  })

  test('that the vault has already is called a copy, but only where the vault opens without a question', async () => {
    const { here } = await startPlainKeys(oneKey)
    expect((await here.run(['import', '--yes'])).code).toBe(0)
    expect(problemsOf(await examine(here, { AWSX_IDENTITY_FILE: undefined }))).toEqual([
      'identity_missing',
      'plain_key',
    ])
    const report = await examine(here)
    expect(problemsOf(report)).toEqual(['copied_key'])
    const { code } = await here.shell('bash', report.findings[0]?.fix ?? 'exit 1')
    expect(code).toBe(0)
    expect(problemsOf(await examine(here))).toEqual([])
  })

  test('in the place of its id is not shown', async () => {
    const { here } = await startPlainKeys(
      ({ id, secret }) => `[identity]\naws_access_key_id = ${secret}\naws_secret_access_key = ${id}\n`,
    )
    const report = await examine(here)
    expect(report.findings[0]).toMatchObject({ code: 'unusable_key', line: 2, fix: 'vi +2 ~/.aws/credentials' })
  })
})

describe('a vault', () => {
  test('that was rolled back is mended by a yes', async () => {
    const store = await startDoctorWorld()
    await store.add('two')
    rmSync(store.generation(store.generations().at(-1) ?? 0))
    const report = await examine(store.world)
    expect(problemsOf(report)).toEqual(['vault_rolled_back'])
    expect(report.findings[0]?.fix).toBe('awsx vault verify')
    const pty = store.world.pty(['vault', 'verify'])
    await pty.waitFor('Go on with the vault that is there now?')
    pty.type('y\r')
    expect((await pty.exit()).code).toBe(0)
    expect(problemsOf(await examine(store.world))).toEqual([])
  })

  test('whose newest file was replaced is told', async () => {
    const store = await startDoctorWorld()
    await store.add('two')
    cpSync(store.generation(1), store.generation(store.generations().at(-1) ?? 0))
    expect(problemsOf(await examine(store.world))).toEqual(['vault_replaced'])
  })

  test('of which a syncing tool made a copy gets a note', async () => {
    const store = await startDoctorWorld()
    cpSync(store.generation(1), `${store.generation(1)}.conflict`)
    const report = await examine(store.world)
    expect(problemsOf(report)).toEqual([])
    expect(report.findings.map(({ code }) => code)).toContain('stranger')
  })
})
