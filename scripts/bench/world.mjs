// A home that is thrown away: a sandbox for AWS, a vault with one key, and a session that is kept in it.
import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createSandbox, createTutorialWorld } from '../../packages/sandbox/src/index.ts'
import { formatIdentityText, generateScalar } from '../../packages/store/src/identity.ts'
import { formatManyProfiles } from './many-profiles.mjs'

const dist = join(import.meta.dirname, '../../packages/cli/dist')
const manyProfiles = 10_000

/**
 * Makes the world: `programs` are the two builds, `profile` has credentials in the cache, `env` is all that a command gets, `manyEnv` is the same with
 * ten thousand more profiles. Throws when a session cannot be made.
 */
export async function createBenchWorld() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'awsx-bench-')))
  const { world, accessKey, mfaDevice, role, region } = createTutorialWorld()
  const sandbox = await createSandbox({ world })
  const phone = sandbox.phone(mfaDevice.serialNumber)
  const write = (name, text) => {
    const path = join(root, name)
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    writeFileSync(path, text, { mode: 0o600 })
    return path
  }
  const config = `[profile identity]
region = ${region}
mfa_serial = ${mfaDevice.serialNumber}
[profile web-admin]
role_arn = ${role.arn}
source_profile = identity
region = ${region}
`
  // Copies, so that a build that starts meanwhile does not matter.
  for (const build of ['native', 'node']) cpSync(join(dist, build), join(root, build), { recursive: true })
  const programs = { native: join(root, 'native/awsx'), node: join(root, 'node/awsx.js') }
  const bin = join(root, 'bin')
  mkdirSync(bin)
  symlinkSync(process.execPath, join(bin, 'node'))
  const env = {
    HOME: join(root, 'home'),
    PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
    LANG: 'C.UTF-8',
    TERM: 'xterm-256color',
    SHELL: '/bin/bash',
    AWS_CONFIG_FILE: write('home/.aws/config', config),
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWSX_IDENTITY_FILE: write('identity.txt', formatIdentityText(generateScalar())),
  }
  const manyEnv = { ...env, AWS_CONFIG_FILE: write('many/config', config + formatManyProfiles(manyProfiles)) }
  const key = { AWS_ACCESS_KEY_ID: accessKey.accessKeyId, AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey }
  const close = async () => {
    await sandbox.close()
    rmSync(root, { recursive: true, force: true })
  }
  try {
    await runOnce([programs.native, 'add', 'identity', '--from-env', '--no-verify'], { ...env, ...key })
    await runOnce([programs.native, 'env', 'web-admin'], { ...env, AWSX_MFA_CODE: phone.takeCode() })
  } catch (error) {
    await close()
    throw error
  }
  return { root, programs, env, config, manyEnv, accessKey, profile: 'web-admin', sandbox, phone, write, close }
}

function runOnce([command, ...args], env) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`awsx ${args[0]} ended with ${code}: ${said}`)),
    )
  })
}
