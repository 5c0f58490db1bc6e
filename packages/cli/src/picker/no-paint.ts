import type { Paint } from '../io.ts'

/** No colours: for texts that something else paints. */
export const noPaint: Paint = { dim: (text) => text, bold: (text) => text, good: (text) => text, bad: (text) => text }
