import { createHash, randomBytes } from 'node:crypto'
import {
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { AwsxError } from '@awsx/core'
import { ensureFolder } from '@awsx/store'

/** The files of one endpoint: 0600, in a folder of their own, 0700. */
export interface EndpointFolder {
  readonly tokenFile: string
  readonly configFile: string
  readonly credentialsFile: string
  /** Says to other machines that share this home that the endpoint still lives. */
  touch(): void
  /** Removes all of it; says nothing where it is gone. */
  remove(): void
}

const namePattern = /^endpoint-([0-9a-f]{8})-(\d+)-(\d+)-[0-9a-f]{16}$/
/** A session is renewed, and its folder touched, within 36 hours. */
const foreignLifeMs = 7 * 24 * 3600_000

/**
 * Makes the files of an endpoint in the run folder: its token, an empty credentials file and a config file with the
 * text given. What endpoints that were killed have left is removed first.
 *
 * Throws `write_failed` with nothing left behind, `config_untrusted` for a run folder that others may write to.
 */
export function createEndpointFolder(
  runDir: string,
  text: { readonly token: string; readonly config: string },
): EndpointFolder {
  ensureFolder(runDir)
  sweepEndpointFolders(runDir, Date.now())
  const own = `${placeId()}-${process.pid}-${startOf(process.pid) ?? 0}`
  const folder = join(runDir, `endpoint-${own}-${randomBytes(8).toString('hex')}`)
  const files = {
    tokenFile: join(folder, 'token'),
    configFile: join(folder, 'config'),
    credentialsFile: join(folder, 'credentials'),
  }
  const remove = (): void => rmSync(folder, { recursive: true, force: true })
  try {
    mkdirSync(folder, { mode: 0o700 })
    // Without a line end: SDKs send the file as it is.
    writeFileSync(files.tokenFile, text.token, { flag: 'wx', mode: 0o600 })
    writeFileSync(files.configFile, text.config, { flag: 'wx', mode: 0o600 })
    writeFileSync(files.credentialsFile, '', { flag: 'wx', mode: 0o600 })
  } catch (cause) {
    removeQuietly(remove)
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown'
    throw new AwsxError('write_failed', `cannot write the files of the endpoint in ${runDir} (${code})`, {
      hint: `ls -ld ${runDir}; AWSX_HOME=/another/folder moves it`,
      cause,
    })
  }
  return {
    ...files,
    touch: () => removeQuietly(() => utimesSync(folder, new Date(), new Date())),
    remove: () => removeQuietly(remove),
  }
}

/** Removes what endpoints of dead processes left in the run folder, and what no other machine has touched for a week. */
function sweepEndpointFolders(runDir: string, now: number): void {
  for (const name of readdirSync(runDir)) {
    const [, place, pid, start] = namePattern.exec(name) ?? []
    if (place === undefined || pid === undefined || start === undefined) continue
    const path = join(runDir, name)
    const stats = lstatSync(path, { throwIfNoEntry: false })
    if (stats === undefined || !stats.isDirectory()) continue
    const isStale = place === placeId() ? !isAlive(Number(pid), start) : stats.mtimeMs < now - foreignLifeMs
    if (isStale) removeQuietly(() => rmSync(path, { recursive: true, force: true }))
  }
}

/** Where process ids mean the same: this machine since it was started, this container. */
function placeId(): string {
  const hash = createHash('sha256').update(hostname())
  for (const read of [
    () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'),
    () => readlinkSync('/proc/self/ns/pid'),
  ]) {
    try {
      hash.update(read())
    } catch {
      // Not Linux: the name of the machine has to do.
    }
  }
  return hash.digest('hex').slice(0, 8)
}

function isAlive(pid: number, start: string): boolean {
  const now = startOf(pid)
  if (now !== null) return String(now) === start
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** When a process was started, in ticks since the machine was (proc(5)): a process id alone comes again. */
function startOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  } catch {
    return null
  }
}

function removeQuietly(act: () => void): void {
  try {
    act()
  } catch {
    // It is swept by the next endpoint.
  }
}
