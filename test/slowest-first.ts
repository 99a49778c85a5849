import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { projectRoot } from '../src/base/root.ts'

/** Files that take longest, the longest one first: the run does not wait at its end for one that began last. */
const slowest = [
  'test/database/start.test.ts',
  'test/database/away.test.ts',
  'test/database/two-machines.test.ts',
  'test/database/faults.test.ts',
  'test/database/start-refusals.test.ts',
  'test/database/backup-command.test.ts',
  'test/database/verify-command.test.ts',
  'test/database/copies.test.ts',
  'test/database/copies-start.test.ts',
  'src/platform/backup/backup.db.test.ts',
  'test/database/move-in-command.test.ts',
  'test/database/departure.test.ts',
  'test/database/full-disk.test.ts',
  'test/browser/pages.test.ts',
]

/** Vitest's own order goes by a cache of the run before, which a fresh checkout does not have, and else by size. */
export default class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const gone = slowest.filter(path => !existsSync(join(projectRoot, path)))
    if (gone.length > 0) throw new Error(`no such test files: ${gone.join(', ')}`)
    const rest = await super.sort(files)
    const first = slowest.flatMap(path => rest.filter(file => file.moduleId === join(projectRoot, path)))
    return [...first, ...rest.filter(file => !first.includes(file))]
  }
}
