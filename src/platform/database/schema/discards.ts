import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { OperatorError } from '../../../base/problem.ts'
import type { Discard } from './change.ts'

/**
 * Where an author says that data may be destroyed: a list of {register, column, reason} beside the migrations. It serves
 * one generation and is removed by it, so that no old permission is left lying about; the reason stays in the migration.
 */
export const discardsFile = 'discards.json'

const list: z.ZodType<Discard[]> = z.array(
  z.strictObject({ register: z.string(), column: z.string().exactOptional(), reason: z.string().trim().min(1) }),
)

export const readDiscards = async (folder: string): Promise<readonly Discard[]> => {
  const path = join(folder, discardsFile)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  const parsed = list.safeParse(JSON.parse(text))
  if (!parsed.success)
    throw new OperatorError(`${path} is no list of {register, column, reason}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export const removeDiscards = (folder: string): Promise<void> => rm(join(folder, discardsFile), { force: true })
