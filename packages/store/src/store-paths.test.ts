import { AwsxError } from '@awsx/core'
import { expect, test } from 'vitest'
import { resolveStorePaths } from './store-paths.ts'

const variableOf = (env: Record<string, string | undefined>): unknown => {
  try {
    return resolveStorePaths(env)
  } catch (error) {
    return error instanceof AwsxError && error.code === 'config_invalid' ? error.data['variable'] : error
  }
}

test('AWSX_HOME puts all under it', () => {
  expect(resolveStorePaths({ AWSX_HOME: '/h', HOME: '/home/ada', XDG_DATA_HOME: '/d' })).toEqual({
    configFile: '/h/config/config.json',
    identityFile: '/h/data/identity.age',
    vaultDir: '/h/data/vault',
    markFile: '/h/state/mark.json',
    deviceFile: '/h/state/device.json',
    pickerFile: '/h/state/picker.jsonl',
    sessionsDir: '/h/state/sessions',
    runDir: '/h/run',
    socketFile: '/h/run/agent.sock',
  })
})

test('the XDG folders, and their places under HOME', () => {
  expect(resolveStorePaths({ HOME: '/home/ada', XDG_DATA_HOME: '/d', XDG_STATE_HOME: '', AWSX_HOME: '' })).toEqual({
    configFile: '/home/ada/.config/awsx/config.json',
    identityFile: '/d/awsx/identity.age',
    vaultDir: '/d/awsx/vault',
    markFile: '/home/ada/.local/state/awsx/mark.json',
    deviceFile: '/home/ada/.local/state/awsx/device.json',
    pickerFile: '/home/ada/.local/state/awsx/picker.jsonl',
    sessionsDir: '/home/ada/.local/state/awsx/sessions',
    runDir: '/home/ada/.local/state/awsx/run',
    socketFile: '/home/ada/.local/state/awsx/run/agent.sock',
  })
})

test('HOME is not needed where the XDG folders are all set', () => {
  const paths = resolveStorePaths({ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', XDG_STATE_HOME: '/s' })
  expect(paths.markFile).toBe('/s/awsx/mark.json')
})

test('I241 HOME-unset', () => {
  expect(variableOf({})).toBe('HOME')
  expect(variableOf({ XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d', TMPDIR: '/tmp' })).toBe('HOME')
})

test('I242 HOME-relative, and other folders that are no absolute path', () => {
  expect(variableOf({ HOME: 'home' })).toBe('HOME')
  expect(variableOf({ AWSX_HOME: './x', HOME: '/home/ada' })).toBe('AWSX_HOME')
  expect(variableOf({ HOME: '/home/ada', XDG_STATE_HOME: 'state' })).toBe('XDG_STATE_HOME')
  expect(variableOf({ HOME: '/home/\0ada' })).toBe('HOME')
})
