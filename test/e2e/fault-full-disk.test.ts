import { beforeEach, describe, expect, test } from 'vitest'
import type { RunResult } from '../harness/index.ts'
import { findMountProblem, runOnSmallDisk } from './support/fault-mount.ts'
import { skipUnlessPossible } from './support/fault-probe.ts'
import { createSessionWorld } from './support/store-session.ts'
import { createStoreWorld, formatKey } from './support/store-world.ts'

const problem = findMountProblem()
beforeEach((context) => skipUnlessPossible(context, problem))

/** The exit codes of the commands by name, and what they said. */
function readTries({ code, stdout, stderr }: RunResult): { codes: Map<string, number>; words: Map<string, string> } {
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const codes = new Map<string, number>()
  const words = new Map<string, string>()
  for (const line of stdout.split('\n')) {
    const [, name, number] = /^(\S+) (\d+)$/.exec(line) ?? []
    if (name !== undefined) codes.set(name, Number(number))
    const [, speaker, text] = /^(\S+): (.*)$/.exec(line) ?? []
    if (speaker !== undefined) words.set(speaker, `${words.get(speaker) ?? ''}${text}\n`)
  }
  return { codes, words }
}

/** The lines that are no words of a command. */
function listData({ stdout }: RunResult): string[] {
  return stdout.split('\n').filter((line) => !/^\S+: /.test(line))
}

/** Some did and some did not find room, and those that did not say which path it was and what to do. */
function expectClearErrors({ codes, words }: ReturnType<typeof readTries>, names: RegExp, path: RegExp): void {
  const tried = [...codes].filter(([name]) => names.test(name))
  expect(tried.filter(([, code]) => code === 0)).not.toEqual([])
  const failed = tried.filter(([, code]) => code !== 0)
  expect(failed).not.toEqual([])
  for (const [name] of failed) {
    expect(words.get(name)).toMatch(/awsx: error: .*\(ENOSPC\)\n/)
    expect(words.get(name)).toMatch(path)
  }
}

