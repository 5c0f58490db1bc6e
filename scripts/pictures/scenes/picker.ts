import type { Pty } from '../../../test/harness/pty.ts'
import { haveSessions, sealKey, type Scene } from '../scene.ts'
import { openShell, type ShellOptions } from '../shell.ts'
import { passphrase, type Stage } from '../stage.ts'

/** The picker. */
export const pickerScenes: readonly Scene[] = [
  {
    name: 'picker',
    title: 'awsx',
    description:
      'The picker: what is typed, the profiles that fit it with role, account, region and the time their sessions have left, and how the one under the cursor gets its credentials.',
    async play(stage) {
      await haveSessions(stage)
      const terminal = await openPicker(stage, { columns: 92, rows: 12 }, 'ready')
      await typeQuery(terminal, 'web')
      return terminal.cells()
    },
  },
  {
    name: 'picker-narrow',
    title: 'awsx',
    description: 'All profiles in a terminal of 60 columns, those of production in red.',
    async play(stage) {
      await haveSessions(stage)
      const terminal = await openPicker(stage, { columns: 60, rows: 20 }, 'ready')
      return terminal.cells()
    },
  },
  {
    name: 'picker-menu',
    title: 'awsx',
    description: 'The menu of a profile: run a command, copy a line, a new session, drop sessions, pin, hide, explain.',
    async play(stage) {
      await haveSessions(stage)
      const terminal = await openPicker(stage, { columns: 72, rows: 14 }, 'ready')
      await typeQuery(terminal, 'shop')
      terminal.press('tab')
      await terminal.waitFor('esc back')
      return terminal.cells()
    },
  },
  {
    name: 'picker-question',
    title: 'awsx',
    description: 'The picker asks for the MFA code that the chosen profile needs; what is typed shows as dots.',
    async play(stage) {
      await sealKey(stage)
      await stage.startAgent()
      const terminal = await openPicker(stage, { columns: 72, rows: 14 }, 'locked')
      await typeQuery(terminal, 'web')
      terminal.press('enter')
      await terminal.waitFor('Passphrase of')
      terminal.type(passphrase)
      terminal.press('enter')
      await terminal.waitFor('MFA code for')
      terminal.type(stage.phone.takeCode().slice(0, 4))
      await terminal.waitFor('····')
      await terminal.waitFor('needs MFA')
      return terminal.cells()
    },
  },
]

/** Types `awsx` in a shell; resolves when the picker is there and knows the state of a profile. */
async function openPicker(stage: Stage, options: ShellOptions, state: 'locked' | 'ready'): Promise<Pty> {
  const { terminal, ...shell } = await openShell(stage, options)
  await shell.type('awsx')
  await terminal.waitFor('enter use')
  await terminal.waitFor(state)
  return terminal
}

async function typeQuery(terminal: Pty, query: string): Promise<void> {
  terminal.type(query)
  await terminal.waitFor(new RegExp(`❯ ${query} +\\d+/\\d+`))
}
