import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { AwsxError, nearestNames } from '@awsx/core'
import { resolveStorePaths, writeFileDurably } from '@awsx/store'
import { jsonOption, type Command, type Invocation } from '../command.ts'
import { formatJson } from '../json-text.ts'
import { readSettingValues, settingSpecs, type SettingSpec } from '../settings.ts'
import { formatTable } from '../table.ts'

/** `awsx settings get|set`: what is set, and how to change it. */
export const settings: Command = {
  spec: {
    name: 'settings',
    summary: 'read and change settings',
    usage: '[get [KEY] | set KEY VALUE | unset KEY]',
    argument: 'words',
    words: ['get', 'set', 'unset', ...settingSpecs.map((spec) => spec.key)],
    options: [jsonOption],
    examples: ['awsx settings', 'awsx settings set region eu-central-1', 'awsx settings unset region'],
  },
  async run({ io, positionals, options }) {
    const { configFile } = resolveStorePaths(io.env)
    const [verb = 'get', key, value, ...more] = positionals
    if (more.length > 0) throw usage('too many words')
    switch (verb) {
      case 'get':
        show(configFile, key ?? null, io, options.has('json'))
        return 0
      case 'set':
        if (key === undefined || value === undefined) throw usage('a key and a value are needed')
        await change(configFile, findSpec(key), value)
        return 0
      case 'unset':
        if (key === undefined) throw usage('a key is needed')
        await change(configFile, findSpec(key), null)
        return 0
      default:
        throw usage(`there is no 'settings ${verb}'`)
    }
  },
}

function show(path: string, key: string | null, io: Invocation['io'], json: boolean): void {
  const values = readSettingValues(path)
  if (key !== null) {
    const spec = findSpec(key)
    io.out(`${values.get(spec.key) ?? spec.fallback}\n`)
    return
  }
  if (json) {
    const all = settingSpecs.map((spec) => [spec.key, values.get(spec.key) ?? null])
    io.out(formatJson(Object.fromEntries(all)))
    return
  }
  const rows = settingSpecs.map((spec) => [spec.key, values.get(spec.key) ?? io.paint.dim(spec.fallback), spec.summary])
  io.out(formatTable(['SETTING', 'VALUE', 'MEANING'], rows, io.paint))
}

/**
 * Changes one value through `conf`, on a copy.
 *
 * The library writes in a way that can leave a short file on a full disk, so the copy takes that risk and the real file
 * is replaced only by what reads back.
 */
async function change(path: string, spec: SettingSpec, value: string | null): Promise<void> {
  const why = value === null ? null : spec.check(value)
  if (why !== null) throw usage(`${spec.key} cannot be '${value ?? ''}': ${why}`)
  readSettingValues(path, spec.key)
  const { default: Conf } = await import('conf')
  const folder = dirname(path)
  let scratch: string | null = null
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    scratch = mkdtempSync(join(folder, '.settings-'))
    const copy = join(scratch, 'config.json')
    writeFileSync(copy, currentText(path), { mode: 0o600 })
    const conf = new Conf<Record<string, string>>({ cwd: scratch, configName: 'config', projectName: 'awsx' })
    if (value === null) conf.delete(spec.key)
    else conf.set(spec.key, value)
    const written = readFileSync(copy)
    readSettingValues(copy)
    writeFileDurably(path, written, { mode: 0o600 })
  } catch (cause) {
    if (cause instanceof AwsxError) throw cause
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new AwsxError('write_failed', `cannot write ${path} (${code})`, { cause })
  } finally {
    if (scratch !== null) rmSync(scratch, { recursive: true, force: true })
  }
}

function currentText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '{}'
  }
}

function findSpec(key: string): SettingSpec {
  const spec = settingSpecs.find((known) => known.key === key)
  if (spec !== undefined) return spec
  const near = nearestNames(
    key,
    settingSpecs.map((known) => known.key),
  )[0]
  throw new AwsxError('usage', `there is no setting '${key}'`, {
    hint: near === undefined ? 'awsx settings shows them all' : `did you mean ${near}?`,
  })
}

function usage(message: string): AwsxError {
  return new AwsxError('usage', message, { hint: 'awsx settings --help' })
}
