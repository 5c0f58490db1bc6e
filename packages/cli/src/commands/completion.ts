import type { Command } from '../command.ts'
export const completion: Command = null as unknown as Command
