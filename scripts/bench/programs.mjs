// Where the programs of others are.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** The paths of a program: in the folders of `AWSX_BENCH_PEERS`, on PATH, and where systems put theirs. */
export function findPrograms(name) {
  const lists = [process.env.AWSX_BENCH_PEERS, process.env.PATH, '/usr/local/bin', '/usr/bin']
  const folders = lists.flatMap((list) => (list ?? '').split(delimiter)).filter((folder) => folder !== '')
  return [...new Set(folders)].map((folder) => join(folder, name)).filter(isExecutable)
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
