import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { World } from '../../harness/index.ts'

const python = join(import.meta.dirname, '../../../node_modules/.cache/boto3/bin/python')

/** The Python that `npm test` gave boto3 (`scripts/boto3.mjs`); null where it could not. */
export function findBoto3(): string | null {
  return spawnSync(python, ['-c', 'import boto3']).status === 0 ? python : null
}

/**
 * Writes a program for Node on the AWS SDK for JavaScript v3, with its default credentials; returns its path.
 *
 * It lists the applications; a profile may be its first argument.
 */
export function writeSdkProgram(here: World): string {
  const sdk = createRequire(import.meta.url).resolve('@aws-sdk/client-elastic-beanstalk')
  return here.write(
    'sdk.cjs',
    `const { ElasticBeanstalkClient, DescribeApplicationsCommand } = require(${JSON.stringify(sdk)})
const profile = process.argv[2]
const client = new ElasticBeanstalkClient(profile === undefined ? {} : { profile })
client.send(new DescribeApplicationsCommand({})).then(
  ({ Applications }) => console.log(Applications.map((one) => one.ApplicationName).join(' ')),
  (error) => { console.error(error.message); process.exitCode = 1 },
)
`,
  )
}

/** Makes every AWS CLI of version 2 ask STS at `url`, by an endpoint rule set in `~/.aws/models`. */
export function sendStsOfCliTo(here: World, url: string): void {
  const flag = { required: true, default: false, documentation: '', type: 'Boolean' }
  const text = { required: false, documentation: '', type: 'String' }
  const rules = {
    version: '1.0',
    parameters: {
      Region: { ...text, builtIn: 'AWS::Region' },
      UseDualStack: { ...flag, builtIn: 'AWS::UseDualStack' },
      UseFIPS: { ...flag, builtIn: 'AWS::UseFIPS' },
      Endpoint: { ...text, builtIn: 'SDK::Endpoint' },
      UseGlobalEndpoint: { ...flag, builtIn: 'AWS::STS::UseGlobalEndpoint' },
    },
    rules: [{ conditions: [], type: 'endpoint', endpoint: { url, properties: {}, headers: {} } }],
  }
  here.write('.aws/models/sts/2011-06-15/endpoint-rule-set-1.json', JSON.stringify(rules))
}
