import { sizeFrame } from './frame-size.ts'
import { glyphsFor } from './glyphs.ts'
import type { Key } from './key.ts'
import type { Matches } from './matcher.ts'
import { createPickerList } from './picker-list.ts'
import { openState, overlayLines, settleCursor } from './picker-state.ts'
import type { PickerState } from './picker-state.ts'
import type { PickerOptions } from './picker.ts'
import type { ActionResult } from './picker-world.ts'
import { createPreviews } from './previews.ts'
import type { PickerRow } from './row.ts'
import { createRowWork } from './row-work.ts'
import { speakPicker } from './speak-picker.ts'
import { openStage } from './stage.tsx'
import { createPaint } from './theme.ts'
import { msUntilNextLook } from './next-look.ts'
import { updatePicker } from './update-picker.ts'
import type { Effect } from './update-picker.ts'
import { columnRoom, viewPicker } from './view-picker.ts'
import { viewNotice } from './view-notice.ts'
import { rowMargin } from './view-row.ts'

/** Opens the picker on its terminal; one of `resolve` and `reject` is called when it is closed. */
export function startPicker<T>(
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
  let actionsRow: PickerRow | null = null
  let timer: NodeJS.Timeout | undefined
  let nameUnderCursor: string | null = null
  let isStale = false
  let isOpen = true

  const stage = openStage(
    terminal,
    {
      keys: takeKeys,
      disturbed: () => guard(draw),
      ended: () => finish(() => resolve(null)),
      broke: (error) => finish(() => reject(error)),
    },
    isSpoken,
  )
  const work = createRowWork<T>({
    now: () => world.now(),
    overlay: (overlay) => show({ ...state, overlay }),
    notice: (notice) => show({ ...state, notice }),
    leave: (value) => finish(() => resolve(value)),
    broke: (error) => finish(() => reject(error)),
  })
  const stopWatching = world.onChange(changed)
  // A fault of the picker's own must not leave the terminal behind either.
  guard(draw)

  function guard(attempt: () => void): void {
    try {
      attempt()
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
        if (row !== null) work.start(`using ${row.name}`, async (questions) => used(await world.use(row, questions)))
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
        work.answer(effect.answer)
        return
      case 'withdraw':
        work.abandon()
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
    work.start(action.label, async (questions) => await action.run(row, questions))
  }

  /** The rows that fit, and how much of the screen is theirs. */
  function look() {
    list.take(world.rows(), state.showsHidden)
    const { size } = stage
    const noticeLines = state.notice === null ? 0 : viewNotice(state.notice, size.columns - 1 - rowMargin).length
    // With few rows, a menu or a text still has room for itself.
    const frame = sizeFrame(size, {
      rowCount: Math.max(list.count, overlayLines(state)),
      noticeLines,
      wantsPreview: state.overlay?.kind !== 'text',
    })
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
    list.prepare()
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
    work.abandon()
    stopWatching()
    list.close()
    stage.close()
    settle()
  }
}

function used<T>(value: T): ActionResult<T> {
  return { kind: 'leave', value }
}
