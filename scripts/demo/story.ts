import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Phone, Sandbox, TutorialWorld } from '../../packages/sandbox/src/index.ts'
import type { AwsProgram } from './aws-program.ts'
import { demand, listCalls, normalizeEnvironment, readApplicationNames, searchFiles } from './evidence.ts'
import type { DemoHome } from './home.ts'
import { watchPhone } from './phone-watch.ts'
import { openPlayer } from './player.ts'
import type { ShellProgram } from './shell.ts'
import type { Stage } from './stage.ts'

/** What the story is played with. */
export interface StoryDeps {
  readonly stage: Stage
  readonly home: DemoHome
  readonly shell: ShellProgram
  readonly aws: AwsProgram
  readonly tutorial: TutorialWorld
  readonly sandbox: Sandbox
  /** Of the user's MFA device. */
  readonly phone: Phone
}

/** A story in which what was shown is also checked. */
interface Chapter extends StoryDeps {
  prove(condition: boolean, shown: string, reason: string): void
  /** What each shell needs where nobody answers. */
  readonly extra: Readonly<Record<string, string>>
}

/** Tells the whole story; resolves to the number of checks that held. Throws at the first one that does not. */
export async function tellStory(deps: StoryDeps): Promise<number> {
  const { stage, home } = deps
  let proofs = 0
  const passphraseFile = join(home.root, 'passphrase')
  if (stage.mode === 'unattended') writeFileSync(passphraseFile, `${passphrase}\n`, { mode: 0o600 })
  const chapter: Chapter = {
    ...deps,
    extra: stage.mode === 'unattended' ? { AWSX_PASSPHRASE_FILE: passphraseFile } : {},
    prove(condition, shown, reason) {
      demand(condition, reason)
      stage.prove(shown)
      proofs++
    },
  }
  tellBeginning(deps)
  await sealKey(chapter)
  const accessKeyId = await assumeRole(chapter)
  await fillShell(chapter, accessKeyId)
  if (deps.shell.kind === 'sh') stage.tell('There is no zsh, bash or fish here: awsx use and awsx off are left out.')
  else await useAndLeave(chapter, accessKeyId)
  return proofs
}

const passphrase = 'lantern orbit mustard'
const applicationNames = ['checkout', 'storefront']

function tellBeginning({ stage, home, aws, shell, sandbox }: StoryDeps): void {
  stage.title('awsx: short-lived AWS credentials, from keys that are never on disk in clear')
  stage.tell(
    'A fake AWS runs on this machine. Nothing outside the throw-away folder is',
    'touched, and that is removed at the end.',
  )
  stage.show([
    ['folder', home.root],
    ['AWS', sandbox.url],
    ['aws', aws.description],
    ['shell', shell.path],
  ])
  if (stage.mode === 'guided') stage.tell('Commands are typed for you: Enter runs them, ctrl-c leaves.')
  if (stage.mode === 'unattended') stage.tell('There is no terminal: variables and flags answer what awsx asks.')
}

/** `awsx add`: from the administrator's hands into the vault. */
async function sealKey({ stage, home, shell, tutorial, sandbox, prove, extra }: Chapter): Promise<void> {
  const { accessKeyId, secretAccessKey } = tutorial.accessKey
  stage.title('1  The key goes into the vault')
  stage.tell(
    'This is the access key that AWS gave franklin. awsx asks AWS whose it is, and',
    'seals it with a new passphrase: any you like, or the one shown here.',
  )
  stage.show([
    ['access key id', accessKeyId],
    ['secret access key', secretAccessKey],
    ['passphrase', passphrase],
  ])
  const isUnattended = stage.mode === 'unattended'
  const player = openPlayer(stage, home, shell, {
    ...extra,
    ...(isUnattended ? { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } : {}),
  })
  await player.play(`awsx add identity${isUnattended ? ' --from-env --credential-process' : ''}`)
  await player.end()
  const asked = listCalls(sandbox, 'GetCallerIdentity').some((call) => call.accessKeyId === accessKeyId)
  prove(asked, `AWS was asked: ${tutorial.user.arn}`, 'AWS was not asked whose key it is')
  const { files, found } = searchFiles(home.home, secretAccessKey)
  const vault = files.find((path) => /\/vault\/\d+\.age$/.test(path))
  demand(vault !== undefined, 'there is no vault')
  prove(
    found.length === 0,
    `sealed; the secret is in none of the ${files.length} files in HOME`,
    `the secret is in clear in ${found.join(', ')}`,
  )
}

