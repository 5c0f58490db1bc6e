import { AwsxError } from '@awsx/core'
import { resolveStorePaths } from '@awsx/store'
import { dismissAgent, dismissedText, ensureAgent, findAgent, replyOf } from '../agent-control.ts'
import { agentStatusJson, formatAgentStatus, type AgentStatus } from '../agent-status.ts'
import { jsonOption, type Command, type Invocation } from '../command.ts'
import { formatJson } from '../json-text.ts'

/** `awsx agent start|stop|status|service`: the process that keeps the vault unlocked. */
export const agent: Command = {
  spec: {
    name: 'agent',
    summary: 'the agent that keeps the vault unlocked: start, stop, status, service',
    usage: 'start | stop | status | service',
    argument: 'words',
    words: ['start', 'stop', 'status', 'service'],
    options: [jsonOption, { name: 'foreground', summary: 'start: be the agent, do not leave one behind', value: null }],
    examples: ['awsx agent status', 'awsx agent service > ~/.config/systemd/user/awsx-agent.service'],
  },
  async run(invocation) {
    const [verb = 'status', ...more] = invocation.positionals
    // How awsx starts itself; its words are the places for the socket.
    if (verb === 'run') return await (await import('../agent-run.ts')).runAgent(invocation.io, more)
    if (more.length > 0) throw usage('too many words')
    switch (verb) {
      case 'start':
        return await start(invocation)
      case 'stop':
        return await stop(invocation)
      case 'status':
        return await status(invocation)
      case 'service': {
        const [{ awsxCommand }, { formatAgentUnit }] = await Promise.all([
          import('../awsx-path.ts'),
          import('../agent-unit.ts'),
        ])
        invocation.io.out(formatAgentUnit(awsxCommand(invocation.io.env)))
        return 0
      }
      default:
        throw usage(`there is no 'agent ${verb}'`)
    }
  },
}

async function start({ io, options }: Invocation): Promise<number> {
  const paths = resolveStorePaths(io.env)
  if (options.has('foreground')) {
    return (await import('../agent-start.ts')).becomeAgent(paths, io)
  }
  const client = await ensureAgent(paths, io)
  client.close()
  io.say(`awsx: the agent runs (process ${client.pid ?? 'unknown'})`)
  return 0
}

async function stop({ io }: Invocation): Promise<number> {
  const paths = resolveStorePaths(io.env)
  const client = await findAgent(paths, io)
  if (client === null) {
    io.say((await dismissAgent(paths, io)) ? `awsx: ${dismissedText}` : 'awsx: no agent runs')
    return 0
  }
  await replyOf(client, { op: 'stop' })
  io.say('awsx: the agent has ended')
  return 0
}

async function status({ io, options }: Invocation): Promise<number> {
  const client = await findAgent(resolveStorePaths(io.env), io)
  const found = client === null ? null : ((await replyOf(client, { op: 'status' })) as AgentStatus | null)
  if (options.has('json')) io.out(formatJson(agentStatusJson(found)))
  else if (found === null) io.out('agent        none runs\n')
  else io.out(formatAgentStatus(found, Date.now(), io.paint))
  return 0
}

function usage(message: string): AwsxError {
  return new AwsxError('usage', message, { hint: 'awsx agent --help' })
}
