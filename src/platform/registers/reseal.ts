import type { Act } from '../access/actor.ts'
import { type Row, runStatements } from '../database/statement.ts'
import { type Change, writesOf } from './change.ts'
import { columnsToStored, fromStored, type StoredData, toStored } from './record.ts'
import type { Register, RegisterField } from './register.ts'
import type { RegisterTools } from './service.ts'
import { columnNames } from './store.ts'

const page = 200

/** A value sealed with an organisation's own key begins with this layout. */
const ownLayout = 2

const isStale = (field: RegisterField, row: Row): boolean => {
  const sealed = row[field.columns[0]?.name ?? '']
  return Buffer.isBuffer(sealed) && sealed[0] !== ownLayout
}

/** The record with its stale values sealed anew; everything else keeps its bytes. */
const resealed = (register: Register, row: Row, { secrets }: RegisterTools): Change => {
  const [id, tenant] = [String(row['id']), String(row['tenant'])]
  const before = columnsToStored(register, row)
  const values = fromStored(register, id, before, secrets, true)
  const anew = toStored(register, id, values, secrets.forTenant(tenant))
  const stale = register.fields.filter(field => field.class === 'special' && isStale(field, row)).map(field => field.id)
  const data: StoredData = { ...before, ...Object.fromEntries(stale.map(field => [field, anew[field] ?? null])) }
  return {
    register,
    operation: 'change',
    tenant,
    id,
    version: Number(row['version']) + 1,
    sample: row['sample'] === true,
    values,
    data,
    changed: stale,
  }
}

/**
 * Special values from before organisations had keys are sealed with the platform's key: they outlive the organisation's
 * departure in copies, and a look-up by the organisation's index does not find them. Here they are sealed anew, each record by
 * a revision of its own, since a revision commits to the sealed bytes. What somebody changes meanwhile is left to the next run.
 * @returns how many records
 */
export const resealStale = async (register: Register, tools: RegisterTools, act: Act): Promise<number> => {
  const { tenants } = tools.secrets
  const special = register.fields.flatMap(field => (field.class === 'special' ? field.columns.slice(0, 1) : []))
  if (special.length === 0 || tenants === undefined) return 0
  const { owner, app } = tools.database
  const names = ['tenant', 'id', 'version', 'sample', ...columnNames(register)].map(name => `"${name}"`).join(', ')
  const stale = special.map(({ name }) => `get_byte("${name}", 0) <> ${ownLayout}`).join(' or ')
  let [done, after] = [0, '00000000-0000-0000-0000-000000000000']
  for (;;) {
    const rows = await owner.unsafe<Row[]>(
      `select ${names} from ${register.rowTable} where id > $1 and removed_at is null and (${stale}) order by id limit ${page}`,
      [after],
    )
    for (const row of rows) {
      const tenant = String(row['tenant'])
      if (tenants.destroyed(tenant) !== null) continue
      const written = await runStatements(
        app,
        [tenant],
        writesOf(act, [resealed(register, row, tools)], tools.context()),
      ).then(
        () => 1,
        () => 0,
      )
      done += written
    }
    after = String(rows.at(-1)?.['id'] ?? after)
    if (rows.length < page) return done
  }
}
