import { fill } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Transaction } from '../../database/connection.ts'
import { query } from '../../database/statement.ts'
import { readField } from '../kinds/index.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { isPersonal } from '../visibility.ts'
import type { ReadRow } from './reader.ts'

/** How records of another register are named in a file: by their one unique field that is no secret. */
export const namingKey = (target: Register): RegisterField | undefined => {
  const set = target.unique.find(fields => fields.length === 1 && fields[0]?.class !== 'special')
  const id = set?.[0]?.id
  return id === undefined ? undefined : target.field(id)
}

export interface ReferenceReader {
  /** Fills in the references of some rows. @returns the rows, with problems where a record was not found */
  resolve(tx: Transaction, rows: readonly ReadRow[]): Promise<readonly ReadRow[]>
}

const mostRemembered = 100_000

/**
 * References of an imported file: ids, or the other record's own number (a permit names its operator by the operator's
 * number). Row security decides which records can be meant.
 */
export const referenceReader = (registers: Registers, register: Register): ReferenceReader => {
  const targets = new Map(
    register.references.flatMap(({ of, to }) => {
      const target = registers.find(to)?.register
      return target ? [[of.id, target] as const] : []
    }),
  )
  /** Per field: what was asked → id, or null for nothing found. */
  const known = new Map<string, Map<string, string | null>>()
  const memory = (field: string): Map<string, string | null> => {
    const found = known.get(field) ?? new Map<string, string | null>()
    if (found.size > mostRemembered) found.clear()
    known.set(field, found)
    return found
  }
  const look = async (tx: Transaction, field: string, texts: ReadonlySet<string>, column: string): Promise<void> => {
    const target = targets.get(field)
    const found = memory(field)
    const asked = [...texts].filter(text => !found.has(text))
    if (!target || asked.length === 0) return
    const rows = await query(tx, {
      // One index look-up a number: a join by text would read the whole table once for every thousand rows. The type is a
      // parameter's, cast apart, as in `rowsByKey`.
      text: `with k as materialized (select asked, asked::${column === 'id' ? 'uuid' : 'text'} as value from unnest($1::text[]) k(asked))
        select k.asked, t.id from k cross join lateral (select id from ${target.rowTable} t
          where t.tenant = any ((select musubi.tenants())::uuid[]) and t."${column}" = k.value and t.removed_at is null offset 0) t`,
      values: [asked],
    })
    for (const text of asked) found.set(text, null)
    for (const row of rows) found.set(String(row['asked']), String(row['id']))
  }
  const notFound = (field: RegisterField, row: number, text: string): Problem => ({
    row,
    field: field.id,
    column: field.field.column ?? field.field.label.ja,
    ...(isPersonal(field) ? {} : { value: text }),
    message: fill(
      {
        ja: '「{label}」の記録が見つかりません。先にその記録を登録するか、番号を確かめてください。',
        en: 'No such record for “{label}”. Register it first, or check its number.',
      },
      { label: field.field.label.ja },
    ),
  })
  return {
    async resolve(tx, rows) {
      if (targets.size === 0) return rows
      const readers = new Map([...targets].map(([id, target]) => [id, namingKey(target)] as const))
      const texts = (reading: ReadRow['pending'][number]): string | null => {
        const key = readers.get(reading.field.id)
        const target = targets.get(reading.field.id)
        if (!key || !target) return null
        const read = readField(key.id, key.field, [reading.text], registers.tools.context())
        return read.ok && read.value !== null ? String(read.value) : null
      }
      for (const [id] of targets) {
        const ids = new Set<string>()
        const names = new Set<string>()
        for (const row of rows) {
          const value = row.patch[id]
          if (typeof value === 'string') ids.add(value)
          for (const one of row.pending) {
            const text = one.field.id === id ? texts(one) : null
            if (text !== null) names.add(text)
          }
        }
        await look(tx, id, ids, 'id')
        const column = readers.get(id)?.columns[0]?.name
        if (column) await look(tx, id, names, column)
      }
      return rows.map(row => {
        const problems: Problem[] = []
        const patch = { ...row.patch }
        for (const id of targets.keys()) {
          const value = row.patch[id]
          if (typeof value === 'string' && memory(id).get(value) === null)
            problems.push(notFound(register.field(id), row.row, value))
        }
        for (const one of row.pending) {
          const text = texts(one)
          const found = text === null ? null : (memory(one.field.id).get(text) ?? null)
          if (found === null) problems.push(notFound(one.field, row.row, one.text))
          else patch[one.field.id] = found
        }
        return problems.length || row.pending.length ? { ...row, patch, problems: [...row.problems, ...problems] } : row
      })
    },
  }
}
