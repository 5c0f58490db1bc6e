import { Readable } from 'node:stream'
import { render } from 'ink'
import type { Instance } from 'ink'
import { createFramePainter } from './frame-painter.ts'
import { createFrameStream } from './frame-stream.ts'
import type { Key } from './key.ts'
import { createKeyReader } from './key-reader.ts'
import { putLines, ScreenLines } from './screen-lines.tsx'
import type { Terminal, TerminalSize } from './terminal.ts'

/** A terminal as long as something is drawn on it. */
export interface Stage {
  readonly size: TerminalSize
  draw(lines: readonly string[], cursor: number | null): void
  /** Draws the next frame whole. */
  forget(): void
  /** Takes everything away and gives the terminal back as it was. */
  close(): void
}

/** Who is told what happens on a stage. */
export interface StageListener {
  /** Keys that came in one piece. */
  keys(keys: readonly Key[]): void
  /** The terminal has another size, or others wrote on it. */
  disturbed(): void
  /** The terminal is gone, or somebody wants an end. */
  ended(): void
  /** Something threw where nobody caught it; whoever hears of it closes the stage and throws it on. */
  broke(error: unknown): void
}

/** How long an ESC waits for the rest of a sequence, in ms: over a slow line it comes in pieces. */
const escapeMs = 50

const pasteMarksOn = '\u001b[?2004h'
const pasteMarksOff = '\u001b[?2004l'

/**
 * Takes a terminal over: raw mode, marks around what is pasted, and frames that Ink lays out; `isSpoken` where a screen
 * reader reads them.
 */
export function openStage(terminal: Terminal, listener: StageListener, isSpoken: boolean): Stage {
  const painter = createFramePainter((text) => terminal.write(text))
  // Asked for when it may have changed only: to ask takes longer than to draw.
  let size = terminal.size()
  const frames = createFrameStream(size, (next) => {
    frame = next
  })
  const reader = createKeyReader()
  let isOpen = true
  let frame = ''
  let laidOut = 0
  let ink: Instance | null = null
  let escape: NodeJS.Timeout | undefined

  function draw(lines: readonly string[], cursor: number | null): void {
    if (ink === null) ink = startInk(<ScreenLines count={lines.length} />)
    else if (lines.length !== laidOut) ink.rerender(<ScreenLines count={lines.length} />)
    laidOut = lines.length
    painter.paint(putLines(frame, lines), cursor)
  }

  function startInk(node: React.ReactElement): Instance {
    return render(node, {
      stdout: frames.stream,
      stderr: frames.stream,
      // Keys are read here: Ink would lose what comes in pieces, and hold the terminal in its own way.
      stdin: new Readable({ read: () => undefined }),
      // Each frame whole and at once: the painter knows what is on the screen, and where.
      debug: true,
      isScreenReaderEnabled: isSpoken,
      interactive: false,
      exitOnCtrlC: false,
      patchConsole: false,
    })
  }

  function hear(bytes: Uint8Array | null): void {
    if (bytes === null) {
      listener.ended()
      return
    }
    clearTimeout(escape)
    const keys = reader.feed(bytes)
    // It may be a part of a passphrase.
    bytes.fill(0)
    if (reader.isWaiting) escape = setTimeout(() => listener.keys(reader.settle()), escapeMs)
    if (keys.length > 0) listener.keys(keys)
  }

  function takeAway(): void {
    terminal.write(pasteMarksOff)
    painter.erase()
  }

  function comeBack(): void {
    terminal.write(pasteMarksOn)
    resized()
  }

  function resized(): void {
    size = terminal.size()
    frames.resize(size)
    painter.forget()
    listener.disturbed()
  }

  const release = terminal.hold({ suspend: takeAway, resume: comeBack, interrupt: () => listener.ended() })
  const stopResizing = terminal.onResize(resized)
  terminal.write(pasteMarksOn)
  const stopListening = terminal.listen(hear)
  // Whoever ends the process, the terminal is given back; and what nobody catches is told after that, not before.
  process.on('exit', close)
  process.on('uncaughtException', broke)
  process.on('unhandledRejection', broke)

  function broke(error: unknown): void {
    listener.broke(error)
  }

  function close(): void {
    if (!isOpen) return
    isOpen = false
    process.off('exit', close)
    process.off('uncaughtException', broke)
    process.off('unhandledRejection', broke)
    clearTimeout(escape)
    stopListening()
    stopResizing()
    takeAway()
    release()
    ink?.unmount()
  }

  return {
    get size() {
      return size
    },
    draw,
    forget: () => painter.forget(),
    close,
  }
}
