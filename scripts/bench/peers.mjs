// What is installed of the tools people come from, each with credentials it need not ask anybody for.
import { spawnSync } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { checkCommand } from './measure.mjs'

/** The rows of the peers that work here, and why the others are absent. */
export async function listPeers(world) {
  const { accessKey, env, root } = world
  const { accessKeyId, secretAccessKey } = accessKey
  const home = join(root, 'peers')
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`
  const peerEnv = {
    HOME: home,
    PATH: process.env.PATH ?? env.PATH,
    LANG: env.LANG,
    TERM: env.TERM,
    AWS_CONFIG_FILE: world.write('peers/.aws/config', '[profile static]\nregion = us-east-1\n'),
    AWS_SHARED_CREDENTIALS_FILE: world.write('peers/.aws/credentials', `[static]\n${keys}`),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_VAULT_BACKEND: 'file',
    AWS_VAULT_FILE_PASSPHRASE: 'bench',
    AWS_VAULT_FILE_DIR: join(home, 'aws-vault'),
    GRANTED_DISABLE_UPDATE_CHECK: 'true',
  }
  const rows = []
  const absent = []
  for (const peer of [awsCli(peerEnv), awsVault(peerEnv, accessKey), granted(peerEnv)]) {
    if (peer.argv === undefined) absent.push(peer)
    else
      await checkCommand(peer).then(
        () => rows.push(peer),
        (error) => absent.push({ ...peer, why: error.message }),
      )
  }
  return { rows, absent }
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

function findPrograms(name) {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/bin', '/usr/bin']
  return [...new Set(folders)].map((folder) => join(folder, name)).filter(isExecutable)
}

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
