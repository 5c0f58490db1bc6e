import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A new folder (mode 0700) that is gone when the test has ended. */
export function makeTempFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'awsx-aws-')))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
