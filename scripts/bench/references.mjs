// Programs that do nothing, to compare with: built as awsx is.
import { spawnSync } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'

const bun = join(import.meta.dirname, '../../node_modules/.bin/bun')
const flags = ['--compile', '--minify', '--bytecode', '--format=esm']
const isolation = ['--no-compile-autoload-dotenv', '--no-compile-autoload-bunfig']

const askSocket = `import { createConnection } from 'node:net'
const socket = createConnection(process.argv[2])
socket.on('data', () => process.exit(0))
socket.write('hello')
`

/** Builds an empty program and one that asks a unix socket once; `world.close` takes the socket along. */
export async function buildReferences(world) {
  const socket = join(world.root, 'echo.sock')
  const server = createServer((peer) => peer.on('error', () => {}).pipe(peer))
  await new Promise((resolve, reject) => server.on('error', reject).listen(socket, resolve))
  // A program that fails to build must not keep the bench alive.
  server.unref()
  return { empty: compile(world, 'empty', ''), socket: [...compile(world, 'socket', askSocket), socket] }
}

function compile(world, name, source) {
  const outfile = join(world.root, name)
  const args = ['build', ...flags, ...isolation, `--outfile=${outfile}`, world.write(`${name}.js`, source)]
  const { status, stderr } = spawnSync(bun, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`the ${name} program cannot be built: ${stderr}`)
  return [outfile]
}
