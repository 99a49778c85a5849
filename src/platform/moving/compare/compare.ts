import type { Transaction } from '../../database/connection.ts'
import { query } from '../../database/statement.ts'
import type { RecordValues } from '../../registers/field.ts'
import { rowMeeter } from '../../registers/import/chunk.ts'
import { keyText, keyTexts, rowsById } from '../../registers/import/existing.ts'
import { chooseKey } from '../../registers/import/import.ts'
import type { ReadRow } from '../../registers/import/reader.ts'
import { createSeen } from '../../registers/import/seen.ts'
import { writeField } from '../../registers/kinds/index.ts'
import { columnsToStored, fromStored } from '../../registers/record.ts'
import type { Register, RegisterField } from '../../registers/register.ts'
import { fileNamed } from '../definition.ts'
import type { TargetMapping } from '../mapping/definition.ts'
import { type Run, targetRows } from '../run/run.ts'
import type { ComparisonReport, Difference, FieldCount, TargetComparison } from './report.ts'

/** So many differing records are kept side by side; all are counted. */
export const mostDifferences = 500
const chunkSize = 1000

const shown = (field: RegisterField, value: RecordValues[string] | undefined): string | null =>
  value === null || value === undefined
    ? null
    : writeField(field.field, value)
        .filter(text => text !== '')
        .join(' ')

const isAmount = (field: RegisterField): boolean => ['yen', 'integer', 'decimal'].includes(field.field.kind)
const isDay = (field: RegisterField): boolean => field.field.kind === 'date'

/** What the file says in sum, gathered row by row. Amounts in thousandths as whole numbers: no rounding. */
const createTotals = (fields: readonly RegisterField[]) => {
  const filled = new Map<string, number>()
  const sums = new Map<string, bigint>()
  const spans = new Map<string, { first: string; last: string }>()
  return {
    add(patch: ReadRow['patch']): void {
      for (const field of fields) {
        const value = patch[field.id] ?? null
        if (value === null) continue
        filled.set(field.id, (filled.get(field.id) ?? 0) + 1)
        if (isAmount(field)) sums.set(field.id, (sums.get(field.id) ?? 0n) + thousandths(String(value)))
        if (isDay(field)) {
          const day = String(value)
          const span = spans.get(field.id)
          spans.set(field.id, {
            first: span && span.first < day ? span.first : day,
            last: span && span.last > day ? span.last : day,
          })
        }
      }
    },
    filled: (field: RegisterField): number => filled.get(field.id) ?? 0,
    total(field: RegisterField): string | null {
      if (isAmount(field)) return decimal(sums.get(field.id) ?? 0n)
      const span = spans.get(field.id)
      return isDay(field) && field.class !== 'special' && span ? `${span.first} – ${span.last}` : null
    },
  }
}

