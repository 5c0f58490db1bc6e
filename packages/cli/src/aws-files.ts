import { buildProfileGraph, parseIni, type ProfileGraph } from '@awsx/core'
import { readConfigFiles, type ConfigFile } from '@awsx/aws'
import type { Io } from './io.ts'

/** Both AWS files, read and understood. */
export interface AwsFiles {
  readonly files: readonly ConfigFile[]
  readonly graph: ProfileGraph
}

/** Reads both AWS files; relative names start at `folder`. Throws `config_unreadable`, `config_invalid`. */
export function readAwsFiles(env: Io['env'], folder?: string): AwsFiles {
  const files = readConfigFiles(env, folder === undefined ? {} : { folder })
  const documents = files.flatMap(({ kind, path, text }) =>
    text === null ? [] : [{ kind, document: parseIni(text, path) }],
  )
  return { files, graph: buildProfileGraph(documents) }
}
