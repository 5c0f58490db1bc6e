import { expect, test } from 'vitest'
import { createWorld, encodeKey } from './harness/index.ts'

test('shows what a person sees and sends what they type', async () => {
  const world = createWorld()
  const pty = world.ptyCommand([
    'sh',
    '-c',
    'printf "name? "; read name; printf "\\033[31mhello %s\\033[0m\\n" "$name"',
  ])
  await pty.waitFor('name? ')
  pty.type('ann')
  pty.press('enter')
  expect(await pty.exit()).toEqual({ code: 0, signal: 0 })
  expect(pty.screen()).toEqual(['name? ann', 'hello ann'])
  expect(pty.raw().toString()).toContain('\x1b[31mhello ann')
})

test('gives the command a controlling terminal of the asked size', async () => {
  const world = createWorld()
  const pty = world.ptyCommand(['sh', '-c', 'stty size </dev/tty; read line; stty size'], { columns: 77, rows: 11 })
  await pty.waitFor('11 77')
  pty.resize(60, 20)
  pty.press('enter')
  await pty.waitFor('20 60')
})

test('ctrl-c ends the command with a signal', async () => {
  const world = createWorld()
  const pty = world.ptyCommand(['sh', '-c', 'echo ready; exec sleep 60'])
  await pty.waitFor('ready')
  pty.press('ctrl-c')
  expect(await pty.exit()).toMatchObject({ signal: 2 })
})

test('answers a question to the terminal', async () => {
  const world = createWorld()
  const script = `process.stdin.setRawMode(true)
    process.stdin.once('data', (answer) => { console.log(JSON.stringify(String(answer))); process.exit() })
    process.stdout.write('\\x1b[6n')`
  const pty = world.ptyCommand(['node', '-e', script])
  await pty.waitFor('"\\u001b[1;1R"')
})

test('joins lines that the terminal wrapped and keeps what scrolled away', async () => {
  const world = createWorld()
  const long = 'x'.repeat(250)
  const pty = world.ptyCommand(['sh', '-c', `seq 100; echo ${long}`], { columns: 80, rows: 10 })
  await pty.exit()
  expect(pty.screen()).toEqual([...Array.from({ length: 100 }, (_, index) => String(index + 1)), long])
})

test('a wait that ends in vain shows the screen', async () => {
  const world = createWorld()
  const waiting = world.ptyCommand(['sh', '-c', 'echo here; exec sleep 60'])
  await waiting.waitFor('here')
  await expect(waiting.waitFor('there', { timeoutMs: 100 })).rejects.toThrow(
    /there did not come within 100 ms\n--- screen\nhere/,
  )
  await expect(waiting.exit({ timeoutMs: 100 })).rejects.toThrow('its end did not come')
  const ended = world.ptyCommand(['sh', '-c', 'echo bye; exit 4'])
  await expect(ended.waitFor('hello')).rejects.toThrow(/hello did not come; it ended with \{"code":4.*bye/s)
})

test('what a command wrote last is not lost, however late it is read', async () => {
  const world = createWorld()
  const pty = world.ptyCommand(['sh', '-c', 'seq 5000; echo end'])
  class SlowPattern extends RegExp {
    override test(text: string): boolean {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 250)
      return super.test(text)
    }
  }
  await pty.waitFor(new SlowPattern('^end$', 'm'))
  expect(await pty.exit()).toEqual({ code: 0, signal: 0 })
  expect(pty.raw().toString().split('\r\n').slice(0, 5000)).toEqual(
    Array.from({ length: 5000 }, (_, index) => String(index + 1)),
  )
})

test('keys have names', () => {
  expect(['enter', 'up', 'ctrl-c', 'ctrl-[', 'alt-b'].map(encodeKey)).toEqual(['\r', '\x1b[A', '\x03', '\x1b', '\x1bb'])
  expect(() => encodeKey('hyper-x')).toThrow('hyper-x')
})
