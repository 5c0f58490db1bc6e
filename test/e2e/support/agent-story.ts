import { rmSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { listProcesses, startTutorial } from '../../harness/index.ts'
import type { Pty, Tutorial, World } from '../../harness/index.ts'
import { ageIdentity, passphrase, sealedIdentity } from './sealed-identity.ts'
import { tutorialConfig } from './story.ts'

export { passphrase } from './sealed-identity.ts'

/** What `awsx agent status --json` prints of a running agent. */
export interface AgentJson {
  readonly running: boolean
  readonly pid: number
  readonly since: string
  readonly locked: boolean
  readonly locksAt: string | null
  readonly requests: number
  readonly endpoints: number
  readonly memoryBytes: number
  readonly socket: string
  readonly hardening: Readonly<Record<string, boolean>>
  readonly lastRequests: readonly { readonly op: string; readonly profile: string | null }[]
}

/** The tutorial with the key of `identity` in a vault that a passphrase opens. */
export interface AgentStory extends Tutorial {
  /** The STS calls since the last time this was asked. */
  takeCalls(): string[]
  /** The state of the agent; null where none runs. */
  agent(): Promise<AgentJson | null>
  /** `awsx unlock` on a terminal, with the right passphrase. */
  unlock(...words: readonly string[]): Promise<void>
  /** Where the agent's socket lies. */
  readonly socket: string
}

/** Answers a prompt at the end of the screen. */
export async function answer(pty: Pty, prompt: string, text: string, timeoutMs = 60_000): Promise<void> {
  await pty.waitFor(new RegExp(`${prompt.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`), { timeoutMs })
  pty.type(text)
  pty.press('enter')
}

/** The question for the passphrase. */
export const passphrasePrompt = 'Passphrase of the awsx vault: '

/** The question for the code of the tutorial's device. */
export const codePrompt = 'MFA code for arn:aws:iam::234567890123:mfa/franklin: '

/** Where the agent of a world listens. */
export function socketOf({ env }: World): string {
  return `${env['XDG_STATE_HOME']}/awsx/run/agent.sock`
}

/** The agents of a world that run now; the shell that starts the Node build again is none. */
export function listAgents(here: World): number[] {
  return listProcesses()
    .filter(({ argv }) => argv.join(' ').includes(`agent run ${here.root}`) && !/\bsh$/.test(argv[0] ?? ''))
    .map(({ pid }) => pid)
}

/** Starts the tutorial for the running test; no agent runs yet. */
export async function startAgentStory(): Promise<AgentStory> {
  const tutorial = await startTutorial()
  const { here, accessKey, sandbox } = tutorial
  here.canaries.plant('passphrase', passphrase)
  here.write('.aws/config', tutorialConfig)
  here.canaries.plant('age identity', ageIdentity)
  here.write(`${here.env['XDG_DATA_HOME']}/awsx/identity.age`, sealedIdentity)
  const plain = here.write('identity.txt', `${ageIdentity}\n`)
  const added = await here.prepare(['add', 'identity', '--from-env'], {
    env: {
      AWS_ACCESS_KEY_ID: accessKey.accessKeyId,
      AWS_SECRET_ACCESS_KEY: accessKey.secretAccessKey,
      AWSX_IDENTITY_FILE: plain,
    },
  })
  if (added.code !== 0) throw new Error(`awsx add failed: ${added.stderr}`)
  rmSync(plain)
  sandbox.clearCalls()

  async function agent(): Promise<AgentJson | null> {
    const { stdout } = await here.run(['agent', 'status', '--json'])
    const found = JSON.parse(stdout) as AgentJson
    return found.running ? found : null
  }
  onTestFinished(async () => void (await here.run(['agent', 'stop'])))

  return {
    ...tutorial,
    agent,
    socket: socketOf(here),
    takeCalls() {
      const calls = sandbox.calls.map(({ action, status }) => (status === 200 ? action : `${action} ${status}`))
      sandbox.clearCalls()
      return calls
    },
    async unlock(...words) {
      const pty = here.pty(['unlock', ...words])
      await answer(pty, passphrasePrompt, passphrase)
      await pty.waitFor('awsx: unlocked for')
      const { code } = await pty.exit()
      if (code !== 0) throw new Error(`awsx unlock ended with ${code}`)
    },
  }
}
