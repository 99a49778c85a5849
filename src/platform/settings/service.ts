import { isDay } from '../../base/calendar/days.ts'
import { dayInJapan } from '../../base/clock.ts'
import { InputError, NotFoundError, type Problem, RefusedError } from '../../base/problem.ts'
import { newId } from '../../base/uuid.ts'
import { type Act, may } from '../access/actor.ts'
import type { Database } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'
import { entryRow, insertEntries } from '../ledger/store.ts'
import type { ValueOf } from '../registers/field.ts'
import { type FieldValueOf, fieldToJson, readField, restoreField } from '../registers/kinds/index.ts'
import type { KindContext } from '../registers/kinds/kind.ts'
import { checkSettings, type SettingDefinition, type SettingField } from './definition.ts'
import { settingChanged } from './events.ts'
import { insertSetting, rowOn, type SettingRow, settingRows } from './store.ts'

export const permissionForSettings = 'access.manage'

/** Milliseconds for which rows are remembered: what another process changed is seen after so long. */
const fresh = 5_000
const mostRemembered = 5_000

export interface SettingView {
  readonly definition: SettingDefinition
  readonly value: FieldValueOf
  /** The row that gives the value; undefined: the default holds. */
  readonly row: SettingRow | undefined
  /** Rows of later days. */
  readonly coming: readonly SettingRow[]
  /** Everything that was ever entered, the latest day first. */
  readonly all: readonly SettingRow[]
}

export interface SettingInput {
  readonly setting: string
  readonly validFrom: string
  /** As typed; null goes back to the default. */
  readonly texts: readonly string[] | null
  readonly reason: string
}

export interface SettingsService {
  readonly definitions: ReadonlyMap<string, SettingDefinition>
  /** What holds for an organisation on a day (YYYY-MM-DD, Japan). From memory, at most five seconds old. */
  value<F extends SettingField>(
    organisation: string,
    setting: SettingDefinition<F>,
    day: string,
  ): Promise<ValueOf<F> | null>
  /** @throws RefusedError for an organisation that the actor does not administer */
  list(act: Act, organisation: string, day: string): Promise<readonly SettingView[]>
  /** Enters a value from a day on. @throws InputError, RefusedError, NotFoundError */
  set(act: Act, organisation: string, input: SettingInput): Promise<void>
  /** Organisations whose settings the actor may change. */
  mayChange(act: Act, organisation: string): boolean
  /** The same for one setting, which may be the operator's alone to change. */
  mayChangeOne(act: Act, organisation: string, setting: SettingDefinition): boolean
  /** Of one organisation, or of all. */
  forget(organisation?: string): void
}

export interface SettingsParts {
  readonly definitions: readonly SettingDefinition[]
  readonly database: Database
  readonly context: () => KindContext
  /** Whose administrators look after every organisation. */
  readonly operator: string
  /** Milliseconds that only grow. */
  readonly now?: () => number
}

const message = (field: string, ja: string, en: string): Problem => ({ field, message: { ja, en } })

/** @throws DefinitionError for a setting that is declared twice or has an impossible default */
export const createSettings = (parts: SettingsParts): SettingsService => {
  const { database, context, operator, now = () => performance.now() } = parts
  const definitions = checkSettings(parts.definitions, context())
  const memory = new Map<string, { readonly at: number; readonly rows: Promise<readonly SettingRow[]> }>()

  const rowsOf = (organisation: string): Promise<readonly SettingRow[]> => {
    const known = memory.get(organisation)
    if (known && now() - known.at < fresh) return known.rows
    const rows = settingRows(database, organisation)
    memory.set(organisation, { at: now(), rows })
    rows.catch(() => memory.delete(organisation))
    if (memory.size > mostRemembered) memory.delete([...memory.keys()][0] ?? '')
    return rows
  }
  const holding = (definition: SettingDefinition, row: SettingRow | undefined): FieldValueOf =>
    row === undefined || row.value === null ? definition.default : restoreField(definition.field, row.value)
  const mayChange = (act: Act, organisation: string): boolean =>
    may(act.actor, permissionForSettings) &&
    (act.actor.organisation === organisation || act.actor.organisation === operator)
  const mayChangeOne = (act: Act, organisation: string, setting: SettingDefinition): boolean =>
    mayChange(act, organisation) && (setting.changedBy !== 'operator' || act.actor.organisation === operator)
  const refuse = (act: Act, organisation: string): void => {
    if (!mayChange(act, organisation)) throw new RefusedError(permissionForSettings)
  }

  return {
    definitions,
    mayChange,
    mayChangeOne,
    forget(organisation) {
      if (organisation === undefined) memory.clear()
      else memory.delete(organisation)
    },
    async value(organisation, setting, day) {
      const row = rowOn(await rowsOf(organisation), setting.id, day)
      return row === undefined || row.value === null
        ? setting.default
        : (restoreField(setting.field, row.value) as typeof setting.default)
    },
    async list(act, organisation, day) {
      refuse(act, organisation)
      const rows = await settingRows(database, organisation)
      return [...definitions.values()].map(definition => {
        const all = rows.filter(row => row.setting === definition.id)
        const row = rowOn(all, definition.id, day)
        return {
          definition,
          value: holding(definition, row),
          row: row?.value === null ? undefined : row,
          coming: all.filter(one => one.valid_from > day).toReversed(),
          all,
        }
      })
    },
    async set(act, organisation, input) {
      refuse(act, organisation)
      const definition = definitions.get(input.setting)
      if (!definition) throw new NotFoundError(`setting ${input.setting}`)
      if (!mayChangeOne(act, organisation, definition)) throw new RefusedError(permissionForSettings)
      const { field } = definition
      const at = act.clock.now()
      const problems: Problem[] = []
      if (!isDay(input.validFrom))
        problems.push(message('validFrom', '適用開始日を入力してください。', 'Enter the first day.'))
      // A day that has passed would change what was decided under the old value.
      else if (input.validFrom < dayInJapan(at))
        problems.push(
          message('validFrom', '適用開始日は今日以降の日付にしてください。', 'The first day must not lie in the past.'),
        )
      if (!input.reason.trim()) problems.push(message('reason', '変更の理由を入力してください。', 'Say why.'))
      const read = input.texts === null ? null : readField('value', field, input.texts, context())
      if (read && !read.ok) problems.push(...read.problems)
      if (read?.ok && read.value === null)
        problems.push(
          message(
            'value',
            '値を入力してください。標準に戻すときは「標準の値に戻す」を選んでください。',
            'Enter a value, or choose to go back to the default.',
          ),
        )
      if (problems.length) throw new InputError(problems)
      const value = read?.ok ? fieldToJson(field, read.value) : null
      const { actor } = act
      const id = newId()
      await inTenants(database.app, [organisation], async tx => {
        const [found] = await tx`select 1 from musubi.organisation where id = ${organisation} and id = tenant`
        if (!found) throw new NotFoundError('organisation')
        await insertSetting(tx, {
          tenant: organisation,
          id,
          setting: definition.id,
          validFrom: input.validFrom,
          value,
          reason: input.reason.trim(),
          at,
          by: actor.person,
          byName: actor.name,
        })
        const entry = entryRow(
          {
            event: settingChanged,
            tenant: organisation,
            actor: actor.person,
            reason: input.reason.trim(),
            body: { setting: definition.id, from: input.validFrom, value, by: actor.organisation, row: id },
          },
          at,
        )
        await insertEntries(tx, [entry])
      })
      memory.delete(organisation)
    },
  }
}
