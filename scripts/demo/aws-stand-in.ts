// Stands in for `aws` where it is not installed: two calls, made by the AWS SDK with the credentials of the environment.
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

interface Client {
  send(command: object): Promise<Record<string, unknown>>
}
type Sdk = Readonly<Record<string, (new (input: object) => object) | undefined>>

const calls: Readonly<Record<string, readonly [module: string, client: string, command: string]>> = {
  'elasticbeanstalk describe-applications': [
    '@aws-sdk/client-elastic-beanstalk',
    'ElasticBeanstalkClient',
    'DescribeApplicationsCommand',
  ],
  'sts get-caller-identity': ['@aws-sdk/client-sts', 'STSClient', 'GetCallerIdentityCommand'],
}

const words = process.argv.slice(2).join(' ')
const call = calls[words]
if (call === undefined) {
  console.error(`aws: this stand-in only knows:\n${Object.keys(calls).join('\n')}`)
  process.exit(252)
}

const [moduleName, clientName, commandName] = call
// The SDK is a dependency of the tests, not of the checkout's root.
const { resolve } = createRequire(join(import.meta.dirname, '../../test/package.json'))
const sdk = (await import(pathToFileURL(resolve(moduleName)).href)) as Sdk
const [Client, Command] = [sdk[clientName], sdk[commandName]]
if (Client === undefined || Command === undefined) throw new Error(`${moduleName} has no ${commandName}`)

try {
  const { $metadata: _, ...answer } = await (new Client({}) as Client).send(new Command({}))
  console.log(JSON.stringify(answer, null, 4))
} catch (error) {
  console.error(`aws: ${(error as Error).message}`)
  process.exitCode = 254
}
