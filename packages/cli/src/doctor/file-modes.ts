import { dirname } from 'node:path'
import type { Fixes } from './fixes.ts'
import { problem, type Finding } from './finding.ts'

/** What a place is for, which says how open it may be. */
export type Role = 'folder' | 'secret' | 'credentials' | 'settings' | 'aws-folder'

/** A file or folder that is there. */
export interface Place {
  readonly path: string
  readonly role: Role
  readonly uid: number
  readonly gid: number
  /** The permission bits. */
  readonly mode: number
  /** Whether the name itself is a link; false where links are followed. */
  readonly isLink: boolean
}

interface Rule {
  /** Bits that must not be set. */
  readonly closed: number
  /** Bits that must be set, or the user is locked out. */
  readonly open: number
  readonly chmod: string
  readonly why: string
}

const rules: Readonly<Record<Role, Rule>> = {
  folder: { closed: 0o077, open: 0o700, chmod: '700', why: 'its names and dates are for you alone' },
  secret: { closed: 0o177, open: 0o400, chmod: '600', why: 'awsx refuses a secret that others can reach' },
  credentials: {
    closed: 0o177,
    open: 0o400,
    chmod: '600',
    why: 'every user of this machine may get at the keys in it',
  },
  settings: {
    closed: 0o022,
    open: 0o400,
    chmod: 'go-w,u+r',
    why: 'others decide what awsx and other tools do for you',
  },
  'aws-folder': { closed: 0o022, open: 0o500, chmod: 'go-w,u+rx', why: 'others can put their own files in its place' },
}

/** Judges owners and modes; of many files in one folder with the same fault there is one finding. `uid` is the user's. */
export function judgePlaces(places: readonly Place[], uid: number, fixes: Fixes): Finding[] {
  return mergeInFolders(
    places.flatMap((place) => judgePlace(place, uid, fixes)),
    fixes,
  )
}

function judgePlace(place: Place, uid: number, fixes: Fixes): Finding[] {
  const { path, role, isLink } = place
  if (isLink && role === 'secret') {
    return [
      problem('file_link', {
        message: 'the file is a link, and awsx reads no secret through one',
        why: 'where it leads can be changed by who owns that place',
        file: path,
        fix: fixes.onPath(path, (word) => `cp -p ${word} ${word}.new && mv ${word}.new ${word}`),
      }),
    ]
  }
  const isOurs = place.uid === uid
  if (!isOurs && !(place.uid === 0 && (role === 'settings' || role === 'aws-folder'))) {
    return [
      problem('file_owner', {
        message: `${role.endsWith('folder') ? 'the folder' : 'the file'} belongs to ${place.uid === 0 ? 'root' : `another user (uid ${place.uid})`}`,
        why: place.uid === 0 ? 'awsx cannot change it; a sudo may have made it' : 'its owner can read and change it',
        file: path,
        fix: fixes.onPath(path, (word) => `sudo chown ${uid} ${word}`),
      }),
    ]
  }
  return judgeMode(place, fixes)
}

function judgeMode({ path, role, mode, uid, gid }: Place, fixes: Fixes): Finding[] {
  const rule = rules[role]
  // In a folder like /tmp others can add files, but not replace this user's.
  if (role === 'aws-folder' && (mode & 0o1000) !== 0) return []
  // A group that is the user's alone, as with a umask of 002.
  const closed = gid === uid && (role === 'settings' || role === 'aws-folder') ? rule.closed & ~0o020 : rule.closed
  const what = role.endsWith('folder') ? 'the folder' : 'the file'
  const shown = `0${(mode & 0o777).toString(8)}`
  const fix = fixes.onPath(path, (word) => `chmod ${rule.chmod} ${word}`)
  if ((mode & closed) !== 0) {
    const whom =
      (mode & 0o077) === 0 ? 'can be executed' : (mode & 0o022) === 0 ? 'is open to others' : 'can be changed by others'
    return [problem('file_mode', { message: `${what} ${whom} (mode ${shown})`, why: rule.why, file: path, fix })]
  }
  if ((mode & rule.open) === rule.open) return []
  return [
    problem('file_mode', {
      message: `${what} is closed to you (mode ${shown})`,
      why: 'awsx cannot use it',
      file: path,
      fix,
    }),
  ]
}

const fewest = 3

/** Sessions and vault files come in numbers. */
function mergeInFolders(findings: readonly Finding[], fixes: Fixes): Finding[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const isSealed = finding.code === 'file_mode' && finding.file?.endsWith('.age') === true
    const key = isSealed ? `${dirname(finding.file)}\n${finding.why}` : `${finding.file}\n${finding.code}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first?.file == null || group.length < fewest) return group
    const folder = dirname(first.file)
    return [
      {
        ...first,
        message: `${group.length} files in here are not for you alone`,
        file: folder,
        fix: fixes.onPath(folder, (word) => `chmod 600 ${word}/*.age`),
      },
    ]
  })
}
