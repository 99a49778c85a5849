import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Json } from '../../../base/json.ts'
import { OperatorError } from '../../../base/problem.ts'
import type { TableSpec } from './spec.ts'

const json: z.ZodType<Json> = z.json()

const column = z.strictObject({
  name: z.string(),
  type: z.enum([
    'text',
    'bigint',
    'numeric',
    'date',
    'timestamptz',
    'boolean',
    'text[]',
    'uuid',
    'double precision',
    'jsonb',
    'bytea',
  ]),
  class: z.enum(['public', 'internal', 'personal', 'special']),
  required: z.boolean(),
  unique: z.boolean(),
  references: z.string().exactOptional(),
  formerly: z.array(z.string()),
  indexed: z.boolean().exactOptional(),
  limits: z
    .strictObject({
      maxLength: z.number().exactOptional(),
      min: z.string().exactOptional(),
      max: z.string().exactOptional(),
      codes: z.array(z.string()).exactOptional(),
    })
    .exactOptional(),
  fill: json.exactOptional(),
  splitFrom: z.strictObject({ column: z.string(), pattern: z.string(), group: z.number() }).exactOptional(),
  retired: z.boolean().exactOptional(),
})

const names = z.array(z.string())
const spec: z.ZodType<TableSpec> = z.strictObject({
  register: z.string(),
  formerly: names,
  columns: z.array(column),
  search: z.strictObject({ all: names, public: names }).nullable(),
  filters: names,
  sorts: names,
  uniques: z.array(names),
  public: z.strictObject({ columns: names, when: z.string().exactOptional() }).nullable(),
})

const snapshot = z.strictObject({ registers: z.array(spec) })

export const snapshotFile = 'snapshot.json'

/** The tables of the last generation; none where nothing was generated yet. */
export const readSnapshot = async (folder: string): Promise<readonly TableSpec[]> => {
  const path = join(folder, snapshotFile)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
  const parsed = snapshot.safeParse(JSON.parse(text))
  if (!parsed.success)
    throw new OperatorError(`${path} is not a snapshot of this version: ${z.prettifyError(parsed.error)}`)
  return parsed.data.registers
}

export const snapshotText = (specs: readonly TableSpec[]): string =>
  `${JSON.stringify({ registers: specs }, null, 2)}\n`
