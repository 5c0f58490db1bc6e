import { randomBytes } from 'node:crypto'
import { linkSync, lstatSync, renameSync, unlinkSync, watch } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { dirname, join } from 'node:path'
import { AwsxError } from '@awsx/core'

/** The socket an agent listens on. */
export interface AgentSocket {
  readonly server: Server
  readonly path: string
  /** Whether its name leads to it. */
  isThere(): boolean
  /** Takes the name away, if it is still ours. */
  remove(): void
}

/** Whether somebody answers on the socket at a path. */
export type Probe = (path: string) => Promise<boolean>

/**
 * Listens on `path`: under a name of its own first, which then gets the real name as a second one, so that of many who
 * start at once exactly one is there.
 *
 * Null when a living agent has the name. Throws the system's error when the folder can hold no socket, and
 * `config_untrusted` when something that is no socket has the name: it is not for an agent to take that away.
 */
export async function listenOnSocket(path: string, isAlive: Probe): Promise<AgentSocket | null> {
  // No longer than the name itself: what a socket's path may have is little.
  const own = join(dirname(path), `.${randomBytes(4).toString('hex')}`)
  const server = createServer({ allowHalfOpen: true })
  await listen(server, own)
  const inode = inodeOf(own)
  try {
    if (await takeName(own, path, isAlive)) {
      const isThere = (): boolean => inodeOf(path) === inode
      return { server, path, isThere, remove: () => void (isThere() && removeQuietly(path)) }
    }
  } catch (error) {
    server.close()
    throw error
  } finally {
    removeQuietly(own)
  }
  server.close()
  return null
}

/** Calls `gone` once the name no longer leads to this socket; needs no timer while nothing happens. */
export function watchSocket({ path, isThere }: AgentSocket, gone: () => void): void {
  const watcher = watch(dirname(path), { persistent: false }, look)
  let timer: NodeJS.Timeout | undefined
  let isGone = false

  function look(): void {
    if (isGone || isThere()) return
    // A starter that took us for dead puts the name back.
    clearTimeout(timer)
    timer = setTimeout(() => {
      if (isGone || isThere()) return
      isGone = true
      watcher.close()
      gone()
    }, 100)
  }
  // The folder itself went away.
  watcher.on('error', look)
  look()
}

/** A whole build may ask at once; the kernel takes what it can. */
const longestBacklog = 4096

async function listen(server: Server, path: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    const before = process.umask(0o177)
    try {
      server.listen({ path, backlog: longestBacklog }, () => {
        server.off('error', reject)
        // With no file left a connection cannot be taken; the next one may be.
        server.on('error', () => undefined)
        resolve()
      })
    } finally {
      process.umask(before)
    }
  })
}

async function takeName(own: string, path: string, isAlive: Probe): Promise<boolean> {
  for (;;) {
    if (tryLink(own, path)) return true
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (found === undefined) continue
    if (!found.isSocket()) {
      throw new AwsxError('config_untrusted', `${path} is not a socket`, { hint: `ls -ld ${path}` })
    }
    if (await isAlive(path)) return false
    // Another starter may have been here meanwhile.
    if (inodeOf(path) === found.ino) putAside(own, path, found.ino)
  }
}

/** Moves a dead socket away; where another one has its name by then, it gets that back. */
function putAside(own: string, path: string, dead: number): void {
  const aside = `${own}.dead`
  try {
    renameSync(path, aside)
  } catch {
    return
  }
  if (inodeOf(aside) !== dead) tryLink(aside, path)
  removeQuietly(aside)
}

function tryLink(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

function inodeOf(path: string): number | null {
  return lstatSync(path, { throwIfNoEntry: false })?.ino ?? null
}

function removeQuietly(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // It is gone already.
  }
}
