import { expect, test } from 'vitest'
import { planAgentLaunch, type LaunchInput } from './agent-launch.ts'

const node: LaunchInput = {
  flavour: 'node',
  executable: '/opt/node',
  script: '/opt/awsx.js',
  words: ['agent', 'run'],
  env: {
    HOME: '/home/me',
    XDG_STATE_HOME: '/s',
    XDG_DATA_HOME: '',
    NODE_OPTIONS: '-r x',
    AWS_PROFILE: 'p',
    PATH: '/bin',
  },
  writableFolders: ['/s/awsx', '/with space'],
  knowsOption: () => false,
}

test('Node gets its options before the script, the words after it', () => {
  expect(planAgentLaunch(node).args.slice(2)).toEqual([
    '/opt/node',
    '--disable-sigusr1',
    '--no-memory-reducer',
    '--disable-proto=delete',
    '--max-semi-space-size=2',
    '--optimize-for-size',
    '--no-opt',
    '--no-maglev',
    '--expose-gc',
    '--permission',
    '--allow-fs-read=*',
    '--allow-fs-write=/s/awsx/*',
    '--allow-fs-write=/with space/*',
    '/opt/awsx.js',
    'agent',
    'run',
  ])
})

test('Node 26 is given the network, and libc for as long as it takes', () => {
  const launch = planAgentLaunch({ ...node, knowsOption: () => true })
  expect(launch.args).toEqual(expect.arrayContaining(['--allow-net', '--allow-ffi']))
})

test('the native build is what the shell becomes', () => {
  const launch = planAgentLaunch({ ...node, flavour: 'native', executable: '/opt/awsx', script: null })
  expect(launch.args).toEqual(['-c', 'umask 077; ulimit -c 0; exec "$0" "$@"', '/opt/awsx', 'agent', 'run'])
})

test('only listed variables that have a value go along', () => {
  const { env } = planAgentLaunch(node)
  expect(env).toEqual({ HOME: '/home/me', XDG_STATE_HOME: '/s', AWSX_START_REPORT: '3' })
})
