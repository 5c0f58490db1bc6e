// What the agent writes, it writes under Node's `--permission`.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

test('files are written whole, with their mode and time, where fsync and fchmod are refused', () => {
  const root = mkdtempSync(join(tmpdir(), 'awsx-permission-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const folder = join(root, 'made/later')
  const module = (name: string): string => JSON.stringify(join(import.meta.dirname, name))
  const script = join(root, 'write.ts')
  writeFileSync(
    script,
    `import { fsyncSync, openSync, renameSync } from 'node:fs'
import { ensureFolder } from ${module('folder.ts')}
import { writeFileDurably } from ${module('durable-file.ts')}
import { writeTempFile } from ${module('temp-file.ts')}
const folder = ${JSON.stringify(folder)}
ensureFolder(folder)
writeFileDurably(folder + '/mark', Buffer.from('first'))
writeFileDurably(folder + '/mark', Buffer.from('second'))
renameSync(writeTempFile(folder, Buffer.from('s'), { durable: false, modifiedAt: 1_000_000 }), folder + '/session')
try {
  fsyncSync(openSync(folder + '/mark', 'r'))
} catch (error) {
  console.log(error.code)
}
`,
  )
  const options = ['--permission', '--allow-fs-read=*', `--allow-fs-write=${join(root, 'made/*')}`]
  const said = execFileSync(process.execPath, [...options, script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // Control: the reason for all this is still there.
  expect(said).toBe('ERR_ACCESS_DENIED\n')
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(readFileSync(join(folder, 'mark'), 'utf8')).toBe('second')
  expect(statSync(join(folder, 'mark')).mode & 0o777).toBe(0o600)
  expect(statSync(join(folder, 'session')).mtimeMs).toBe(1_000_000)
  expect(statSync(join(folder, 'session')).mode & 0o777).toBe(0o600)
})
