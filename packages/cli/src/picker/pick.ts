import { AwsxError } from '@awsx/core'
import type { PickerWorld, TerminalSize } from '@awsx/tui'
import { readsFromAgent } from '../agent-wanted.ts'
import type { Invocation } from '../command.ts'
import { createEngine, type Engine } from '../engine.ts'
import type { Io } from '../io.ts'
import { readSessionRequest } from '../session-request.ts'
import { openTerminal, type Terminal } from '../terminal.ts'
import { createLookout, type Lookout } from './lookout.ts'
import { recallProfiles, tidyMemory } from './memory.ts'
import { runNumberedList } from './numbered-list.ts'
import type { Picked, PickWish } from './picked.ts'
import { openPickerTerminal, terminalSize, writeToTerminal } from './picker-terminal.ts'
import { rememberEntry } from './remember-entry.ts'
import { createTaker, type Taker } from './taker.ts'
import { createPickerWorld } from './world.ts'

/** How long the first picture waits for the vault, in ms: what comes later shows when it comes. */
const patienceMs = 100
const leastColumns = 30
const leastRows = 8

/**
 * Lets a person pick a profile on the terminal, and gives what `wish` wants of it; null where nothing was picked.
 *
 * Throws where there is nothing to pick from, and what an unusable config or vault throws.
 */
export async function pick(invocation: Invocation, wish: PickWish): Promise<Picked | null> {
  const { io } = invocation
  const { settings, paths, clock } = createEngine(invocation)
  const isDrawn = isDrawable(io.env, terminalSize())
  const taker: Taker = createTaker({
    invocation,
    settings,
    isDrawnOn: isDrawn,
    awsFiles: () => lookout.sight().files,
  })
  const openEngine = (person: () => Terminal | null): Engine => createEngine(taker.inside, { readsAgent: true, person })
  const lookout: Lookout = createLookout({
    createEngine: () => openEngine(() => null),
    opened: taker.opened,
    mayAskAgent: readsFromAgent(invocation, settings),
  })
  // What is drawn changes when more is known; a list that was written does not, and without rows there is nothing to draw.
  const canWait = isDrawn && lookout.sight().files.graph.profiles.size > 0
  await (canWait ? lookForAMoment(lookout) : lookout.look())
  refuseNothing(lookout)
  tidyMemory(paths.pickerFile, clock.now())
  const world = createPickerWorld({
    env: io.env,
    clock,
    settings,
    flags: readSessionRequest(invocation.options).flags,
    wish,
    lookout,
    taker,
    memory: {
      recall: () => recallProfiles(paths.pickerFile),
      remember: (entry) => rememberEntry(paths.pickerFile, entry),
    },
    createEngine: () => openEngine(taker.person),
    write: writeToTerminal,
  })
  const picked = isDrawn
    ? await draw(world, io.env, wish.query)
    : await runNumberedList(world, requireTerminal(io.env), wish.query)
  if (picked !== null) for (const warning of taker.warnings()) io.warn(warning)
  return picked
}

async function draw(world: PickerWorld<Picked>, env: Io['env'], query: string): Promise<Picked | null> {
  // Loaded here: the list does without it, and so does every other command.
  const { runPicker } = await import('@awsx/tui')
  const terminal = openPickerTerminal()
  try {
    return await runPicker({ world, terminal, env, query })
  } finally {
    terminal.close()
  }
}

function requireTerminal(env: Io['env']): Terminal {
  const terminal = openTerminal(env)
  if (terminal === null) throw new AwsxError('cancelled', 'the terminal is gone')
  return terminal
}

async function lookForAMoment(lookout: Lookout): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const moment = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, patienceMs)
  })
  const looked = lookout.look()
  // What is wrong with a vault that takes its time is told by whatever uses it.
  looked.catch(() => undefined)
  await Promise.race([looked, moment]).finally(() => clearTimeout(timer))
}

function refuseNothing(lookout: Lookout): void {
  const { files, keys } = lookout.sight()
  if (files.graph.profiles.size > 0 || (keys?.size ?? 0) > 0) return
  if (keys === null) {
    throw new AwsxError('locked', 'no file has a profile, and the vault, which may have some, is locked', {
      hint: 'awsx unlock',
    })
  }
  throw new AwsxError('credentials_missing', 'there are no profiles yet', {
    hint: 'awsx add NAME puts an access key into the vault; awsx import takes those of ~/.aws/credentials',
  })
}

function isDrawable(env: Io['env'], { columns, rows }: TerminalSize): boolean {
  return env['TERM'] !== 'dumb' && columns >= leastColumns && rows >= leastRows
}
