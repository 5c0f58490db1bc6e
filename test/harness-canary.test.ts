import { rmSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { createCanaries, createWorld, watchCommandLines } from './harness/index.ts'

const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'

function encodeInside(before: string): string {
  return Buffer.from(`${before}${secret} and more`).toString('base64')
}

describe('canaries', () => {
  test.each([
    ['in clear', `key=${secret};`],
    ['as hex', Buffer.from(secret).toString('hex')],
    ['in a URL', `?key=${encodeURIComponent(secret)}`],
    ['in base64', encodeInside('')],
    ['in base64, one byte on', encodeInside('1')],
    ['in base64, two bytes on', encodeInside('12')],
    ['in base64url', Buffer.from(secret).toString('base64url')],
  ])('are found %s', (_, text) => {
    const canaries = createCanaries()
    canaries.plant('long-term key', secret)
    expect(canaries.find('stderr', text)).toEqual(['long-term key'])
  })

  test('are not found elsewhere', () => {
    const canaries = createCanaries()
    canaries.plant('long-term key', secret)
    expect(canaries.find('stderr', `key=${secret.slice(1)}`)).toEqual([])
    expect(() => canaries.plant('code', '1234')).toThrow('too short')
  })

  test('may appear where they belong', () => {
    const canaries = createCanaries()
    const token = canaries.plantRandom('session token', { mayAppearOn: ['stdout'] })
    expect(canaries.find('stdout', token)).toEqual([])
    expect(canaries.find('stderr', token)).toEqual(['session token'])
  })
})

describe('a world looks for its canaries', () => {
  test.each(['stdout', 'stderr'] as const)('on %s of a command', async (stream) => {
    const world = createWorld()
    const text = world.canaries.plantRandom('passphrase')
    const target = stream === 'stdout' ? 1 : 2
    const run = world.runCommand(['sh', '-c', `cat >&${target}`], { stdin: text })
    await expect(run).rejects.toThrow(`secret "passphrase" leaked to ${stream}`)
    await expect(run).rejects.not.toThrow(text)
  })

  test('in files that a command left', async () => {
    const world = createWorld()
    const text = world.canaries.plantRandom('passphrase')
    await world.runCommand(['sh', '-c', 'mkdir deep; cat >deep/left-behind'], { stdin: text })
    expect(() => world.checkSecrets()).toThrow('secret "passphrase" leaked to file')
    world.canaries.forget('passphrase')
  })

  test('not in files that the test wrote, unless a command changed them', async () => {
    const world = createWorld()
    world.write('known', `aws_secret_access_key = ${world.canaries.plantRandom('static key')}\n`)
    expect(() => world.checkSecrets()).not.toThrow()
    await world.runCommand(['sh', '-c', 'echo more >>known'])
    expect(() => world.checkSecrets()).toThrow('secret "static key" leaked to file')
    world.canaries.forget('static key')
  })

  test('on a terminal, even when it was wiped at once', async () => {
    const world = createWorld()
    const text = world.canaries.plantRandom('passphrase')
    const pty = world.ptyCommand(['sh', '-c', 'read line; printf "\\033[2J%s\\033[2Jdone" ok'])
    pty.type(text)
    pty.press('enter')
    await pty.waitFor('done')
    expect(pty.screen().join()).not.toContain(text)
    expect(() => world.checkSecrets()).toThrow('secret "passphrase" leaked to terminal')
    world.canaries.forget('passphrase')
  })

  let kept = ''
  afterAll(() => rmSync(kept, { recursive: true }))

  test.fails('and fails the test at its end', async () => {
    const world = createWorld()
    kept = world.root
    const text = world.canaries.plantRandom('passphrase')
    const result = await world.runCommand(['sh', '-c', 'cat >left-behind'], { stdin: text })
    expect(result.code).toBe(0)
  })

  test.skipIf(process.platform !== 'linux')('in the argv of any process', async () => {
    const world = createWorld()
    const text = world.canaries.plantRandom('passphrase')
    const watch = (...words: readonly string[]): Promise<unknown> =>
      watchCommandLines(world.canaries, async () => {
        const pty = world.ptyCommand(['sh', '-c', 'echo here; read line', ...words])
        await pty.waitFor('here')
        // A timer that is due later than the next look at the processes, so that there is one.
        await new Promise((resolve) => setTimeout(resolve, 50))
        pty.press('enter')
        return await pty.exit()
      })
    await expect(watch(text)).rejects.toThrow('secret "passphrase" leaked to argv')
    await watch('nothing')
  })
})
