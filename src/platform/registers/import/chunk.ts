import { type Bilingual, fill } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import type { Act } from '../../access/actor.ts'
import type { Transaction } from '../../database/connection.ts'
import type { Row } from '../../database/statement.ts'
import { idHeading, sampleHeading } from '../columns.ts'
import { codesFor, type HeldRecord, isOwn } from '../own.ts'
import { columnsToStored } from '../record.ts'
import type { Register } from '../register.ts'
import type { Registers } from '../registers.ts'
import { type Change, notOwn } from '../service.ts'
import { type Draft, draftChange, draftNew, idOfRow } from './draft.ts'
import { type Key, keyOf, keyText, keyTexts, rowsById, rowsByKey } from './existing.ts'
import type { ReadRow } from './reader.ts'
import { referenceReader } from './references.ts'
import { createSeen } from './seen.ts'

/** A row that was met with the register as it stands. */
export interface MetRow {
  readonly row: number
  readonly draft: Draft
}

const refused = (row: number, column: string, message: Bilingual): Draft => ({
  change: null,
  problems: [{ row, column, message }],
  repairs: [],
})

const unknownId: Bilingual = {
  ja: 'この記録IDの記録がありません。削除されたか、別の台帳のファイルです。新しい記録として取り込むときは、記録IDを空にしてください。',
  en: 'No record has this id: it was removed, or the file is of another register. Leave the id empty to import it as a new record.',
}
const removedRecord: Bilingual = {
  ja: 'このファイルから取り込んだ記録は、その後に削除されています。取り込み直すときは、この行を別のファイルにしてください。',
  en: 'The record that came from this file was removed since. Put the row into another file to import it again.',
}
const otherSample: Bilingual = {
  ja: '見本の記録と見本でない記録は入れ替えられません。見本の列を元に戻すか、別の記録にしてください。',
  en: 'A sample record cannot become a real one, nor the other way. Restore the column 見本 or make it another record.',
}

const twice = (row: number, before: number, names: readonly string[]): Problem => ({
  row,
  column: names.join('・'),
  message: fill(
    {
      ja: '{row}行目と同じ{names}です。どちらかを直すか、除いてください。',
      en: 'Row {row} has the same {names}. Change or remove one of them.',
    },
    { row: before, names: names.join('・') },
  ),
})

const taken = (row: number, names: readonly string[]): Problem => ({
  row,
  column: names.join('・'),
  message: fill(
    {
      ja: '同じ{names}の記録が既にあります。その記録を変更するか、値を確かめてください。',
      en: 'Another record has the same {names} already. Change that record, or check the value.',
    },
    { names: names.join('・') },
  ),
})

const namesOf = (key: Key): readonly string[] => key.fields.map(field => field.field.column ?? field.field.label.ja)