const thousandths = (text: string): bigint => {
  const [whole = '0', part = ''] = text.replace('-', '').split('.')
  const value = BigInt(whole) * 1000n + BigInt(part.padEnd(3, '0').slice(0, 3))
  return text.startsWith('-') ? -value : value
}
const decimal = (value: bigint): string => {
  const text = String(value < 0n ? -value : value).padStart(4, '0')
  const part = text.slice(-3).replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${text.slice(0, -3)}${part ? `.${part}` : ''}`
}

const registerTotals = async (
  tx: Transaction,
  register: Register,
  tenant: string,
  fields: readonly RegisterField[],
  sample: boolean,
): Promise<{
  readonly rows: number
  readonly of: (field: RegisterField) => { readonly filled: number; readonly total: string | null }
}> => {
  const parts = fields.flatMap((field, at) => {
    const column = field.columns[0]?.name
    if (!column) return []
    const total =
      field.class === 'special'
        ? []
        : isAmount(field)
          ? [`sum("${column}")::text as total_${at}`]
          : isDay(field)
            ? [`min("${column}")::text || ' – ' || max("${column}")::text as total_${at}`]
            : []
    return [`count("${column}")::int as filled_${at}`, ...total]
  })
  const [row = {}] = await query(tx, {
    text: `select ${['count(*)::int as n', ...parts].join(', ')} from ${register.rowTable} where tenant = $1::uuid and removed_at is null and sample = $2::boolean`,
    values: [tenant, sample],
  })
  return {
    rows: Number(row['n'] ?? 0),
    of: field => {
      const at = fields.indexOf(field)
      const total = row[`total_${at}`]
      return {
        filled: Number(row[`filled_${at}`] ?? 0),
        total:
          isAmount(field) && field.class !== 'special'
            ? decimal(thousandths(String(total ?? '0')))
            : typeof total === 'string'
              ? total
              : null,
      }
    },
  }
}

const compareTarget = async (
  tx: Transaction,
  run: Run,
  target: TargetMapping,
  differences: Difference[],
): Promise<TargetComparison | null> => {
  const { registers, act, input } = run
  const of = fileNamed(input.package, target.file)
  const file = input.files.find(one => one.file === target.file)
  if (!of || !file) return null
  const { register } = registers.service(target.register)
  const tenant = act.actor.organisation
  const { secrets } = registers.tools
  const mapped = new Set(Object.keys(target.fields).map(column => column.split('.')[0] ?? ''))
  const fields = register.fields.filter(field => mapped.has(field.id))
  const key = chooseKey(register, mapped)
  const meet = rowMeeter(registers, register, act, key, file.sha256, true)
  const seen = createSeen()
  const totals = createTotals(fields)
  const counts = { old: 0, same: 0, differing: 0, missing: 0, unread: 0 }
  const keep = (difference: Difference) => {
    if (differences.length < mostDifferences) differences.push(difference)
  }
  const work = async (chunk: readonly ReadRow[]) => {
    const met = await meet(tx, chunk)
    const changed: {
      readonly row: number
      readonly id: string
      readonly ids: readonly string[]
      readonly values: RecordValues
    }[] = []
    met.forEach(({ row, draft }, at) => {
      const patch = chunk[at]?.patch ?? {}
      const texts = key && keyTexts(key, patch, register, secrets)
      if (texts) seen.add(keyText(texts), row)
      if (draft.problems.length) {
        counts.unread += 1
        return
      }
      counts.old += 1
      totals.add(patch)
      const { change } = draft
      if (!change) counts.same += 1
      else if (change.operation === 'create') {
        counts.missing += 1
        keep({
          register: register.id,
          kind: 'missing',
          row,
          record: null,
          fields: fields.map(field => ({ field: field.id, old: shown(field, change.values[field.id]), new: null })),
        })
      } else {
        counts.differing += 1
        changed.push({ row, id: change.id, ids: change.changed, values: change.values })
      }
    })
    if (changed.length === 0 || differences.length >= mostDifferences) return
    const rows = await rowsById(
      tx,
      register,
      changed.map(one => one.id),
    )
    for (const one of changed) {
      const found = rows.get(one.id)
      if (!found) continue
      const before = fromStored(register, one.id, columnsToStored(register, found), secrets, true)
      keep({
        register: register.id,
        kind: 'differing',
        row: one.row,
        record: one.id,
        fields: one.ids.map(id => {
          const field = register.field(id)
          return { field: id, old: shown(field, one.values[id]), new: shown(field, before[id]) }
        }),
      })
    }
  }
  let chunk: ReadRow[] = []
  for await (const row of targetRows(run, target, of, file)) {
    chunk.push(row)
    run.progress(1)
    if (chunk.length < chunkSize) continue
    await work(chunk)
    chunk = []
  }
  if (chunk.length) await work(chunk)

  let extra: number | null = null
  if (key) {
    extra = 0
    const texts = key.columns.map(({ name }, at) => `"${name}"::text as key_${at}`).join(', ')
    let after = '00000000-0000-0000-0000-000000000000'
    for (;;) {
      const rows = await query(tx, {
        text: `select id, ${texts} from ${register.rowTable} where tenant = $1::uuid and removed_at is null and sample = $3::boolean and id > $2::uuid order by id limit 5000`,
        values: [tenant, after, input.sample],
      })
      for (const row of rows) {
        if (seen.has(keyText(key.columns.map((_, at) => String(row[`key_${at}`]))))) continue
        extra += 1
        keep({ register: register.id, kind: 'extra', row: null, record: String(row['id']), fields: [] })
      }
      const last = rows.at(-1)
      if (!last) break
      after = String(last['id'])
    }
  }
  const now = await registerTotals(tx, register, tenant, fields, input.sample)
  return {
    target: target.id,
    register: register.id,
    file: of.id,
    ...counts,
    new: now.rows,
    extra,
    fields: fields.map((field): FieldCount => {
      const { filled, total } = now.of(field)
      return { field: field.id, old: totals.filled(field), new: filled, oldTotal: totals.total(field), newTotal: total }
    }),
  }
}

/** The old system's export once more, against the registers as they stand. Writes nothing. */
export const compareRun = async (
  tx: Transaction,
  run: Run,
): Promise<{ readonly report: ComparisonReport; readonly differences: readonly Difference[] }> => {
  const began = performance.now()
  const differences: Difference[] = []
  const targets: TargetComparison[] = []
  await tx`select set_config('enable_seqscan', 'off', true)`
  for (const target of run.input.mapping.targets) {
    const compared = await compareTarget(tx, run, target, differences)
    if (compared) targets.push(compared)
  }
  return { report: { targets, milliseconds: Math.round(performance.now() - began) }, differences }
}
