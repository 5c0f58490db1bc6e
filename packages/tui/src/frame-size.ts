import type { TerminalSize } from './terminal.ts'
import { previewHeight } from './view-preview.ts'

/** How the lines of the screen are shared out. */
export interface FrameSize {
  readonly width: number
  /** Lines for rows, or for what lies over them. */
  readonly list: number
  /** Lines between the list and the footer: the preview and a blank line, words, or none. */
  readonly slot: number
  readonly hasPreview: boolean
  readonly hasFooter: boolean
}

/** What the lines are wanted for. */
export interface FrameWish {
  readonly rowCount: number
  readonly noticeLines: number
  readonly wantsPreview: boolean
}

/** From here on the picker leaves some of the terminal to what was there before. */
const smallRows = 18
const share = 0.6

/** How much of a terminal is drawn on: below the prompt, not more than a part of a high one. */
export function sizeFrame(size: TerminalSize, { rowCount, noticeLines, wantsPreview }: FrameWish): FrameSize {
  const width = Math.max(8, size.columns - 1)
  const height = Math.max(2, size.rows <= smallRows ? size.rows : Math.max(smallRows, Math.floor(size.rows * share)))
  const hasFooter = height >= 6
  const hasPreview = wantsPreview && height >= 11 && width >= 59
  const slot = Math.min(Math.max(hasPreview ? previewHeight + 1 : 0, noticeLines), Math.max(0, height - 3))
  const room = height - 1 - slot - (hasFooter ? 1 : 0)
  return { width, list: Math.max(1, Math.min(room, Math.max(rowCount, 3))), slot, hasPreview, hasFooter }
}
