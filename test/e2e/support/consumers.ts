import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { findProgram } from '../../harness/index.ts'
import type { World } from '../../harness/index.ts'

/** A Python that has boto3; null where there is none. */
export function findBoto3(): string | null {
  for (const name of ['python3', 'python']) {
    for (const path of ['/usr/bin:/usr/local/bin', process.env['PATH'] ?? '']) {
      const python = findProgram(name, path)
      if (python === null) continue
      const { status, stdout } = spawnSync(python, ['-c', 'import boto3, sys; print(sys.executable)'], {
        encoding: 'utf8',
      })
      if (status === 0) return stdout.trim()
    }
  }
  return null
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
