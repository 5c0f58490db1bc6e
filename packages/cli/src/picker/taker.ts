import type { Questions } from '@awsx/tui'
import type { AwsFiles } from '../aws-files.ts'
import { confirmClass } from '../class-confirm.ts'
import type { Invocation } from '../command.ts'
import { createEngine, type Engine } from '../engine.ts'
import type { Io } from '../io.ts'
import { obtainSession, type ObtainedSession } from '../obtain-session.ts'
import type { Settings } from '../settings.ts'
import type { Terminal } from '../terminal.ts'

/** Obtains sessions while the picker is open: what is asked and said appears inside it. */
export interface Taker {
  /** Throws what the plan's execution throws, `cancelled` where a class was not confirmed. */
  take(profile: string, questions: Questions, wish?: { readonly refresh: boolean }): Promise<ObtainedSession>
  /** Does something else with the person of the moment. */
  withPerson<T>(questions: Questions, work: () => Promise<T>): Promise<T>
  /** Who is asked at this moment; null for nobody. */
  person(): Terminal | null
  /** The engine for what no agent gives; null while none was needed. */
  opened(): Engine | null
  /** The same command, with what it says going into the picker. */
  readonly inside: Invocation
  /** What was warned of at the last take: the picker covers it, so it is said again afterwards. */
  warnings(): readonly string[]
}

/** What a taker works with. */
export interface TakerDeps {
  /** The command line; all its options count. */
  readonly invocation: Invocation
  readonly settings: Settings
  /** As a terminal has it. */
  readonly isDrawnOn: boolean
  awsFiles(): AwsFiles
}

/** A taker for a command line. */
export function createTaker({ invocation, settings, isDrawnOn, awsFiles }: TakerDeps): Taker {
  let person: Terminal | null = null
  let engine: Engine | null = null
  let warnings: string[] = []
  const io: Io = {
    ...invocation.io,
    say: (line) => person?.say(line.replace(/^awsx: /, '')),
    warn: (message) => void warnings.push(message),
  }
  const inside: Invocation = { ...invocation, io, rest: null }
  const asked = (): Terminal | null => person

  async function withPerson<T>(questions: Questions, work: () => Promise<T>): Promise<T> {
    person = {
      ask: (prompt, echo, withdrawn) => questions.ask(prompt, echo, withdrawn),
      confirm: (prompt) => questions.confirm(prompt),
      wait: (words, during) => questions.wait(words, during),
      say: (line) => questions.say(line),
      isDrawnOn,
    }
    try {
      return await work()
    } finally {
      person = null
    }
  }

  return {
    async take(profile, questions, { refresh } = { refresh: false }) {
      warnings = []
      const options = refresh ? new Map([...invocation.options, ['refresh', true as const]]) : invocation.options
      const named = { ...inside, options, positionals: [profile] }
      return await withPerson(questions, async () => {
        await confirmClass(named, profile, settings, questions)
        return await obtainSession(named, settings, {
          person: asked,
          engine: (handsOn) => (engine ??= createEngine(named, { person: asked, awsFiles, handsOn })),
        })
      })
    },
    withPerson,
    person: asked,
    opened: () => engine,
    inside,
    warnings: () => warnings,
  }
}
