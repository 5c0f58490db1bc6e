// The circumstances of a run, and how large the builds are.
import { readdirSync, statSync } from 'node:fs'
import { arch, cpus, loadavg, platform } from 'node:os'
import { dirname, join } from 'node:path'

/** The machine, the Node that was compared with, and the bytes of both builds. */
export function readFacts({ programs }, runs) {
  return {
    runs,
    machine: `${platform()} ${arch()}, ${cpus().length} cores`,
    node: process.version,
    isBusy: (loadavg()[0] ?? 0) > cpus().length + 1,
    bytes: { native: statSync(programs.native).size, node: sizeOf(dirname(programs.node)) },
  }
}

function sizeOf(folder) {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
