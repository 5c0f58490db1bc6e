import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createSts } from './sts.ts'
import { hasOpenssl, makeCertificates } from './testing/certificates.ts'
import type { Certificates } from './testing/certificates.ts'
import { startConnectProxy } from './testing/connect-proxy.ts'
import { startScriptedServer } from './testing/scripted-server.ts'
import type { ScriptedServer } from './testing/scripted-server.ts'
import { identityAnswer } from './testing/sts-answers.ts'
import { endpointAt, errorOf, keys } from './testing/sts-bench.ts'

describe.skipIf(!hasOpenssl())('https', () => {
  let folder: string
  let certificates: Certificates
  let server: ScriptedServer

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'awsx-tls-'))
    certificates = makeCertificates(folder)
    server = await startScriptedServer((response) => response.end(identityAnswer()), certificates)
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const call = (env: Record<string, string>, caBundle: string | null = null): Promise<unknown> => {
    const clock = { now: () => Date.now(), sleep: async () => {} }
    const sts = createSts({ clock, env, notify: () => {} })
    return sts.getCallerIdentity(keys, endpointAt(server.url, { caBundle }))
  }
  const startProxy = async (refusal?: string): Promise<{ port: number; asked: string[] }> => {
    const proxy = await startConnectProxy(refusal)
    onTestFinished(() => proxy.stop())
    return proxy
  }

  test('a certificate of a private authority is refused', async () => {
    const before = server.received.length
    const error = await errorOf(call({}))
    expect(error.code).toBe('unreachable')
    expect(error.message).toContain(`127.0.0.1:${server.port} is not trusted`)
    expect(error.hint).toContain('AWS_CA_BUNDLE')
    expect(server.received).toHaveLength(before)
  })

  test('ca_bundle, and AWS_CA_BUNDLE where the profile names none', async () => {
    await expect(call({}, certificates.caBundle)).resolves.toMatchObject({ accountId: '123456789012' })
    await expect(call({ AWS_CA_BUNDLE: certificates.caBundle })).resolves.toMatchObject({ accountId: '123456789012' })
  })

  test('I239 a CA bundle that is none', async () => {
    const empty = join(folder, 'empty.pem')
    writeFileSync(empty, 'no certificate')
    expect((await errorOf(call({}, empty))).code).toBe('config_invalid')
    expect((await errorOf(call({ AWS_CA_BUNDLE: join(folder, 'missing') }))).code).toBe('config_unreadable')
  })

  test('I235 NODE_TLS_REJECT_UNAUTHORIZED-0', async () => {
    const before = server.received.length
    const error = await errorOf(call({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }, certificates.caBundle))
    expect(error.code).toBe('config_invalid')
    expect(server.received).toHaveLength(before)
  })

  test('HTTPS_PROXY tunnels, with ca_bundle inside, and its password goes to the proxy only', async () => {
    const proxy = await startProxy()
    const before = server.received.length
    await call({ HTTPS_PROXY: `http://user:p%40ss@127.0.0.1:${proxy.port}` }, certificates.caBundle)
    const authorization = `Basic ${Buffer.from('user:p@ss').toString('base64')}`
    expect(proxy.asked).toEqual([`127.0.0.1:${server.port} ${authorization}`])
    expect(server.received[before]?.headers['proxy-authorization']).toBeUndefined()
  })

  test('the certificate is checked inside the tunnel too', async () => {
    const proxy = await startProxy()
    const error = await errorOf(call({ HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }))
    expect(error.message).toContain('is not trusted')
  })

  test('NO_PROXY', async () => {
    const proxy = await startProxy()
    const env = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, NO_PROXY: '127.0.0.0/8' }
    await call(env, certificates.caBundle)
    expect(proxy.asked).toEqual([])
  })

  test.each([
    ['407 Proxy Authentication Required', 'wants a user and a password'],
    ['403 Forbidden', 'HTTP 403 and nothing of AWS'],
    ['502 Bad Gateway', 'HTTP 502 and nothing of AWS'],
  ])('I240 HTTPS_PROXY-userinfo-in-logs: %s', async (refusal, words) => {
    const proxy = await startProxy(refusal)
    const before = server.received.length
    const error = await errorOf(call({ HTTPS_PROXY: `http://user:hunter2@127.0.0.1:${proxy.port}` }))
    expect(error.code).toBe('unreachable')
    expect(error.message).toContain(words)
    expect(error.message).toContain(`through the proxy 127.0.0.1:${proxy.port}`)
    expect(JSON.stringify([error.message, error.hint, error.data, String(error.cause)])).not.toMatch(/hunter2|user:/)
    expect(server.received).toHaveLength(before)
  })
})
