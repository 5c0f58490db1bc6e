// The agent as it runs in earnest: what it holds after a lock, and what it says protects it.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { flavourUnderTest } from '../harness/index.ts'
import { answer, codePrompt, passphrase, startAgentStory } from './support/agent-story.ts'
import { scanMemory, type MemoryCount } from './support/core-scan.ts'
import { ageIdentity } from './support/sealed-identity.ts'
import { deriveStoreKey, storeIdOf } from './support/store-key.ts'

// Two scans of a whole memory.
vi.setConfig({ testTimeout: 120_000 })

const native = flavourUnderTest() === 'native'
const none: MemoryCount = { utf8: 0, utf16le: 0, hex: 0, base64: 0 }
// The memory of one that refuses tracing shows itself to root alone.
const canLook = process.platform === 'linux' && process.getuid?.() === 0

test.runIf(canLook)('after a lock its memory has no key, no passphrase and no session', async () => {
  const story = await startAgentStory()
  const { here, accessKey, phone } = story
  await story.unlock()
  const pty = here.pty(['env', 'web-admin', '--format', 'json'])
  await answer(pty, codePrompt, phone.takeCode())
  await pty.waitFor('"SecretAccessKey"')
  await pty.exit()
  const kept = await here.run(['env', 'web-admin', '--format', 'json'])
  const session = JSON.parse(kept.stdout) as { readonly SecretAccessKey: string; readonly SessionToken: string }
  const secrets = {
    key: Buffer.from(accessKey.secretAccessKey),
    passphrase: Buffer.from(passphrase),
    session: Buffer.from(session.SecretAccessKey),
    token: Buffer.from(session.SessionToken),
  }
  const pid = (await story.agent())?.pid ?? 0
  // Control: while it is open, it does hold the session that it gives out.
  const open = scanMemory(pid, secrets)
  expect(Object.values(open.counts['session'] ?? none).some((count) => count > 0)).toBe(true)

  expect(await here.run(['lock'])).toMatchObject({ code: 0 })
  await expect.poll(async () => (await story.agent())?.locked).toBe(true)
  const again = (await story.agent())?.pid ?? 0
  const locked = scanMemory(again, secrets)
  expect(locked.counts).toEqual({ key: none, passphrase: none, session: none, token: none })
  expect(locked.bytes).toBeGreaterThan(5_000_000)
})

test.runIf(canLook)('after a lock its memory has no store key either, and before it no more than one', async () => {
  const { here, ...story } = await startAgentStory()
  const data = join(here.env['XDG_DATA_HOME'] ?? '', 'awsx')
  const storeKey = deriveStoreKey(ageIdentity, storeIdOf(readFileSync(join(data, 'vault/00000002.age'))))
  await story.unlock()
  await here.run(['list'])
  const open = scanMemory((await story.agent())?.pid ?? 0, { storeKey }).counts['storeKey'] ?? none
  // As bytes it is in the runtime's key object; the control that it is the right one that is looked for.
  expect(open.utf8).toBe(1)
  expect({ ...open, utf8: 0 }).toEqual(none)

  await here.run(['lock'])
  await expect.poll(async () => (await story.agent())?.locked).toBe(true)
  expect(scanMemory((await story.agent())?.pid ?? 0, { storeKey }).counts['storeKey']).toEqual(none)
})

test.runIf(process.platform === 'linux')('says what protects it, before and after a lock', async () => {
  const story = await startAgentStory()
  await story.unlock()
  const hardening = {
    noCoreFile: true,
    noTracing: native,
    peerUser: native,
    noDebugger: true,
    permissions: !native,
    noProto: !native,
    ownEnvironment: true,
  }
  const open = await story.agent()
  expect(open?.hardening).toEqual(hardening)
  expect(readFileSync(`/proc/${open?.pid}/limits`, 'utf8')).toMatch(/^Max core file size\s+0\s+0\s/m)
  await story.here.run(['lock'])
  await expect.poll(async () => (await story.agent())?.locked).toBe(true)
  expect((await story.agent())?.hardening).toEqual(hardening)
})
