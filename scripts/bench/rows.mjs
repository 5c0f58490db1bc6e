// What is measured of our own: a row is a command, its environment, and a test of what it must print.

const commands = (profile) => [
  { name: 'env', args: ['env', profile], shows: /AWS_SESSION_TOKEN=/ },
  { name: 'credential-process', args: ['credential-process', profile], shows: /"SessionToken"/ },
  { name: 'exec -- true', args: ['exec', profile, '--', 'true'], shows: /^$/ },
  { name: 'explain', args: ['explain', profile], shows: /AssumeRole/ },
  { name: 'list', args: ['list'], shows: /web-admin/ },
  { name: 'status', args: ['status'], shows: /web-admin/ },
]
const nodeCommands = ['env', 'credential-process', 'exec -- true']

/** The commands that a warm agent answers. */
const agentCommands = ['env', 'credential-process', 'exec -- true', 'status']

/** The rows of the reference programs and of both builds; `agents` are those of `startBenchAgent`, by build. */
export function listRows({ programs, env, manyEnv, profile }, references, agents) {
  const own = commands(profile)
  const toAgentRow = (build, command) => ({
    id: `agent ${build} ${command.name}`,
    title: `awsx ${command.name}, agent${build === 'node' ? ', Node bundle' : ''}`,
    argv: [programs[build], ...command.args],
    env: agents[build].env,
    shows: command.shows,
  })
  const answered = own.filter(({ name }) => agentCommands.includes(name))
  const toRow = (build, command) => ({
    id: `${build} ${command.name}`,
    title: build === 'node' ? `awsx ${command.name}, Node bundle` : `awsx ${command.name}`,
    argv: [programs[build], ...command.args],
    env,
    shows: command.shows,
  })
  return [
    { id: 'empty', title: 'empty native program', argv: references.empty, env, shows: /^$/ },
    { id: 'socket', title: 'the same, asks a unix socket', argv: references.socket, env, shows: /^$/ },
    { id: 'node', title: 'node -e 0', argv: [process.execPath, '-e', '0'], env, shows: /^$/ },
    ...answered.map((command) => toAgentRow('native', command)),
    ...own.map((command) => toRow('native', command)),
    {
      id: 'many',
      title: 'awsx explain, 10,000 profiles',
      argv: [programs.native, 'explain', profile],
      env: manyEnv,
      shows: /AssumeRole/,
    },
    ...answered.map((command) => toAgentRow('node', command)),
    ...own.filter(({ name }) => nodeCommands.includes(name)).map((command) => toRow('node', command)),
  ]
}
