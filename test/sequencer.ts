import { basename } from 'node:path'
import { BaseSequencer } from 'vitest/node'
import type { TestSpecification } from 'vitest/node'

/** What takes longest, first: begun last, one of these would go on alone when all others are done. `agent-idle` waits. */
const longest = [
  'agent-idle',
  'fault-vault',
  'fault-other-writes',
  'corpus-names',
  'hook-shell',
  'agent-crowd',
  'story-fault',
  'readme',
  'keychain',
  'completion',
  'corpus-environment',
]

/** The order of Vitest, large files first where it has no times of an earlier run, with {@link longest} before all. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const place = ({ moduleId }: TestSpecification): number => {
      const index = longest.indexOf(basename(moduleId, '.test.ts'))
      return index < 0 ? longest.length : index
    }
    return sorted.toSorted((a, b) => place(a) - place(b))
  }
}
