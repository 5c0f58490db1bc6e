import type { Command } from '../command.ts'
export const importKeys: Command = null as unknown as Command
