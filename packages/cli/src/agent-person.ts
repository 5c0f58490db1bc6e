import { existsSync } from 'node:fs'
import { AwsxError, Secret, type MfaQuestion } from '@awsx/core'
import type { Answer, ClientEvents, Question } from '@awsx/agent'
import type { DeviceUnlockDeps } from './device-unlock.ts'
import type { Io } from './io.ts'
import { askForCode } from './mfa-prompt.ts'
import { sayAgain } from './say-again.ts'
import { sayNotice } from './say-notice.ts'
import type { Terminal } from './terminal.ts'

/** What the person at this command's terminal, and this machine, do for the agent. */
export interface AgentPerson extends ClientEvents {
  /** Resolves once nothing of it is on the screen any more. */
  quiet(): Promise<void>
}

/** What it works with. */
export interface AgentPersonDeps {
  readonly io: Io
  /** The code that came with the command, used once; null without. */
  readonly code: string | null
  /** Opens the terminal; null where nobody can be asked. */
  terminal(): Promise<Terminal | null>
  /** The identity from the keychain, where that is how the vault opens; null where it is not. */
  identity(): Promise<Uint8Array | null>
}

/** The identity by the key of this device, for {@link AgentPersonDeps.identity}. */
export async function takeDeviceIdentity(deps: DeviceUnlockDeps): Promise<Uint8Array | null> {
  if (!existsSync(deps.paths.deviceFile)) return null
  // Loaded here: it brings the store, and most agents are asked without it.
  const { createDeviceUnlock } = await import('./device-unlock.ts')
  return await createDeviceUnlock(deps).take()
}

/** Answers the agent's questions. */
export function createAgentPerson({ io, code, terminal, identity }: AgentPersonDeps): AgentPerson {
  let unused = code
  let shown: Promise<void> = Promise.resolve()
  let hear: () => void = () => undefined

  async function askPassphrase(again: string | null, withdrawn: AbortSignal): Promise<Answer> {
    const given = again === null ? await identity() : null
    if (given !== null) return { kind: 'secret', secret: given, of: 'identity' }
    const found = await terminal()
    if (found === null) throw new AwsxError('locked', 'there is nobody to ask for the passphrase')
    sayAgain(found, again)
    const text = await found.ask('Passphrase of the awsx vault: ', 'hidden', withdrawn)
    const heard = new Promise<void>((resolve) => {
      hear = resolve
    })
    shown = found.wait('Unlocking…', () => heard)
    return { kind: 'secret', secret: Buffer.from(text.reveal(), 'utf8'), of: 'passphrase' }
  }

  async function askCode(question: MfaQuestion, withdrawn: AbortSignal): Promise<Secret> {
    if (unused === null) return await askForCode(await terminal(), question, withdrawn)
    const given = new Secret(unused)
    unused = null
    return given
  }

  async function answerQuestion(question: Question, withdrawn: AbortSignal): Promise<Answer> {
    switch (question.kind) {
      case 'passphrase':
        return await askPassphrase(question.again, withdrawn)
      case 'mfa':
        return { kind: 'text', text: (await askCode(question, withdrawn)).reveal() }
      case 'program': {
        // Loaded here: most plans run no program.
        const { createProgramRunner } = await import('@awsx/aws')
        const { programTerminal } = await import('./program-terminal.ts')
        const files = [{ path: question.file, untrusted: null }]
        const runner = createProgramRunner({ env: io.env, files, ...programTerminal(await terminal()) })
        return { kind: 'text', text: (await runner.run(question)).reveal() }
      }
    }
  }

  return {
    async answer(question, withdrawn) {
      await shown
      return await answerQuestion(question, withdrawn)
    },
    notify: (notice) => void shown.then(() => sayNotice(io, notice)),
    heard: () => hear(),
    quiet: () => shown,
  }
}
