// What is installed of the tools people come from, each with what it needs to ask nobody.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { createSandbox, createTutorialWorld } from '../../packages/sandbox/src/index.ts'
import { checkCommand } from './measure.mjs'
import { findPrograms } from './programs.mjs'

/** The rows of the peers that work here, why the others are absent, and `close` for what they were made from. */
export async function listPeers({ root, env, write }) {
  // An AWS of their own: some call it every time, and awsx must not.
  const { world, accessKey, mfaDevice, role, region } = createTutorialWorld()
  const sandbox = await createSandbox({ world })
  const { accessKeyId, secretAccessKey } = accessKey
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  const mfa = `source_profile = static\nmfa_serial = ${mfaDevice.serialNumber}\n`
  const config = `[profile static]\nregion = ${region}\n[profile web-admin]\nrole_arn = ${role.arn}\nregion = ${region}\n${mfa}`
  const peerEnv = {
    HOME: join(root, 'peers'),
    PATH: process.env.PATH ?? env.PATH,
    LANG: env.LANG,
    TERM: env.TERM,
    AWS_CONFIG_FILE: write('peers/.aws/config', config),
    AWS_SHARED_CREDENTIALS_FILE: write('peers/.aws/credentials', `[static]\n${keys}`),
    AWS_ENDPOINT_URL: sandbox.url,
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_VAULT_BACKEND: 'file',
    AWS_VAULT_FILE_PASSPHRASE: 'bench',
    AWS_VAULT_FILE_DIR: join(root, 'peers/aws-vault'),
    GRANTED_DISABLE_UPDATE_CHECK: 'true',
  }
  const rows = []
  const absent = []
  const phone = sandbox.phone(mfaDevice.serialNumber)
  for (const peer of [awsCli(peerEnv), awsVault(peerEnv, accessKey), granted(peerEnv), awsume(peerEnv, phone)]) {
    if (peer.argv === undefined) absent.push(peer)
    else
      await checkCommand({ ...peer, argv: [...peer.argv, ...(peer.firstArgs ?? [])] }).then(
        () => rows.push(peer),
        (error) => absent.push({ ...peer, why: error.message }),
      )
  }
  return { rows, absent, close: () => sandbox.close() }
}

function awsCli(env) {
  const title = 'aws configure export-credentials (static keys)'
  // The command came with 2.9; another aws may be first on PATH.
  const argv = findPrograms('aws')
    .map((path) => [path, 'configure', 'export-credentials', '--profile', 'static'])
    .find(([path]) => isNewEnough(spawnSync(path, ['--version'], { encoding: 'utf8', env }).stdout))
  return { id: 'aws', title, argv, env, shows: /"AccessKeyId"/, why: 'no AWS CLI from 2.9 on' }
}

function isNewEnough(version) {
  const [, major, minor] = /^aws-cli\/(\d+)\.(\d+)/.exec(version ?? '') ?? []
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 9)
}

function awsVault(env, { accessKeyId, secretAccessKey }) {
  const [path] = findPrograms('aws-vault')
  const title = 'aws-vault export --no-session (file backend)'
  const peer = { id: 'aws-vault', title, env, shows: /AWS_ACCESS_KEY_ID=/, why: 'aws-vault is not installed' }
  if (path === undefined) return peer
  const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
  spawnSync(path, ['add', '--env', 'static'], { env: { ...env, ...keys }, stdio: 'ignore', timeout: 30_000 })
  return { ...peer, argv: [path, 'export', '--no-session', '--format=env', 'static'] }
}

function granted(env) {
  const [path] = findPrograms('assume')
  const title = 'granted: assume --exec true (static keys)'
  const peer = { id: 'granted', title, env, shows: /^/, why: 'granted is not installed' }
  return path === undefined ? peer : { ...peer, argv: [path, 'static', '--exec', 'true'] }
}

/** The program behind the shell function `awsume`. It keeps the MFA session; the role it assumes each time. */
function awsume(env, phone) {
  const [path] = findPrograms('awsumepy')
  const title = 'awsumepy (MFA session kept, one AssumeRole)'
  const peer = { id: 'awsume', title, env, shows: /^Awsume ASIA/, why: 'awsume is not installed' }
  if (path === undefined) return peer
  return { ...peer, argv: [path, 'web-admin'], firstArgs: ['--mfa-token', phone.takeCode()] }
}
