import { AwsxError } from '@awsx/core'
import { sizeFrame } from './frame-size.ts'
import { glyphsFor } from './glyphs.ts'
import type { Key } from './key.ts'
import type { Matches } from './matcher.ts'
import { createPickerList } from './picker-list.ts'
import { openState, settleCursor } from './picker-state.ts'
import type { PickerState } from './picker-state.ts'
import type { ActionResult, PickerWorld, Questions } from './picker-world.ts'
import { createPreviews } from './previews.ts'
import type { PickerRow } from './row.ts'
import { speakPicker } from './speak-picker.ts'
import { openStage } from './stage.tsx'
import { createTask } from './task.ts'
import type { Task } from './task.ts'
import type { Terminal } from './terminal.ts'
import { createPaint } from './theme.ts'
import { msUntilNextLook } from './next-look.ts'
import { updatePicker } from './update-picker.ts'
import type { Effect } from './update-picker.ts'
import { columnRoom, viewPicker } from './view-picker.ts'
import { viewNotice } from './view-notice.ts'
import { rowMargin } from './view-row.ts'

/** Where and how the picker is drawn. */
export interface PickerOptions<T> {
  readonly world: PickerWorld<T>
  readonly terminal: Terminal
  /** The caller's environment: `NO_COLOR`, `TERM`, `INK_SCREEN_READER` and the locale are looked at. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** What is typed already. */
  readonly query?: string
}

/**
 * Shows the picker until a row is used; null when the person left it.
 *
 * Whatever way it ends, echo, cursor, screen and colours are as before. Throws what `world` throws beyond `AwsxError`.
 */
export async function runPicker<T>(options: PickerOptions<T>): Promise<T | null> {
  return await new Promise<T | null>((resolve, reject) => startPicker(options, resolve, reject))
}

