import { expect, onTestFinished } from 'vitest'
import { AwsxError } from '@awsx/core'
import { createScreenTerminal } from './screen-terminal-fixture.ts'
import type { ScreenTerminal, ScreenView } from './screen-terminal-fixture.ts'
import { runPicker } from './picker.ts'
import type { PickerWorld } from './picker-world.ts'
import type { PickerRow, RowState } from './row.ts'
import type { TerminalSize } from './terminal.ts'

/** Two minutes past noon, wherever the test runs. */
export const noon: number = new Date(2026, 0, 5, 12, 2).getTime()

/** A row with only a name. */
export function rowNamed(name: string, more: Partial<PickerRow> = {}): PickerRow {
  return {
    name,
    accountId: null,
    accountAlias: null,
    role: null,
    region: null,
    colour: null,
    isPinned: false,
    isHidden: false,
    frecency: 0,
    ...more,
  }
}

/** What somebody with a few accounts would see, one row in each state. */
export const someRows: readonly PickerRow[] = [
  rowNamed('acme-prod-admin', {
    accountId: '111122223333',
    accountAlias: 'production',
    role: 'WebAdmin',
    region: 'eu-west-1',
    colour: 'red',
    frecency: 9,
  }),
  rowNamed('acme-prod-readonly', {
    accountId: '111122223333',
    accountAlias: 'production',
    role: 'ReadOnly',
    region: 'eu-west-1',
    colour: 'red',
  }),
  rowNamed('acme-dev', {
    accountId: '444455556666',
    accountAlias: 'development',
    role: 'Developer',
    region: 'us-east-1',
    isPinned: true,
  }),
  rowNamed('sandbox', { accountId: '777788889999', role: 'Owner', region: 'ap-southeast-2', colour: 'green' }),
  rowNamed('billing', { accountId: '111122223333', accountAlias: 'production', role: 'Billing', region: 'us-east-1' }),
  rowNamed('old-keys', { region: 'us-east-1' }),
  rowNamed('no-source', { role: 'WebAdmin' }),
  rowNamed('retired', { isHidden: true, accountId: '000000000000' }),
]

const states: Readonly<Record<string, RowState>> = {
  'acme-prod-admin': { kind: 'ready', expiresAt: noon + 42 * 60_000 + 30_000 },
  'acme-prod-readonly': { kind: 'needs-mfa' },
  'acme-dev': { kind: 'ready', expiresAt: null },
  sandbox: { kind: 'needs-sign-in' },
  billing: { kind: 'locked' },
  'old-keys': { kind: 'plain-keys' },
  'no-source': { kind: 'broken' },
}

/** A world that can be changed while it is looked at. */
export interface TestWorld extends PickerWorld<string> {
  time: number
  list: readonly PickerRow[]
  /** Tells whoever watches. */
  change(): void
  /** How often a state was asked for. */
  statesAsked: number
}

/** A world of these rows in which every profile can be used at once; `part` says what is otherwise. */
export function createTestWorld(
  rows: readonly PickerRow[] = someRows,
  part: Partial<PickerWorld<string>> = {},
): TestWorld {
  const listeners = new Set<() => void>()
  const world: TestWorld = {
    time: noon,
    list: rows,
    statesAsked: 0,
    change: () => listeners.forEach((listener) => listener()),
    now: () => world.time,
    rows: () => world.list,
    state(row) {
      world.statesAsked++
      return states[row.name] ?? { kind: 'needs-nothing' }
    },
    preview: (row) => ({
      steps: [
        { label: 'identity', cachedUntil: null },
        { label: 'MFA', cachedUntil: noon + 2 * 3_600_000 },
        { label: `${row.role ?? 'keys'} @ ${row.accountAlias ?? row.accountId ?? row.name}`, cachedUntil: null },
      ],
      asks: ['passphrase'],
      notes: [],
    }),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    use: (row) => Promise.resolve(row.name),
    actions: () => [],
    ...part,
  }
  return world
}

/** A picker that is open on a terminal below a prompt. */
export interface OpenPicker {
  readonly terminal: ScreenTerminal
  readonly result: Promise<string | null>
  view(): Promise<ScreenView>
  /** Types, and gives what is to be seen then. */
  type(text: string): Promise<ScreenView>
}

/** What stood on the terminal before. */
export const before: readonly string[] = ['$ ls', 'README.md', '$ awsx']

/** Opens a picker. */
export async function openPicker(
  world: PickerWorld<string>,
  { env = {}, ...size }: Partial<TerminalSize> & { readonly env?: Readonly<Record<string, string>> } = {},
): Promise<OpenPicker> {
  const terminal = createScreenTerminal({ columns: size.columns ?? 100, rows: size.rows ?? 24 })
  await terminal.print(`${before.join('\r\n')}\r\n`)
  const result = runPicker({ world, terminal, env })
  onTestFinished(() => terminal.hangUp())
  return {
    terminal,
    result,
    view: () => terminal.view(),
    async type(text) {
      terminal.type(text)
      await settled()
      return await terminal.view()
    },
  }
}

/** The terminal is as it was before the picker. */
export async function expectAsBefore({ terminal, view }: OpenPicker): Promise<void> {
  const { lines, cursor, modes } = await view()
  expect(lines.filter((line) => line !== '')).toEqual(before)
  expect(cursor).toEqual({ column: 0, line: before.length, isHidden: false })
  expect(modes).toEqual({ pasteMarks: false, wraps: true })
  expect(terminal.isRaw).toBe(false)
}

/** Until everything that waits for nothing has run. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  await new Promise((resolve) => setImmediate(resolve))
}

/** An error as a world throws it. */
export function wrongPassphrase(): AwsxError {
  return new AwsxError('wrong_passphrase', 'the passphrase is wrong', { hint: 'type it again' })
}
