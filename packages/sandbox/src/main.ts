import process from 'node:process'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { runControlCommand } from './control.ts'
import { createSandbox } from './sandbox.ts'
import { createTutorialWorld } from './tutorial-world.ts'

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, port: { type: 'string', default: '0' } },
})

const tutorial = createTutorialWorld()
const sandbox = await createSandbox({ world: tutorial.world, port: Number(values.port) })
const { accessKey, mfaDevice, user, role } = tutorial
const start = {
  url: sandbox.url,
  controlUrl: sandbox.controlUrl,
  region: tutorial.region,
  identity: {
    accountId: tutorial.identityAccountId,
    userName: user.userName,
    userArn: user.arn,
    accessKeyId: accessKey.accessKeyId,
    secretAccessKey: accessKey.secretAccessKey,
    mfaSerial: mfaDevice.serialNumber,
    mfaSecret: mfaDevice.secretBase32,
  },
  production: { accountId: tutorial.productionAccountId, roleArn: role.arn },
}
const print = (value: unknown): void => void process.stdout.write(`${JSON.stringify(value)}\n`)

if (values.json) print(start)
else process.stdout.write(`fake AWS on ${sandbox.url}, with:\n${JSON.stringify(start, null, 2)}\n`)

const stop = (): void => void sandbox.close().then(() => process.exit(0))
process.once('SIGTERM', stop)
process.once('SIGINT', stop)
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (line.trim() !== '') print(runControlCommand(line, sandbox))
  })
  .once('close', stop)
