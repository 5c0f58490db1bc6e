// The scan by which "after a lock nothing is left in memory" is shown must itself find what is there.
import { spawn } from 'node:child_process'
import { expect, onTestFinished, test } from 'vitest'
import { scanMemory } from './support/core-scan.ts'

/** A process that holds a secret as JavaScript has made it; the secret itself goes in through a pipe. */
async function hold(secret: string, expression: string): Promise<number> {
  const script = `let text = ''
    process.stdin.setEncoding('latin1').on('data', (chunk) => (text += chunk)).on('end', () => {
      globalThis.kept = ${expression}
      process.stdout.write('kept')
      setInterval(() => globalThis.kept, 1000)
    })`
  const child = spawn(process.execPath, ['-e', script], { stdio: ['pipe', 'pipe', 'ignore'], env: {} })
  onTestFinished(() => void child.kill('SIGKILL'))
  // In a form that the scan does not look for.
  child.stdin.end([...Buffer.from(secret)].join(' '))
  await new Promise((resolve) => child.stdout.once('data', resolve))
  return child.pid ?? 0
}

const raw = 'Buffer.from(text.split(" ").map(Number))'
const cases = {
  utf8: raw,
  utf16le: `Buffer.from(${raw}.toString(), "utf16le")`,
  hex: `Buffer.from(${raw}.toString("hex").toUpperCase())`,
  base64: `Buffer.from(${raw}.toString("base64"))`,
}

test.runIf(process.platform === 'linux').each(Object.entries(cases))(
  'finds a planted secret as %s',
  async (form, expression) => {
    const secret = `Planted/${Math.random()}?${Math.random()}`
    const pid = await hold(secret, expression)
    const { counts, bytes } = scanMemory(pid, {
      secret: Buffer.from(secret),
      absent: Buffer.from(secret.replace('P', 'Q')),
    })
    expect(counts['secret']?.[form as keyof typeof cases]).toBeGreaterThan(0)
    expect(counts['absent']).toEqual({ utf8: 0, utf16le: 0, hex: 0, base64: 0 })
    expect(bytes).toBeGreaterThan(10_000_000)
  },
)

test.runIf(process.platform === 'linux').each([0, 1, 2])(
  'finds base64 of more than the secret, %i bytes in',
  async (before) => {
    const secret = `Planted/${Math.random()}?${Math.random()}`
    const pid = await hold(
      secret,
      `Buffer.from(Buffer.concat([Buffer.alloc(${before}, 88), ${raw}, Buffer.alloc(5, 89)]).toString("base64url"))`,
    )
    expect(scanMemory(pid, { secret: Buffer.from(secret) }).counts['secret']?.base64).toBeGreaterThan(0)
  },
)

test('throws where there is no such process', () => {
  expect(() => scanMemory(2 ** 22 + 1, { secret: Buffer.from('x') })).toThrow('ENOENT')
})
