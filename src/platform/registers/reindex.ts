import type { Database } from '../database/connection.ts'
import { streamRows } from '../database/cursor.ts'
import { columnsToStored, fromStored, searchOf } from './record.ts'
import type { Register } from './register.ts'
import type { RegisterTools } from './service.ts'
import { columnNames, searchColumns } from './store.ts'

const page = 1000

/**
 * Makes the search texts of a register anew after a migration changed what is searched (it leaves the mark
 * `reindex.<register>` in musubi.setting). Texts are derived from the fields, so no revision is written. Rows and mark
 * change in one transaction: a start that is cut off begins again.
 * @returns how many records, 0 where there was no mark
 */
export const reindexIfMarked = async (
  database: Database,
  register: Register,
  { secrets, context }: Pick<RegisterTools, 'secrets' | 'context'>,
): Promise<number> => {
  const mark = `reindex.${register.table}`
  return database.owner.begin(async tx => {
    const [marked] = await tx`select 1 from musubi.setting where name = ${mark} for update`
    if (!marked) return 0
    const kinds = context()
    const columns = ['tenant', 'id', ...columnNames(register)]
    const table = tx(`register.${register.table}`)
    const [first, second] = searchColumns(register)
    let done = 0
    let batch: { id: string; staff: string; open: string }[] = []
    const flush = async () => {
      if (batch.length === 0 || first === undefined) return
      const texts = tx`select * from unnest(${batch.map(row => row.id)}::uuid[], ${batch.map(row => row.staff)}::text[], ${batch.map(row => row.open)}::text[]) as t(id, staff, open)`
      await (second === undefined
        ? tx`update ${table} r set search = found.staff from (${texts}) found where r.id = found.id`
        : tx`update ${table} r set search = found.staff, search_public = found.open from (${texts}) found where r.id = found.id`)
      done += batch.length
      batch = []
    }
    for await (const row of streamRows<Readonly<Record<string, unknown>>>(
      tx,
      tx`select ${tx(columns)} from ${table}`,
      page,
    )) {
      const id = String(row['id'])
      const found = searchOf(register, fromStored(register, id, columnsToStored(register, row), secrets, false), kinds)
      batch.push({ id, staff: found.search, open: found.publicSearch ?? '' })
      if (batch.length === page) await flush()
    }
    await flush()
    await tx`delete from musubi.setting where name = ${mark}`
    return done
  })
}
