// Builds every package that has something to build; turbo skips what has not changed.
import { runPnpm } from './pnpm.mjs'

const { code, output } = await runPnpm(
  ['exec', 'turbo', 'run', 'build', '--output-logs=errors-only', '--no-color', ...process.argv.slice(2)],
  process.cwd(),
)
if (code === 0) console.log('packages/cli/dist/node/awsx.js\npackages/cli/dist/native/awsx')
else console.error(output)
process.exitCode = code