/** `awsx exec`: MFA buys a session, the session assumes the role. Resolves to the role's access key id. */
async function assumeRole(chapter: Chapter): Promise<string> {
  const { stage, home, shell, aws, tutorial, sandbox, phone, prove, extra } = chapter
  const config = [
    '[profile web-admin]',
    'source_profile = identity',
    `role_arn = ${tutorial.role.arn}`,
    `mfa_serial = ${phone.serialNumber}`,
    `region = ${tutorial.region}`,
    `endpoint_url = ${sandbox.url}`,
  ]
  home.append('.aws/config', `\n${config.join('\n')}\n`)
  stage.title('2  A role in another account, behind MFA')
  stage.tell('~/.aws/config has a profile now, in the words that every AWS tool knows:')
  stage.tell(...config.map((line) => `    ${line}`))
  stage.tell(
    'awsx opens the vault, buys a session with the MFA code, assumes the role with',
    'that session, and becomes the command, with the role in its environment.',
  )
  const player = openPlayer(stage, home, shell, extra)
  const stopWatching = stage.mode === 'unattended' ? () => {} : watchPhone(stage, phone)
  const code = stage.mode === 'unattended' ? ` --mfa-code ${phone.read().code}` : ''
  const command = `awsx exec web-admin${code} -- aws${aws.options} elasticbeanstalk describe-applications`
  const output = await player.play(command).finally(stopWatching)
  await player.end()
  const names = readApplicationNames(output).sort()
  demand(names.join() === applicationNames.join(), 'describe-applications did not print the two applications')
  const described = listCalls(sandbox, 'DescribeApplications').at(-1)
  // A person may have mistyped a code.
  const sessions =
    stage.mode === 'guided'
      ? listCalls(sandbox, 'GetSessionToken')
      : sandbox.calls.filter(({ action }) => action === 'GetSessionToken')
  const isOnce = sessions.length === 1 && sessions[0]?.parameters['TokenCode'] !== undefined
  prove(isOnce, 'one code was asked for: GetSessionToken, then AssumeRole', 'MFA was not asked for exactly once')
  demand(described !== undefined && described.accessKeyId !== null, 'AWS saw no DescribeApplications')
  const isRole = described.arn?.includes(':assumed-role/WebAdmin/') === true
  prove(isRole, `aws was ${described.arn}`, `aws was ${described.arn}, not the role`)
  return described.accessKeyId
}

/** `awsx env`: the same session, in this shell. */
async function fillShell(chapter: Chapter, accessKeyId: string): Promise<void> {
  const { stage, home, shell, aws, sandbox, prove, extra } = chapter
  stage.title('3  The same credentials in this shell')
  if (stage.mode !== 'unattended') {
    stage.tell(
      'awsx left an agent behind, as ssh-agent is one: it keeps the vault unlocked, so',
      'there is no second passphrase. `awsx lock` ends that.',
    )
  }
  stage.tell('The session is kept, sealed, so there is no second code. What the shell gets ends', 'with the session.')
  const player = openPlayer(stage, home, shell, extra)
  await player.play(shell.kind === 'fish' ? 'awsx env web-admin | source' : 'eval "$(awsx env web-admin)"')
  await player.play(`aws${aws.options} sts get-caller-identity`)
  await player.end()
  const caller = listCalls(sandbox, 'GetCallerIdentity').at(-1)
  const isSame = caller?.accessKeyId === accessKeyId
  prove(isSame, `the same credentials: ${accessKeyId}`, `other credentials: ${caller?.accessKeyId}`)
  proveNoMoreCalls(chapter)
}

/** `awsx use` and `awsx off`, through the hook. */
async function useAndLeave(chapter: Chapter, accessKeyId: string): Promise<void> {
  const { stage, home, shell, prove, extra } = chapter
  stage.title('4  Use and off')
  stage.tell(
    'With the hook, awsx changes this shell itself, and gives it back as it was:',
    'here, with another profile selected.',
  )
  const player = openPlayer(stage, home, shell, extra)
  const showProfiles = 'env | grep _PROFILE='
  await player.play('export AWS_PROFILE=legacy')
  await player.play(shell.kind === 'fish' ? 'awsx hook fish | source' : `eval "$(awsx hook ${shell.kind})"`)
  const before = normalizeEnvironment(await player.look('env'))
  await player.play('awsx use web-admin')
  await player.play(showProfiles)
  const during = (await player.look('env')).split('\n')
  await player.play('awsx off')
  await player.play(showProfiles)
  const after = normalizeEnvironment(await player.look('env'))
  await player.end()
  const isUsed = during.includes(`AWS_ACCESS_KEY_ID=${accessKeyId}`) && !during.includes('AWS_PROFILE=legacy')
  prove(isUsed, 'use gave this shell the same credentials', 'use did not give this shell the credentials')
  prove(before === after, 'off gave it back, every variable as it was', 'off did not give the old environment back')
  proveNoMoreCalls(chapter)
}

function proveNoMoreCalls({ sandbox, prove }: Chapter): void {
  const count = ['GetSessionToken', 'AssumeRole'].flatMap((action) => listCalls(sandbox, action)).length
  prove(count === 2, 'no second code, no further call to STS', `${count} sessions were bought instead of 2`)
}
