// What the two builds must not take from their surroundings. The `control` runs show that the bait itself is good.
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createWorld, findProgram, flavourUnderTest } from './harness/index.ts'
import type { World } from './harness/index.ts'

const bun = join(import.meta.dirname, '../node_modules/.bin/bun')
const marker = 'foreign-code-ran'

function writeBait(world: World): string {
  return world.write('bait.cjs', `require('node:fs').writeFileSync(${JSON.stringify(join(world.home, marker))}, '')`)
}

function hasRun(world: World): boolean {
  return existsSync(join(world.home, marker))
}

async function expectVersion(world: World, env: Record<string, string> = {}): Promise<void> {
  const result = await world.run(['--version'], { env })
  expect(result).toMatchObject({ code: 0, stderr: '' })
  expect(result.stdout).toMatch(/\d+\.\d+\.\d+/)
}

/** A debugger that waits for programs to report to it; `onSeen` is called as soon as one does. */
function listenForInspector(path: string, onSeen: () => void): Promise<{ seen: () => boolean }> {
  return new Promise((resolve, reject) => {
    let isSeen = false
    const server = createServer((socket) => {
      isSeen = true
      onSeen()
      socket.on('error', () => {}).destroy()
    })
    onTestFinished(() => new Promise((done) => void server.close(() => done())))
    server.on('error', reject)
    server.listen(path, () => resolve({ seen: () => isSeen }))
  })
}

describe('NODE_OPTIONS', () => {
  test('control: it preloads into a plain node', async () => {
    const world = createWorld()
    const env = { NODE_OPTIONS: `--require ${writeBait(world)}` }
    await world.runCommand(['node', '-e', '0'], { env })
    expect(hasRun(world)).toBe(true)
  })

  test('I232 NODE_OPTIONS-require', async () => {
    const world = createWorld()
    await expectVersion(world, { NODE_OPTIONS: `--require ${writeBait(world)}` })
    expect(hasRun(world)).toBe(false)
  })

  test('I233 NODE_OPTIONS-inspect', async () => {
    const world = createWorld()
    const env = { NODE_OPTIONS: '--inspect=127.0.0.1:0' }
    const control = await world.runCommand(['node', '-e', '0'], { env })
    expect(control.stderr).toContain('Debugger listening')
    await expectVersion(world, env)
  })
})

describe('what the Bun runtime reads', () => {
  test('I261 bunfig-preload-in-cwd', async () => {
    const world = createWorld()
    world.write('bunfig.toml', `preload = [${JSON.stringify(writeBait(world))}]`)
    await expectVersion(world)
    expect(hasRun(world)).toBe(false)
    await world.runCommand([bun, world.write('empty.js', '')])
    expect(hasRun(world), 'control').toBe(true)
  })

  test.skipIf(findProgram('strace') === null)('I262 dotenv-in-cwd', async () => {
    const world = createWorld()
    world.write('.env', 'AWS_REGION=nowhere-1\n')
    const opened = async (argv: readonly string[]): Promise<string> => {
      const log = join(world.root, 'strace.log')
      const { code } = await world.runCommand(['strace', '-f', '-e', 'trace=open,openat', '-o', log, ...argv])
      expect(code).toBe(0)
      return readFileSync(log, 'utf8')
    }
    expect(await opened([world.awsx, '--version'])).not.toContain('.env')
    expect(await opened([bun, world.write('empty.js', '')]), 'control').toContain('.env')
  })

  test('I263 BUN_OPTIONS-preload', async () => {
    const world = createWorld()
    const env = { BUN_OPTIONS: `--preload ${writeBait(world)}` }
    await expectVersion(world, env)
    expect(hasRun(world)).toBe(false)
    await world.runCommand([bun, world.write('empty.js', '')], { env })
    expect(hasRun(world), 'control').toBe(true)
  })

  test('I264 BUN_BE_BUN', async () => {
    const world = createWorld()
    const bait = writeBait(world)
    await world.run([bait], { env: { BUN_BE_BUN: '1' } })
    expect(hasRun(world)).toBe(false)
  })

  test.each([
    { name: 'BUN_INSPECT_NOTIFY', env: (url: string) => ({ BUN_INSPECT: '127.0.0.1:0', BUN_INSPECT_NOTIFY: url }) },
    { name: 'BUN_INSPECT_CONNECT_TO', env: (url: string) => ({ BUN_INSPECT_CONNECT_TO: url }) },
  ])('I264 $name opens no inspector', async ({ env }) => {
    const world = createWorld()
    const socket = join(world.root, 'inspector.sock')
    const inspector = await listenForInspector(socket, () => world.write('seen', ''))
    await expectVersion(world, env(`unix://${socket}`))
    expect(inspector.seen()).toBe(false)
    // A program that lives until it is inspected, or half a minute.
    const script = world.write(
      'wait.js',
      `const end = Date.now() + 30_000
setInterval(() => { if (require('node:fs').existsSync('seen') || Date.now() > end) process.exit() }, 10)`,
    )
    await world.runCommand([bun, script], { env: env(`unix://${socket}`) })
    expect(inspector.seen(), 'control').toBe(true)
  })
})

test('the build under test is the one that runs', async () => {
  const world = createWorld()
  expect(world.flavour).toBe(flavourUnderTest())
  const { stdout } = await world.runCommand(['sh', '-c', 'head -c 4 "$(readlink -f "$(command -v awsx)")"'])
  expect(stdout).toBe(flavourUnderTest() === 'native' ? '\x7fELF' : '#!/u')
})
