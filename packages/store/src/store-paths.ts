import { isAbsolute, join } from 'node:path'
import { AwsxError } from '@awsx/core'

/** Where everything of one user lies; all absolute. */
export interface StorePaths {
  readonly configFile: string
  readonly identityFile: string
  readonly vaultDir: string
  readonly markFile: string
  /** Says that this machine unlocks with a key of its own. */
  readonly deviceFile: string
  /** What the picker remembers of profiles. */
  readonly pickerFile: string
  readonly sessionsDir: string
  readonly runDir: string
  readonly socketFile: string
}

/**
 * The paths of the store: under `AWSX_HOME`, else in the XDG base directories.
 *
 * Throws `config_invalid` naming the variable that is relative, or `HOME` when it is needed and not set; there is no
 * fallback. An empty variable counts as not set.
 * Source: XDG Base Directory Specification 0.8.
 */
export function resolveStorePaths(env: Readonly<Record<string, string | undefined>>): StorePaths {
  const own = readFolder(env, 'AWSX_HOME')
  if (own !== null) {
    return layOut(join(own, 'config'), join(own, 'data'), join(own, 'state'), join(own, 'run'))
  }
  const base = (variable: string, underHome: string): string => {
    const folder = readFolder(env, variable) ?? join(readHome(env, variable), underHome)
    return join(folder, 'awsx')
  }
  const state = base('XDG_STATE_HOME', '.local/state')
  return layOut(base('XDG_CONFIG_HOME', '.config'), base('XDG_DATA_HOME', '.local/share'), state, join(state, 'run'))
}

function layOut(config: string, data: string, state: string, run: string): StorePaths {
  return {
    configFile: join(config, 'config.json'),
    identityFile: join(data, 'identity.age'),
    vaultDir: join(data, 'vault'),
    markFile: join(state, 'mark.json'),
    deviceFile: join(state, 'device.json'),
    pickerFile: join(state, 'picker.jsonl'),
    sessionsDir: join(state, 'sessions'),
    runDir: run,
    socketFile: join(run, 'agent.sock'),
  }
}

function readHome(env: Readonly<Record<string, string | undefined>>, variable: string): string {
  const home = readFolder(env, 'HOME')
  if (home !== null) return home
  throw new AwsxError('config_invalid', `neither HOME nor ${variable} is set, so there is no place for the store`, {
    hint: 'export AWSX_HOME=/absolute/folder',
    data: { variable: 'HOME' },
  })
}

function readFolder(env: Readonly<Record<string, string | undefined>>, variable: string): string | null {
  const value = env[variable]
  if (value === undefined || value === '') return null
  if (isAbsolute(value) && !value.includes('\0')) return value
  throw new AwsxError('config_invalid', `${variable} is not an absolute path: ${value}`, {
    hint: `export ${variable}=/absolute/folder`,
    data: { variable },
  })
}
