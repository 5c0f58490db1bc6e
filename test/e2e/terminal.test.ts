import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listProcesses, type Pty } from '../harness/index.ts'
import { ageIdentity, passphrase, sealedIdentity } from './support/sealed-identity.ts'
import { createStoreWorld, formatKey, requireDone } from './support/store-world.ts'

const prompt = 'Passphrase of the awsx vault: '

/** A world whose vault only the passphrase opens, and a bash in it; `isSlow`: with the work factor that awsx takes itself. */
async function openLockedShell(isSlow = false): Promise<{ readonly shell: Pty; readonly mark: string }> {
  const { world, secret, paths } = createStoreWorld({ env: { AWSX_IDENTITY_FILE: undefined } })
  world.canaries.plant('passphrase', passphrase)
  if (!isSlow) world.write(paths.identityFile, sealedIdentity)
  const env = isSlow
    ? { AWSX_PASSPHRASE_FILE: world.write(join(world.root, 'passphrase'), passphrase) }
    : { AWSX_IDENTITY_FILE: world.write(join(world.root, 'plain'), ageIdentity) }
  requireDone(await world.prepare(['add', 'ada', '--stdin', '--no-verify'], { env, stdin: formatKey(secret) }))
  if (isSlow) world.write(join(world.root, 'passphrase'), '')
  return { shell: world.ptyShell('bash'), mark: world.root }
}

/** The process that asks; on Node it is the one that the first line of the program became. */
async function findAsking(mark: string): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const found = listProcesses().find(
      ({ argv, environment }) => argv.includes('remove') && environment.some((entry) => entry.includes(mark)),
    )
    if (found !== undefined) return found.pid
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('no awsx is running')
}

async function expectEcho(shell: Pty): Promise<void> {
  shell.type('stty -a | tr " ;" "\\n\\n" | grep -xE -- "-?(echo|icanon|isig)" | paste -sd,\r')
  await shell.waitFor(/^isig,icanon,echo$/m)
}

describe('the terminal while awsx asks for a passphrase', () => {
  test('ctrl-c ends with 130 and gives the echo back', async () => {
    const { shell } = await openLockedShell()
    shell.type('awsx remove ada --yes; echo "code $?"\r')
    await shell.waitFor(prompt)
    shell.type('half a pass')
    shell.press('ctrl-c')
    await shell.waitFor('code 130')
    await expectEcho(shell)
    expect(shell.screen().join('\n')).not.toContain('half a pass')
    shell.kill()
  })

  test.each(['SIGTERM', 'SIGHUP'] as const)('%s ends it by that signal and gives the echo back', async (signal) => {
    const { shell, mark } = await openLockedShell()
    shell.type('awsx remove ada --yes; echo "code $?"\r')
    await shell.waitFor(prompt)
    process.kill(await findAsking(mark), signal)
    await shell.waitFor(signal === 'SIGTERM' ? 'code 143' : 'code 129')
    await expectEcho(shell)
    shell.kill()
  })

  test('SIGTSTP stops it with the echo on; in the foreground again it asks again and takes the passphrase', async () => {
    const { shell, mark } = await openLockedShell()
    shell.type('awsx remove ada --yes\r')
    await shell.waitFor(prompt)
    process.kill(await findAsking(mark), 'SIGTSTP')
    await shell.waitFor('Stopped')
    await expectEcho(shell)
    shell.type('fg; echo "code $?"\r')
    // The second one: what is typed before it would be echoed by the terminal itself.
    await shell.waitFor(/Stopped[^]*Passphrase of the awsx vault: /)
    shell.type(`${passphrase}\r`)
    await shell.waitFor('code 0')
    shell.kill()
  })

  test('what is typed while the vault is unlocked is neither shown nor taken for an answer', async () => {
    const { shell } = await openLockedShell(true)
    shell.type('awsx remove ada\r')
    await shell.waitFor(prompt)
    shell.type(`${passphrase}\r`)
    await shell.waitFor('Unlocking…')
    shell.type('y too early\r')
    await shell.waitFor('[y/N]')
    expect(shell.raw().toString()).not.toContain('too early')
    shell.type('n\r')
    await shell.waitFor('nothing was removed')
    shell.kill()
  })

  test('a terminal that goes away ends it', async () => {
    const { shell, mark } = await openLockedShell()
    shell.type('awsx remove ada --yes\r')
    await shell.waitFor(prompt)
    const pid = await findAsking(mark)
    shell.hangUp()
    await expect.poll(() => listProcesses().some((process) => process.pid === pid)).toBe(false)
  })
})
