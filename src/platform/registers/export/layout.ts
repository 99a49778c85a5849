import { dayInJapan } from '../../../base/clock.ts'
import { InputError, type Problem, RefusedError } from '../../../base/problem.ts'
import { type Act, may } from '../../access/actor.ts'
import { streamStatement } from '../../database/cursor.ts'
import { inTenants } from '../../database/transaction.ts'
import type { LayoutDefinition, LayoutWriting } from '../import/layout.ts'
import { allSql, rowsOfTenants } from '../list-sql.ts'
import { widened } from '../query.ts'
import type { RecordRow } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { listColumns } from '../store.ts'
import { permission, requireAskable, visibleFields } from '../visibility.ts'
import { askedBody, type ExportedFile, enterExport } from './entry.ts'
import type { ExportQuery } from './export.ts'
import { exportFormats } from './format.ts'
import { namesOf, recordsOf } from './records.ts'
import { inGroups, referred } from './reference-names.ts'
import type { SheetRow } from './sheet.ts'
import { spool } from './spool.ts'
import { mostProblems, writeCsvFile } from './write.ts'

export interface LayoutOptions {
  readonly query: ExportQuery
  /** Puts 〓 where the layout's encoding lacks a character, instead of refusing. */
  readonly replace?: boolean
}

/** Layouts of which each record of this register makes a row. */
export const writtenLayouts = (
  layouts: readonly LayoutDefinition[],
  register: Register,
): readonly (LayoutDefinition & { readonly writing: LayoutWriting })[] =>
  layouts.flatMap(layout => (layout.writing?.register === register.id ? [{ ...layout, writing: layout.writing }] : []))

interface Needed {
  readonly register: Register
  readonly fields: readonly RegisterField[]
  /** The reference of a row that leads there; none for the rows' own register. */
  readonly by?: string
}

const cannotSee = (register: Register, field: RegisterField): Problem => ({
  column: field.field.label.ja,
  message: {
    ja: `この形には「${register.definition.title.ja}」の「${field.field.label.ja}」が要りますが、見る権限がありません。`,
    en: `This layout needs “${field.field.label.en}” of “${register.definition.title.en}”, which you may not see.`,
  },
})

/** @throws RefusedError without the permission to export one of the registers, InputError for a field that may not be seen */
const neededBy = (registers: Registers, act: Act, writing: LayoutWriting): readonly [Needed, ...Needed[]] => {
  const of = (id: string, by?: string): Needed => {
    const { register } = registers.service(id)
    const wanted = permission(id, 'export')
    if (!may(act.actor, wanted)) throw new RefusedError(wanted)
    const fields = (writing.fields[id] ?? []).map(name => register.field(name))
    return { register, fields, ...(by === undefined ? {} : { by }) }
  }
  const own = of(writing.register)
  const others = writing.references.map(name => {
    const { field } = own.register.field(name)
    if (field.kind !== 'reference') throw new Error(`${writing.register}.${name} is no reference`)
    return of(field.to, name)
  })
  const hidden = [own, ...others].flatMap(({ register, fields }) => {
    const visible = visibleFields(register, act.actor)
    return fields.filter(field => !visible.includes(field)).map(field => cannotSee(register, field))
  })
  if (hidden.length) throw new InputError(hidden)
  return [own, ...others]
}

/**
 * A register's list in a layout of others, as the layout says: its columns, its order within a row, its encoding. The
 * cells are left as they are, without a guard against formulas: the other system takes the file by its bytes. Layouts have
 * no place for the mark of samples, so that sample records never leave in one.
 *
 * The ledger has an entry for each register of which something left.
 * @throws InputError for records that the layout cannot hold, each with row and column; RefusedError
 */
export const exportLayout = async (
  registers: Registers,
  layout: LayoutDefinition & { readonly writing: LayoutWriting },
  act: Act,
  options: LayoutOptions,
): Promise<ExportedFile> => {
  const { writing } = layout
  const [own, ...others] = neededBy(registers, act, writing)
  requireAskable(own.register, act.actor, options.query)
  const statement = allSql(
    own.register.listView,
    listColumns([...new Set([...namesOf(own.fields), ...writing.references.flatMap(columnsOf(own.register))])]),
    widened(options.query, registers.tools.context()),
    [...rowsOfTenants(act.actor.tenants), 'not sample'],
  )
  const counted = new Map(others.map(({ register }) => [register, new Set<string>()] as const))
  const day = dayInJapan(act.clock.now())
  const { type, ending } = exportFormats[writing.encoding === 'cp932' ? 'csv-cp932' : 'csv']
  const file = await spool(`${layout.id}-${day}${ending}`, type, path =>
    inTenants(registers.tools.database.app, act.actor.tenants, async tx => {
      await registers.tools.room?.begin(tx, act, 'export')
      const records = recordsOf(registers, own.register, own.fields, streamStatement(tx, statement))
      const find = (group: readonly RecordRow[]) =>
        Promise.all(others.map(({ register, by = '', fields }) => referred(tx, registers, register, by, group, fields)))
      const rows = async function* (): AsyncGenerator<SheetRow> {
        const failed: Problem[] = []
        let row = 1
        for await (const [record, found] of inGroups(records, find)) {
          row += 1
          const leads = others.map(({ register, by = '' }, at) => {
            const other = found[at]?.get(String(record.values[by] ?? ''))
            if (other) counted.get(register)?.add(other.id)
            return [by, other?.values ?? null] as const
          })
          const written = writing.row(record.values, Object.fromEntries(leads))
          if (written.ok) yield { cells: written.value }
          else failed.push(...written.problems.map(problem => ({ ...problem, row })))
        }
        if (failed.length) throw new InputError(failed.slice(0, mostProblems))
      }
      const sheet = { columns: writing.headings.map(heading => ({ heading })), rows: rows() }
      return writeCsvFile(path, sheet, { encoding: writing.encoding, bom: false, replace: options.replace ?? false })
    }),
  )
  const given = [
    { register: own.register, fields: own.fields, count: file.count },
    ...others.map(({ register, fields }) => ({ register, fields, count: counted.get(register)?.size ?? 0 })),
  ]
  return enterExport(registers, act, file, given, { format: 'layout', layout: layout.id, ...askedBody(options.query) })
}

const columnsOf =
  (register: Register) =>
  (name: string): readonly string[] =>
    namesOf([register.field(name)])
