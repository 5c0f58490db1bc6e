import { buildProfileGraph, parseIni, type ProfileGraph } from '@awsx/core'
import { readConfigFiles, type ConfigFile } from '@awsx/aws'
import type { Io } from './io.ts'

/** Both AWS files, read and understood. */
export interface AwsFiles {
  readonly files: readonly ConfigFile[]
  readonly graph: ProfileGraph
}

/** Reads both AWS files; throws `config_unreadable`, `config_invalid`. */
export function readAwsFiles(env: Io['env']): AwsFiles {
  const files = readConfigFiles(env)
  const documents = files.flatMap(({ kind, path, text }) =>
    text === null ? [] : [{ kind, document: parseIni(text, path) }],
  )
  return { files, graph: buildProfileGraph(documents) }
}
