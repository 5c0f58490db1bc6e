// What a person waits for: from the start of a picker to its first whole frame, and from a key to the frame that follows it.
import { listPickers } from './on-screen-rows.mjs'
import { startOnScreen } from './screen.mjs'

/** Each is typed and taken back: two keys a letter. */
const words = ['prod-web', 'dev4', 'admin-17', 'data-lake', 'billing']
const backspace = '\u007f'

/** Milliseconds of each picker, `frames` (one a round) and `keys`; in `absent` what does not work here, and why. */
export async function measureOnScreen(world, agents, runs, tell) {
  const pickers = []
  const absent = []
  for (const picker of listPickers(world, agents)) {
    tell(picker.title)
    try {
      pickers.push({ ...picker, frames: [], keys: await measureKeys(picker) })
    } catch (error) {
      absent.push({ title: picker.title, why: error.message.replaceAll(/\s+/g, ' ') })
    }
  }
  for (let round = 0; round < runs; round++)
    for (const picker of pickers) picker.frames.push(await measureFrame(picker))
  return { onScreen: pickers, absent }
}

async function measureFrame({ argv, env, isWhole }) {
  const screen = startOnScreen(argv, env)
  try {
    return await screen.until(isWhole)
  } finally {
    await screen.end()
  }
}

async function measureKeys({ argv, env, isWhole, readQuery, readCount }) {
  const screen = startOnScreen(argv, env)
  try {
    await screen.until(isWhole)
    const presses = words.flatMap((word) => [
      ...[...word].map((key, at) => ({ key, query: word.slice(0, at + 1) })),
      ...[...word].map((_, at) => ({ key: backspace, query: word.slice(0, -1 - at) })),
    ])
    // The first time tells how many fit: a frame that says another number is still that of the key before.
    const counts = []
    for (const { key, query } of presses) {
      screen.press(key)
      await screen.until((lines) => readQuery(lines) === query)
      await screen.quiet(300)
      counts.push(readCount(screen.lines()))
    }
    const times = []
    for (const [at, { key, query }] of presses.entries()) {
      screen.press(key)
      times.push(await screen.until((lines) => readQuery(lines) === query && readCount(lines) === counts[at]))
      await screen.quiet(20)
    }
    return times
  } finally {
    await screen.end()
  }
}
