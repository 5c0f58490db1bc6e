import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'
import { fetchAnswer } from './test-client.ts'
import { decodeBase32, totp } from './totp.ts'

interface Started {
  readonly url: string
  readonly controlUrl: string
  readonly identity: { readonly accessKeyId: string; readonly mfaSerial: string; readonly mfaSecret: string }
}

const children: ChildProcessWithoutNullStreams[] = []
afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')))

async function startMain(): Promise<{
  child: ChildProcessWithoutNullStreams
  started: Started
  command(value: unknown): Promise<Record<string, unknown>>
}> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), '--json'])
  children.push(child)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const next = async (): Promise<unknown> => JSON.parse(String((await lines.next()).value)) as unknown
  const started = (await next()) as Started
  return {
    child,
    started,
    async command(value) {
      child.stdin.write(`${typeof value === 'string' ? value : JSON.stringify(value)}\n`)
      return (await next()) as Record<string, unknown>
    },
  }
}

test('one line tells where it is; it is steered by lines; it ends with its stdin', async () => {
  const { child, started, command } = await startMain()
  expect(started.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(decodeBase32(started.identity.mfaSecret)).toHaveLength(40)

  const { clock } = await command({ clock: { jumpMs: 3_600_000 } })
  const { now, offsetMs } = clock as { now: number; offsetMs: number }
  expect(offsetMs).toBe(3_600_000)
  const { takeCode } = await command({ takeCode: started.identity.mfaSerial })
  expect([totp(started.identity.mfaSecret, now), totp(started.identity.mfaSecret, now + 30_000)]).toContain(takeCode)

  expect(await command({ id: 7, fault: { name: 'H207 html-200', times: 1 } })).toEqual({ id: 7, fault: { id: 1 } })
  const url = `${started.url}/?Action=GetCallerIdentity&Version=2011-06-15`
  expect((await fetchAnswer(url)).text).toContain('Wi-Fi')
  expect((await fetchAnswer(url)).field('Code')).toBe('MissingAuthenticationToken')
  const { calls } = await command({ calls: true })
  expect(calls).toMatchObject([{ status: 200 }, { status: 403, errorCode: 'MissingAuthenticationToken' }])

  const role = { accountId: '123456789012', roleName: 'Extra', trust: { Statement: { Effect: 'Allow', Action: '*' } } }
  expect(await command({ world: { addRole: role } })).toMatchObject({
    world: { addRole: { arn: 'arn:aws:iam::123456789012:role/Extra' } },
  })

  child.stdin.end()
  expect((await once(child, 'exit'))[0]).toBe(0)
})

test.each([
  ['{', 'JSON'],
  ['[]', 'a command is a JSON object'],
  [{ nonsense: true }, 'unknown command nonsense'],
  [{ fault: { name: 'nonsense' } }, 'unknown fault nonsense'],
  [{ world: { findRole: 'x' } }, 'unknown world method findRole'],
  [{ world: { addUser: { accountId: '1', userName: 'a' } } }, 'no account 1'],
  [{ clock: { offsetMs: 'x' } }, 'offsetMs is not a finite number'],
])('the command %j is answered with an error, and the next one works', async (line, message) => {
  const { command } = await startMain()
  expect((await command(line))['error']).toContain(message)
  expect(await command({ clearCalls: true })).toEqual({ clearCalls: true })
})

test('control by HTTP needs the token; SIGTERM ends it', async () => {
  const { child, started } = await startMain()
  const post = (url: string) => fetchAnswer(url, { method: 'POST', body: '{"clearFaults": true}' })
  expect((await post(started.controlUrl)).text).toBe('{"clearFaults":true}\n')
  expect((await post(`${started.url}/_control/`)).status).toBe(404)
  expect((await post(`${started.controlUrl.slice(0, -1)}_`)).status).toBe(404)
  expect((await fetchAnswer(started.controlUrl)).status).toBe(404)
  child.kill('SIGTERM')
  expect((await once(child, 'exit'))[0]).toBe(0)
})
