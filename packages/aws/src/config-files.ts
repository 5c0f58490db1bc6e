import { isAbsolute, join, resolve } from 'node:path'
import { AwsxError } from '@awsx/core'
import { judgeFile } from './file-trust.ts'
import type { FileTrust } from './file-trust.ts'
import { readRegularFile } from './regular-file.ts'
import { decodeText } from './text-encoding.ts'

/** One of the two files the AWS CLI reads profiles from. */
export interface ConfigFile extends FileTrust {
  readonly kind: 'config' | 'credentials'
  /** Absolute. */
  readonly path: string
  /** With a byte order mark if it has one; null where there is no file. */
  readonly text: string | null
}

/** What {@link readConfigFiles} takes from the process when nothing else is said. */
export interface ConfigFilesOptions {
  /** The user whose files are trusted; default: the effective user. */
  readonly uid?: number
  /** Where a relative `AWS_CONFIG_FILE` starts; default: the current folder. */
  readonly folder?: string
  /** Default 10 MiB. */
  readonly limitBytes?: number
}

const places = [
  { kind: 'config', variable: 'AWS_CONFIG_FILE' },
  { kind: 'credentials', variable: 'AWS_SHARED_CREDENTIALS_FILE' },
] as const

/**
 * Finds and reads `~/.aws/config` and `~/.aws/credentials`, or what `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`
 * name instead. An empty variable counts as unset; `~/` is the user's own home.
 *
 * @throws AwsxError `config_unreadable` (not a regular file, over 10 MiB, not UTF-8), `config_invalid` (no usable
 * `HOME`, `~user`)
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
 */
export function readConfigFiles(
  env: Readonly<Record<string, string | undefined>>,
  options: ConfigFilesOptions = {},
): readonly ConfigFile[] {
  const uid = options.uid ?? process.geteuid?.() ?? 0
  return places.map(({ kind, variable }) => {
    const named = env[variable]
    const path = named ? expandHome(named, variable, env, options.folder) : join(homeOf(env, variable), '.aws', kind)
    const file = readRegularFile(path, options.limitBytes ?? 10_485_760)
    if (file === null) return { kind, path, text: null, untrusted: null, warning: null }
    return { kind, path, text: decodeText(path, file.bytes), ...judgeFile(path, file.stats, uid) }
  })
}

function expandHome(
  path: string,
  variable: string,
  env: Readonly<Record<string, string | undefined>>,
  folder: string | undefined,
): string {
  if (path === '~' || path.startsWith('~/')) return join(homeOf(env, variable), path.slice(1))
  if (path.startsWith('~')) {
    throw new AwsxError('config_invalid', `${variable} names another user's home, ${path}`, {
      hint: `give ${variable} a whole path, or one that starts with ~/`,
    })
  }
  return folder === undefined ? resolve(path) : resolve(folder, path)
}

function homeOf(env: Readonly<Record<string, string | undefined>>, variable: string): string {
  const home = env['HOME']
  if (home && isAbsolute(home)) return home
  throw new AwsxError('config_invalid', home ? `HOME is not a whole path: ${home}` : 'HOME is not set', {
    hint: `set HOME, or name the file itself with ${variable}`,
  })
}