function startPicker<T>(
  { world, terminal, env, query = '' }: PickerOptions<T>,
  resolve: (value: T | null) => void,
  reject: (error: unknown) => void,
): void {
  const paint = createPaint(env)
  const glyphs = glyphsFor(env)
  const isSpoken = env['INK_SCREEN_READER'] === 'true'
  const view = isSpoken ? speakPicker : viewPicker
  const list = createPickerList()
  const previews = createPreviews((row) => world.preview(row))
  let state = openState(query)
  let task: Task | null = null
  let actionsRow: PickerRow | null = null
  let timer: NodeJS.Timeout | undefined
  let nameUnderCursor: string | null = null
  let isStale = false
  let isOpen = true

  const stage = openStage(
    terminal,
    { keys: takeKeys, disturbed: draw, ended: () => finish(() => resolve(null)) },
    isSpoken,
  )
  const stopWatching = world.onChange(changed)
  // A fault of the picker's own must not leave the terminal behind either.
  guard(draw)
  list.prepare()

  function guard(work: () => void): void {
    try {
      work()
    } catch (error) {
      finish(() => reject(error))
    }
  }

  function takeKeys(keys: readonly Key[]): void {
    guard(() => {
      for (const key of keys) takeKey(key)
      draw()
    })
  }

  function takeKey(key: Key): void {
    if (!isOpen) return
    const { matches, height } = look()
    const step = updatePicker(state, key, { total: matches.total, height })
    state = step.state
    if (step.effect !== null) act(step.effect, matches)
  }

  function act(effect: Effect, matches: Matches): void {
    const row = matches.first[state.cursor]?.listed.row ?? null
    switch (effect.kind) {
      case 'leave':
        finish(() => resolve(null))
        return
      case 'use':
        if (row !== null) start(`using ${row.name}`, async (questions) => used(await world.use(row, questions)))
        return
      case 'open-menu':
        actionsRow = row
        if (row !== null)
          state = { ...state, overlay: { kind: 'menu', title: row.name, lines: world.actions(row), cursor: 0 } }
        return
      case 'run':
        runAction(effect.letter)
        return
      case 'answer':
        task?.answer(effect.answer)
        return
      case 'withdraw':
        withdraw()
        return
      case 'stop':
        terminal.stop?.()
        return
      case 'redraw':
        stage.forget()
    }
  }

  function runAction(letter: string): void {
    const row = actionsRow
    const action = row === null ? undefined : world.actions(row).find((one) => one.letter === letter)
    if (row === null || action === undefined) return
    start(action.label, async (questions) => await action.run(row, questions))
  }

  function start(words: string, work: (questions: Questions) => Promise<ActionResult<T>>): void {
    const own = createTask(words, {
      now: () => world.now(),
      show: (overlay) => show({ ...state, overlay }),
      say: (text) => show({ ...state, notice: { kind: 'said', text } }),
    })
    task = own
    const isWanted = (): boolean => isOpen && task === own
    work(own.questions).then(
      (result) => {
        if (isWanted()) ended(result)
      },
      (error: unknown) => {
        if (isWanted()) failed(error)
      },
    )
  }

  function withdraw(): void {
    if (task?.withdraw() === true) return
    task?.abandon()
    task = null
    state = { ...state, overlay: null }
  }

  function ended(result: ActionResult<T>): void {
    task = null
    switch (result.kind) {
      case 'leave':
        finish(() => resolve(result.value))
        return
      case 'text':
        show({ ...state, overlay: { kind: 'text', title: result.title, lines: result.lines, top: 0 } })
        return
      case 'stay': {
        const notice = result.message === null ? state.notice : ({ kind: 'said', text: result.message } as const)
        show({ ...state, overlay: null, notice })
      }
    }
  }

  function failed(error: unknown): void {
    task = null
    if (!(error instanceof AwsxError)) {
      finish(() => reject(error))
      return
    }
    const notice =
      error.code === 'cancelled' ? state.notice : ({ kind: 'error', text: error.message, hint: error.hint } as const)
    show({ ...state, overlay: null, notice })
  }

  /** The rows that fit, and how much of the screen is theirs. */
  function look() {
    list.take(world.rows(), state.showsHidden)
    const size = terminal.size()
    const noticeLines = state.notice === null ? 0 : viewNotice(state.notice, size.columns - 1 - rowMargin).length
    // With few rows, a menu or a text still has room for itself.
    const frame = sizeFrame(size, Math.max(list.count, overlayLines(state)), noticeLines)
    const matches = list.find(state.query.text, state.cursor + frame.list + 1)
    state = settleCursor(state, matches.total, frame.list)
    return { matches, frame, height: frame.list }
  }

  function draw(): void {
    if (!isOpen) return
    const { matches, frame } = look()
    nameUnderCursor = matches.first[state.cursor]?.listed.row.name ?? null
    const now = world.now()
    const screen = view({
      state,
      matches,
      rowCount: list.count,
      columns: list.columns(columnRoom(frame.width)),
      size: frame,
      now,
      glyphs,
      stateOf: (row) => world.state(row),
      previewOf: previews.of,
    })
    stage.draw(screen.lines.map(paint), screen.cursor)
    clearTimeout(timer)
    const ms = msUntilNextLook(state, screen.ends, now)
    if (ms !== null) timer = setTimeout(() => guard(draw), ms)
  }

  function show(next: PickerState): void {
    state = next
    guard(draw)
  }

  /** Changes often come in crowds. */
  function changed(): void {
    if (isStale) return
    isStale = true
    setImmediate(() => guard(lookAgain))
  }

  function lookAgain(): void {
    isStale = false
    previews.forget()
    const at = look().matches.first.findIndex((match) => match.listed.row.name === nameUnderCursor)
    // The cursor stays on its row wherever that is now.
    if (at !== -1) state = { ...state, cursor: at }
    draw()
  }

  function finish(settle: () => void): void {
    if (!isOpen) return
    isOpen = false
    clearTimeout(timer)
    task?.abandon()
    stopWatching()
    list.close()
    stage.close()
    settle()
  }
}

function used<T>(value: T): ActionResult<T> {
  return { kind: 'leave', value }
}

/** How many lines what lies over the list would like to have. */
function overlayLines({ overlay }: PickerState): number {
  return overlay?.kind === 'menu' || overlay?.kind === 'text' ? overlay.lines.length : 0
}
