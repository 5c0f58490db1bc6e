import { expect, test } from 'vitest'
import type { AgentStatus } from '../agent-status.ts'
import { judgeAbsence, judgeAgent } from './agent.ts'

const protections = ['noCoreFile', 'noTracing', 'peerUser', 'noDebugger', 'permissions', 'noProto', 'ownEnvironment']

function makeStatus(change: Partial<AgentStatus>, absent: readonly string[] = []): AgentStatus {
  return {
    pid: 1,
    awsx: '1.0.0',
    flavour: 'native',
    socket: '/s',
    memoryBytes: 1,
    startedAt: 0,
    locked: false,
    locksAt: null,
    endpoints: 0,
    requests: 0,
    lastRequests: [],
    hardening: Object.fromEntries(protections.map((name) => [name, !absent.includes(name)])),
    ...change,
  }
}

const codes = ({ findings }: ReturnType<typeof judgeAgent>): string[] =>
  findings.map(({ code, level }) => `${level} ${code}`)

test('an agent of this build with all its protections is fine, and so is none', () => {
  expect(judgeAgent(makeStatus({}), '1.0.0')).toEqual({ what: 'the agent (unlocked)', findings: [] })
  expect(judgeAbsence('none')).toEqual({ what: 'no agent', findings: [] })
})

test('one that is not protected as every build can be is a problem', () => {
  expect(codes(judgeAgent(makeStatus({}, ['noCoreFile']), '1.0.0'))).toEqual(['problem agent_exposed'])
  expect(codes(judgeAgent(makeStatus({ flavour: 'node' }, ['permissions']), '1.0.0'))).toEqual([
    'problem agent_exposed',
  ])
  expect(codes(judgeAgent(makeStatus({}, ['permissions', 'noProto']), '1.0.0'))).toEqual([])
})

test('what its runtime cannot is good to know', () => {
  expect(codes(judgeAgent(makeStatus({ flavour: 'node' }, ['noTracing', 'peerUser']), '1.0.0'))).toEqual([
    'note agent_runtime',
  ])
})

test('another version is said, and one that cannot be spoken to is a problem', () => {
  expect(codes(judgeAgent(makeStatus({}), '1.1.0'))).toEqual(['note agent_other_build'])
  for (const absence of ['silent', 'other version'] as const) {
    expect(codes(judgeAbsence(absence))).toEqual(['problem agent_unusable'])
  }
})
