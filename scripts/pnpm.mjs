// pnpm by way of npx: the machine needs npm alone. Runs on Node 16.
import { spawn } from 'node:child_process'

/** Runs pnpm and resolves to its exit code and all it printed; `onOutput` gets each piece as it comes. */
export function runPnpm(args, cwd, onOutput = () => {}) {
  const env = {
    ...process.env,
    // npm hands its whole configuration to scripts, and warns of each name it does not know itself.
    npm_config_loglevel: 'error',
    npm_config_update_notifier: 'false',
    npm_config_prefer_offline: 'true',
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
  }
  return new Promise((resolve) => {
    let output = ''
    const child = spawn('npx', ['--yes', 'pnpm@12', ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text
        onOutput(text)
      })
    }
    child.on('error', (error) =>
      resolve({ code: 127, output: `npx (part of npm) cannot be started: ${error.message}` }),
    )
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}
