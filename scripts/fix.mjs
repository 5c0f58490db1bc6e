// Formats every file and applies the fixes the linter is sure of.
import { spawnSync } from 'node:child_process'

for (const [command, ...args] of [
  ['oxfmt', ...process.argv.slice(2)],
  ['oxlint', '--fix', ...process.argv.slice(2)],
]) {
  const { status } = spawnSync(command, args, { stdio: 'inherit' })
  process.exitCode ||= status ?? 1
}
