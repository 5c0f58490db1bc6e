import { glyphsFor } from './glyphs.ts'
import type { Key } from './key.ts'
import { speakStatus } from './speak-status.ts'
import { openStage } from './stage.tsx'
import { msUntilChange } from './state-text.ts'
import type { StatusWorld } from './status-world.ts'
import type { Terminal } from './terminal.ts'
import { createPaint } from './theme.ts'
import { viewStatus } from './view-status.ts'

/** Where and how the status is drawn. */
export interface StatusOptions {
  readonly world: StatusWorld
  readonly terminal: Terminal
  /** The caller's environment: `NO_COLOR`, `TERM`, `INK_SCREEN_READER` and the locale are looked at. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Shows the sessions and the time that is left of each, until a person leaves with q, Esc or ctrl-c.
 *
 * Whatever way it ends, the terminal is as before. Throws what `world` throws.
 */
export async function runStatusWatch(options: StatusOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => startWatch(options, resolve, reject))
}

function startWatch({ world, terminal, env }: StatusOptions, resolve: () => void, reject: (error: unknown) => void) {
  const paint = createPaint(env)
  const glyphs = glyphsFor(env)
  const isSpoken = env['INK_SCREEN_READER'] === 'true'
  let timer: NodeJS.Timeout | undefined
  let isOpen = true

  const stage = openStage(
    terminal,
    { keys: takeKeys, disturbed: draw, ended: () => finish(resolve), broke: (error) => finish(() => reject(error)) },
    isSpoken,
  )
  const stopWatching = world.onChange(draw)
  draw()

  function takeKeys(keys: readonly Key[]): void {
    for (const key of keys) {
      if (isEnd(key)) finish(resolve)
      else if (key.kind === 'press' && key.name === 'ctrl-z') terminal.stop?.()
    }
  }

  function draw(): void {
    if (!isOpen) return
    clearTimeout(timer)
    try {
      const now = world.now()
      const rows = world.rows()
      const { columns, rows: height } = stage.size
      const look = { rows, note: world.note(), now, width: Math.max(8, columns - 1), height, glyphs }
      stage.draw((isSpoken ? speakStatus(look) : viewStatus(look)).map(paint), null)
      const waits = rows.map(({ expiresAt }) => (expiresAt === null ? null : msUntilChange(expiresAt, now)))
      const next = Math.min(...waits.filter((ms) => ms !== null))
      if (Number.isFinite(next)) timer = setTimeout(draw, next)
    } catch (error) {
      finish(() => reject(error))
    }
  }

  function finish(settle: () => void): void {
    if (!isOpen) return
    isOpen = false
    clearTimeout(timer)
    stopWatching()
    stage.close()
    settle()
  }
}

function isEnd(key: Key): boolean {
  if (key.kind === 'text') return key.text.startsWith('q')
  return key.kind === 'press' && ['escape', 'ctrl-c', 'ctrl-d', 'ctrl-g'].includes(key.name)
}
