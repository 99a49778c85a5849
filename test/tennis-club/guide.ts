import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../../src/base/root.ts'

/** The code blocks of a guide that say which file they are: ```ts file=test/…. */
export const filesOfGuide = async (guide: string): Promise<ReadonlyMap<string, string>> => {
  const text = await readFile(join(projectRoot, guide), 'utf8')
  return new Map(
    Array.from(text.matchAll(/^```ts file=(\S+)\n([\s\S]*?)^```$/gm), ([, file = '', code = '']): [string, string] => [
      file,
      code,
    ]),
  )
}
