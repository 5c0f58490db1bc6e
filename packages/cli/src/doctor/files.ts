import { accessSync, constants, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { StorePaths } from '@awsx/store'
import type { DoctorContext } from './context.ts'
import { failureFinding } from './failure.ts'
import { judgePlaces, type Place, type Role } from './file-modes.ts'
import { note, problem, type Check, type Finding } from './finding.ts'

/** Owners and modes of awsx's folders and files and of the AWS files, and whether they can be read and written at all. */
export const filesCheck: Check = {
  name: 'files',
  run(context) {
    const { uid, fixes, paths } = context
    const places = [...storePlaces(paths), ...awsPlaces(context), ...secretPlaces(context)]
    const modes = judgePlaces(places, uid, fixes)
    return {
      what: countPlaces(places.length),
      findings: [
        ...findFailures(context),
        ...modes,
        ...(modes.length === 0 ? findUntrusted(context) : []),
        ...findMissing(context),
        ...(paths === null ? [] : findReadOnly(paths)),
      ],
    }
  },
}

function countPlaces(count: number): string {
  if (count === 0) return 'files (none yet)'
  return count === 1 ? 'one file' : `${count.toLocaleString('en')} files and folders`
}

function storePlaces(paths: StorePaths | null): Place[] {
  if (paths === null) return []
  const { configFile, identityFile, vaultDir, markFile, sessionsDir, runDir } = paths
  const folders = [dirname(configFile), dirname(identityFile), vaultDir, dirname(markFile), sessionsDir, runDir]
  const sealed = [vaultDir, sessionsDir].flatMap((folder) =>
    namesIn(folder)
      .filter((name) => name.endsWith('.age'))
      .map((name) => join(folder, name)),
  )
  return [
    ...[...new Set(folders)].flatMap((path) => look(path, 'folder', statSync)),
    ...look(configFile, 'settings', statSync),
    ...[identityFile, markFile, ...sealed].flatMap((path) => look(path, 'secret', lstatSync)),
  ]
}

function awsPlaces({ files, env }: DoctorContext): Place[] {
  const found = files.filter(({ path }) => path !== '/dev/null')
  const folders = new Set(found.map(({ path }) => dirname(path)))
  // A file that cannot be read is not among those that were found.
  if (env['HOME']) folders.add(join(env['HOME'], '.aws'))
  return [
    ...[...folders].flatMap((path) => look(path, 'aws-folder', statSync)),
    ...found.flatMap(({ path, kind }) => look(path, kind === 'credentials' ? 'credentials' : 'settings', statSync)),
  ]
}

const secretVariables = ['AWSX_IDENTITY_FILE', 'AWSX_PASSPHRASE_FILE']

function secretPlaces({ env }: DoctorContext): Place[] {
  return secretVariables.flatMap((name) => (env[name] ? look(resolve(env[name]), 'secret', lstatSync) : []))
}

/** What else keeps awsx from running a program that the file names: the folder that a link leads to. */
function findUntrusted({ files, fixes }: DoctorContext): Finding[] {
  return files.flatMap(({ path, untrusted }) => {
    if (untrusted === null) return []
    const fix = fixes.onPath(dirname(realpathSync(path)), (word) => `chmod o-w ${word}`)
    return [
      problem('file_untrusted', { message: untrusted, why: 'awsx runs no program that it names', file: path, fix }),
    ]
  })
}

function findMissing({ env, fixes }: DoctorContext): Finding[] {
  return secretVariables.flatMap((name) => {
    const path = env[name]
    if (!path || exists(path)) return []
    const message = `${name} names a file that is not there`
    return [
      problem('file_missing', {
        message,
        why: 'the vault does not open',
        file: resolve(path),
        fix: fixes.unset([name]),
      }),
    ]
  })
}

function findFailures({ failures, fixes, userHome, uid, env }: DoctorContext): Finding[] {
  const needsHome = failures.some(({ message }) => /\bHOME\b/.test(message))
  const other = failures.filter(({ message }) => !/\bHOME\b/.test(message))
  const found = other.map((error) => {
    const variable = /^(AWSX?_\w+|XDG_\w+) /.exec(error.message)?.[1]
    if (variable !== undefined) {
      const why = 'awsx does not know where its files are'
      return failureFinding('place_unusable', error, { why, fix: fixes.unset([variable]) })
    }
    const path = /^(\/.*) cannot be read: permission denied$/.exec(error.message)?.[1]
    const isOurs = path !== undefined && look(path, 'secret', statSync).some((place) => place.uid === uid)
    const fix = isOurs ? { fix: fixes.onPath(path, (word) => `chmod u+r ${word}`) } : {}
    return failureFinding('file_unreadable', error, { why: 'awsx stops at it', ...fix })
  })
  if (!needsHome) return found
  const message = env['HOME'] ? 'HOME is not a whole path' : 'HOME is not set'
  const why = 'awsx does not know where your files and its own are'
  const fix = userHome === null ? null : fixes.export('HOME', userHome)
  return [problem('no_home', { message, why, fix }), ...found]
}

/** Containers often have a home that nobody can write to: not wrong, but nothing is kept. */
function findReadOnly({ vaultDir, sessionsDir }: StorePaths): Finding[] {
  const closed = [vaultDir, sessionsDir].map(nearestFolder).filter((path) => !isWritable(path))
  return [...new Set(closed)].map((path) =>
    note('not_writable', { message: 'awsx cannot write here', why: 'it can keep no key and no session', file: path }),
  )
}

function nearestFolder(path: string): string {
  return exists(path) || dirname(path) === path ? path : nearestFolder(dirname(path))
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK)
    return true
  } catch {
    return false
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined
}

/** Nothing where there is nothing, or where nobody may look. */
function look(path: string, role: Role, stat: typeof statSync): Place[] {
  try {
    const stats = stat(path)
    const { uid, gid, mode } = stats
    return [{ path, role, uid, gid, mode: mode & 0o7777, isLink: stats.isSymbolicLink() }]
  } catch {
    return []
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}
