// What is measured of our own: a row is a command, its environment, and a test of what it must print.

const commands = (profile) => [
  { name: 'env', args: ['env', profile], shows: /AWS_SESSION_TOKEN=/ },
  { name: 'credential-process', args: ['credential-process', profile], shows: /"SessionToken"/ },
  { name: 'exec -- true', args: ['exec', profile, '--', 'true'], shows: /^$/ },
  { name: 'explain', args: ['explain', profile], shows: /AssumeRole/ },
  { name: 'list', args: ['list'], shows: /web-admin/ },
]
const nodeCommands = ['env', 'credential-process', 'exec -- true']

/** The rows of the reference programs and of both builds. */
export function listRows({ programs, env, manyEnv, profile }, references) {
  const own = commands(profile)
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
    ...own.map((command) => toRow('native', command)),
    {
      id: 'many',
      title: 'awsx explain, 10,000 profiles',
      argv: [programs.native, 'explain', profile],
      env: manyEnv,
      shows: /AssumeRole/,
    },
    ...own.filter(({ name }) => nodeCommands.includes(name)).map((command) => toRow('node', command)),
  ]
}