describe('on a full disk of 64 KiB', () => {
  test('add fails clearly at every level of filling, and nothing is lost', async () => {
    const store = createStoreWorld()
    const { world, secret } = store
    // A long name a key, so that the vault has several blocks and a write ends in the middle.
    const name = 'n'.repeat(120)
    const script = `
for i in 1 2 3 4 5 6 7 8 9 10 11 12; do awsx add ${name}$i --stdin --no-verify <${world.root}/stdin 2>/dev/null; done
awsx remove ${name}1 --yes --purge 2>/dev/null
for free in 0 1 2 3 4 5 6 7; do
  fill $free
  cp "$HOME/.aws/config" ${world.root}/before
  try add-$free awsx add new-$free --stdin --no-verify
  try look-$free awsx list --json
  grep -c '"source": "vault"' ${world.root}/out
  if cmp -s ${world.root}/before "$HOME/.aws/config"; then echo same; else tail -n 1 "$HOME/.aws/config"; fi
  find "$SMALL" -name '.tmp-*'
  room
done
try verify awsx vault verify
try last awsx add last --stdin --no-verify
awsx list --json | grep -c '"source": "vault"'
`
    const result = await runOnSmallDisk(store, script, formatKey(secret))
    const tries = readTries(result)
    expectClearErrors(tries, /^add/, /awsx\/data\/vault|awsx\/state|home\/\.aws/)
    const lines = listData(result)
    let count = 11
    for (let free = 0; free < 8; free += 1) {
      expect(tries.codes.get(`look-${free}`)).toBe(0)
      const at = lines.indexOf(`look-${free} 0`)
      const [now = '', config = ''] = lines.slice(at + 1, at + 3)
      const code = tries.codes.get(`add-${free}`)
      expect(code === 0 ? [count + 1] : [count, count + 1]).toContain(Number(now))
      // Not done, and yet in the vault: then only the section in the config file found no room, or the last fsync failed.
      const isHalfDone = code !== 0 && Number(now) > count
      expect(tries.words.get(`add-${free}`)).toMatch(isHalfDone ? /is sealed as new-[^]*\.aws\/config/ : /^awsx: /)
      expect(['same', `[profile new-${free}]`]).toContain(config)
      count = Number(now)
    }
    expect(result.stdout).not.toContain('.tmp-')
    expect([tries.codes.get('verify'), tries.codes.get('last')]).toEqual([0, 0])
    expect(lines.at(-2)).toBe(String(count + 1))
  })

  test('the first add fails clearly, and works once there is room', async () => {
    const store = createStoreWorld()
    const script = `
for free in 0 1 2 3 4; do
  rm -rf "$SMALL/awsx" "$HOME/.aws"
  fill $free
  try add-$free awsx add ada --stdin --no-verify
  room
  try again-$free awsx add ada --stdin --no-verify --replace
  try look-$free awsx list --json
  grep -c '"source": "vault"' ${store.world.root}/out
done
`
    const result = await runOnSmallDisk(store, script, formatKey(store.secret))
    const tries = readTries(result)
    expectClearErrors(tries, /^add/, /awsx\/data|awsx\/state|home\/\.aws/)
    expect([...tries.codes].filter(([name, code]) => !name.startsWith('add') && code !== 0)).toEqual([])
  })

  test('settings set and vault recovery fail clearly, and leave what was there', async () => {
    const store = createStoreWorld()
    const script = `
try add awsx add ada --stdin --no-verify
awsx settings set region eu-central-1
for free in 0 1 2 3 4; do
  fill $free
  try set-$free awsx settings set region eu-west-$free
  try get-$free awsx settings get region
  cat ${store.world.root}/out
  try recovery-$free awsx vault recovery --out "$SMALL/recovery-$free"
  room
  if [ -e "$SMALL/recovery-$free" ]; then grep -c AGE-SECRET-KEY "$SMALL/recovery-$free"; else echo none; fi
  try verify-$free awsx vault verify
done
rm -f "$SMALL"/recovery-*
`
    const result = await runOnSmallDisk(store, script, formatKey(store.secret))
    const tries = readTries(result)
    expectClearErrors(tries, /^set/, /config\/config\.json/)
    expectClearErrors(tries, /^recovery/, /recovery-|awsx\/data|awsx\/state/)
    const lines = listData(result)
    let region = 'eu-central-1'
    for (let free = 0; free < 5; free += 1) {
      if (tries.codes.get(`set-${free}`) === 0) region = `eu-west-${free}`
      expect(lines[lines.indexOf(`get-${free} 0`) + 1]).toBe(region)
      const kept = lines[lines.indexOf(`verify-${free} 0`) - 1]
      expect(kept).toBe(tries.codes.get(`recovery-${free}`) === 0 ? '1' : 'none')
    }
  })

  test('import leaves the key in the file or in the vault, never in neither', async () => {
    const store = createStoreWorld()
    const { world, secret } = store
    world.canaries.forget('long-term key')
    const script = `
mkdir -m 700 "$HOME/.aws"
awsx add first --stdin --no-verify <${world.root}/stdin
for free in 0 1 2 3 4 5; do
  printf '[p%s]\\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\\naws_secret_access_key = %s\\n' $free '${secret}' >"$HOME/.aws/credentials"
  chmod 600 "$HOME/.aws/credentials"
  fill $free
  try import-$free awsx import p$free --yes --remove --no-verify
  room
  grep -c '${secret}' "$HOME/.aws/credentials" || true
  try look-$free awsx list --json
  grep -A1 "p$free\\"" ${world.root}/out | grep -c '"vault"' || true
done
`
    const result = await runOnSmallDisk(store, script, formatKey(secret))
    const withoutNoise = { ...result, stderr: '' }
    const tries = readTries(withoutNoise)
    expectClearErrors(tries, /^import/, /awsx\/data|awsx\/state|\.aws\/(config|credentials)/)
    const lines = listData(result)
    for (let free = 0; free < 6; free += 1) {
      const at = lines.indexOf(`look-${free} 0`)
      const [inFile, inVault] = [Number(lines[at - 1]), Number(lines[at + 1])]
      const allowed = tries.codes.get(`import-${free}`) === 0 ? ['0 1'] : ['0 1', '1 0', '1 1']
      expect(allowed).toContain(`${inFile} ${inVault}`)
    }
  })

  test('a session that cannot be kept is handed out all the same', async () => {
    const { store, sandbox } = await createSessionWorld()
    const { world } = store
    const { stdout } = await world.run(['vault', 'path'])
    expect(stdout).toContain('vault')
    const script = `
cp -a ${world.home}/.local/share/awsx "$SMALL/data"
mkdir -p "$AWSX_HOME"
mv "$SMALL/data" "$AWSX_HOME/data"
cp -a ${world.home}/.aws "$HOME/.aws"
awsx list >/dev/null 2>&1
fill 0
try env awsx env ada --format json
grep -c SecretAccessKey ${world.root}/out
room
try again awsx env ada --format json
try cached awsx env ada --format json
`
    const result = await runOnSmallDisk(store, script, '')
    const { codes, words } = readTries(result)
    expect([...codes.values()]).toEqual([0, 0, 0])
    expect(words.get('env')).toMatch(/awsx: warning: .*sessions.*ENOSPC/)
    expect(sandbox.calls).toHaveLength(2)
  })
})
