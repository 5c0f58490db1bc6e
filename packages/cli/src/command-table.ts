import type { Command } from './command.ts'

/** A command as the overview shows it, loaded only when it is used. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly group: string
  load(): Promise<Command>
}

function entry(group: string, name: string, summary: string, load: () => Promise<Command>): CommandEntry {
  return { name, summary, group, load }
}

const use = 'Use credentials'
const keys = 'Keys and sessions'
const look = 'Look'
const setUp = 'Set up'

/** Every command, in the order of the overview. */
export const commandTable: readonly CommandEntry[] = [
  entry(use, 'exec', 'run a command with credentials', async () => (await import('./commands/hot.ts')).exec),
  entry(use, 'env', 'print credentials as shell code, for eval', async () => (await import('./commands/hot.ts')).env),
  entry(
    use,
    'use',
    'use a profile in this shell (with the hook)',
    async () => (await import('./commands/in-shell.ts')).use,
  ),
  entry(use, '-', 'the previous profile again', async () => (await import('./commands/in-shell.ts')).previous),
  entry(use, 'off', 'give this shell its old environment back', async () => (await import('./commands/off.ts')).off),
  entry(
    use,
    'credential-process',
    'print credentials for credential_process',
    async () => (await import('./commands/hot.ts')).credentialProcess,
  ),
  entry(
    use,
    'serve',
    'serve credentials to SDKs, renewed, until ended',
    async () => (await import('./commands/serve.ts')).serve,
  ),
  entry(keys, 'add', 'put an access key into the vault', async () => (await import('./commands/add.ts')).add),
  entry(
    keys,
    'import',
    'move keys out of ~/.aws/credentials',
    async () => (await import('./commands/import.ts')).importKeys,
  ),
  entry(keys, 'remove', 'take a key out of the vault', async () => (await import('./commands/remove.ts')).remove),
  entry(keys, 'clear', 'forget sessions', async () => (await import('./commands/clear.ts')).clear),
  entry(
    keys,
    'unlock',
    'unlock the vault for all commands, by the agent',
    async () => (await import('./commands/unlock.ts')).unlock,
  ),
  entry(keys, 'lock', 'lock the vault', async () => (await import('./commands/lock.ts')).lock),
  entry(look, 'list', 'profiles, keys and sessions', async () => (await import('./commands/list.ts')).list),
  entry(look, 'status', 'what is live, and for how long', async () => (await import('./commands/hot.ts')).status),
  entry(
    look,
    'explain',
    'how a profile gets its credentials',
    async () => (await import('./commands/explain.ts')).explain,
  ),
  entry(look, 'config', 'the AWS files as awsx reads them', async () => (await import('./commands/config.ts')).config),
  entry(look, 'doctor', 'what is wrong, and how to mend it', async () => (await import('./commands/doctor.ts')).doctor),
  entry(
    setUp,
    'hook',
    'the shell hook for zsh, bash or fish, and what prompts need',
    async () => (await import('./commands/hook.ts')).hook,
  ),
  entry(
    setUp,
    'completion',
    'completion for zsh, bash or fish',
    async () => (await import('./commands/completion.ts')).completion,
  ),
  entry(
    setUp,
    'vault',
    'the encrypted store: path, passwd, unlock-with, recovery, verify',
    async () => (await import('./commands/vault.ts')).vault,
  ),
  entry(
    setUp,
    'agent',
    'the agent that keeps the vault unlocked: start, stop, status, service',
    async () => (await import('./commands/agent.ts')).agent,
  ),
  entry(setUp, 'settings', 'read and change settings', async () => (await import('./commands/settings.ts')).settings),
]