/** What must not stand twice is compared as one text; the prefix keeps the sets apart. */
export const rowMeeter = (
  registers: Registers,
  register: Register,
  act: Act,
  key: Key | null,
  file: string,
  /** False for a first load: there is nothing to look up, and the file's own doubles are told without the database. */
  filled: boolean,
): ((tx: Transaction, rows: readonly ReadRow[]) => Promise<readonly MetRow[]>) => {
  const context = registers.tools.context()
  const tenant = act.actor.organisation
  const secrets = registers.tools.secrets.forTenant(tenant)
  const around = { register, tenant, secrets, context }
  const within = codesFor(register, act.actor, 'import')
  const own = (record: HeldRecord) => isOwn(register, act.actor, within, record)
  const ownColumn = register.heldBy ? (register.heldBy.field.column ?? register.heldBy.field.label.ja) : idHeading
  const references = referenceReader(registers, register)
  const ids = createSeen()
  const keyed = createSeen()
  const isKey = (set: Key): boolean =>
    set.fields.map(field => field.id).join() === key?.fields.map(field => field.id).join()
  const uniques = register.unique.map(fields => {
    const set = keyOf(
      register,
      fields.map(field => field.id),
    )
    // What the rows are met by is remembered once.
    return { key: set, seen: isKey(set) ? keyed : createSeen() }
  })

  /** Refuses changes that would give two records one unique value: of the file, or of the register. */
  const unique = async (tx: Transaction, met: readonly MetRow[], byKeyOnly: boolean): Promise<readonly MetRow[]> => {
    const problems = new Map<number, Problem>()
    for (const { key: set, seen } of uniques) {
      const wanted = new Map<string, { readonly texts: readonly string[]; readonly row: number; readonly id: string }>()
      for (const { row, draft } of met) {
        const { change } = draft
        const touches =
          change && (change.operation === 'create' || set.fields.some(field => change.changed.includes(field.id)))
        const texts = change && touches ? keyTexts(set, change.values, register, secrets) : null
        if (!change || texts === null) continue
        const before = seen.add(keyText(texts), row)
        if (before && before !== row) problems.set(row, twice(row, before, namesOf(set)))
        else wanted.set(keyText(texts), { texts, row, id: change.id })
      }
      // Looked up by this very set: whatever stands under it was found.
      if (!filled || (isKey(set) && byKeyOnly)) continue
      const found = await rowsByKey(
        tx,
        register,
        tenant,
        set,
        Array.from(wanted.values(), one => one.texts),
        'id',
      )
      for (const [text, row] of found) {
        const one = wanted.get(text)
        if (one && String(row['id']) !== one.id && !problems.has(one.row))
          problems.set(one.row, taken(one.row, namesOf(set)))
      }
    }
    if (problems.size === 0) return met
    return met.map(one => {
      const problem = problems.get(one.row)
      return problem ? { ...one, draft: { ...one.draft, change: null, problems: [problem] } } : one
    })
  }

  return async (tx, read) => {
    const rows = await references.resolve(tx, read)
    const keys = new Map<number, readonly string[]>()
    const derived = new Map<number, string>()
    for (const row of rows) {
      if (row.id !== null) continue
      const texts = key && keyTexts(key, row.patch, register, secrets)
      if (texts) keys.set(row.row, texts)
      else derived.set(row.row, idOfRow(register, tenant, file, row.row))
    }
    const wantedIds = [...rows.flatMap(row => row.id ?? []), ...(filled ? derived.values() : [])]
    const [byId, byKey] = await Promise.all([
      rowsById(tx, register, wantedIds),
      key && filled ? rowsByKey(tx, register, tenant, key, [...keys.values()], 'all') : new Map<string, Row>(),
    ])
    const drafts = rows.map((row): MetRow => {
      const of = (draft: Draft): MetRow => ({
        row: row.row,
        draft: draft.change && !own(draft.change) ? refused(row.row, ownColumn, notOwn) : draft,
      })
      if (row.problems.length) return of({ change: null, problems: row.problems, repairs: [] })
      const texts = keys.get(row.row)
      const derivedId = derived.get(row.row) ?? null
      const id = row.id ?? derivedId
      const found = texts ? byKey.get(keyText(texts)) : id === null ? undefined : byId.get(id)
      if (row.id !== null && (!found || found['removed_at'] !== null)) return of(refused(row.row, idHeading, unknownId))
      if (found && found['removed_at'] !== null) return of(refused(row.row, idHeading, removedRecord))
      const before = texts ? keyed.add(keyText(texts), row.row) : 0
      if (before && key) return of({ change: null, problems: [twice(row.row, before, namesOf(key))], repairs: [] })
      if (!found) return of(draftNew(around, row, derivedId))
      if (!own({ tenant: String(found['tenant']), values: columnsToStored(register, found) }))
        return of(refused(row.row, ownColumn, notOwn))
      const again = ids.add(String(found['id']), row.row)
      if (again) return of({ change: null, problems: [twice(row.row, again, [idHeading])], repairs: [] })
      if (row.sample !== (found['sample'] === true) && row.sampleKnown)
        return of(refused(row.row, sampleHeading, otherSample))
      return of(draftChange(around, row, found))
    })
    return unique(tx, drafts, keys.size === rows.length)
  }
}

/** Changes by organisation and operation, as they are written together. */
export const groupsOf = (changes: readonly Change[]): readonly (readonly Change[])[] => {
  const groups = new Map<string, Change[]>()
  for (const change of changes) {
    const name = `${change.operation} ${change.tenant}`
    const group = groups.get(name) ?? []
    group.push(change)
    groups.set(name, group)
  }
  return [...groups.values()]
}
