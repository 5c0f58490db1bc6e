// Lists the applications for each line it reads, with one client of the AWS SDK for JavaScript for all its life.
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { DescribeApplicationsCommand, ElasticBeanstalkClient } from '@aws-sdk/client-elastic-beanstalk'

const profile = process.argv[2]
const client = new ElasticBeanstalkClient(profile === undefined ? {} : { profile })

for await (const _ of createInterface({ input: process.stdin })) {
  const answer = await listApplications()
  await settle()
  console.log(JSON.stringify(answer))
}

async function listApplications(): Promise<string> {
  try {
    const { Applications = [] } = await client.send(new DescribeApplicationsCommand({}))
    return Applications.map((one) => one.ApplicationName).join(' ')
  } catch (error) {
    return String(error)
  }
}

/** The SDK renews behind the call's back what ends within five minutes: the clock must not jump meanwhile. */
async function settle(): Promise<void> {
  for (;;) {
    const { expiration } = await client.config.credentials()
    if (expiration === undefined || expiration.getTime() - Date.now() >= 300_000) return
    await sleep(10)
  }
}
