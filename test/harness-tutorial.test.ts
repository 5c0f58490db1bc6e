import { describe, expect, test } from 'vitest'
import { findAwsCli, startTutorial } from './harness/index.ts'

const aws = findAwsCli()

describe('tutorial', () => {
  test.skipIf(aws === null)('answers the AWS CLI', async () => {
    const { here, accessKey, sandbox, identityAccountId, region, user } = await startTutorial()
    const { accessKeyId, secretAccessKey } = accessKey
    here.write('.aws/config', `[default]\nregion = ${region}\n`)
    here.write(
      '.aws/credentials',
      `[default]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    )
    // Versions before 2.13 do not know AWS_ENDPOINT_URL.
    const result = await here.runCommand([aws ?? 'aws', '--endpoint-url', sandbox.url, 'sts', 'get-caller-identity'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toMatchObject({ Account: identityAccountId, Arn: user.arn })
    expect(sandbox.calls).toHaveLength(1)
  })

  test('guards the long-term key', async () => {
    const { here, accessKey } = await startTutorial()
    const leak = here.runCommand(['cat'], { stdin: accessKey.secretAccessKey })
    await expect(leak).rejects.toThrow('secret "long-term key" leaked to stdout')
  })
})
