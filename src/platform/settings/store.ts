import type { Json } from '../../base/json.ts'
import type { Database, Transaction } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'

/** A value of one setting from a day on; null goes back to the default. */
export interface SettingRow {
  readonly id: string
  readonly setting: string
  readonly valid_from: string
  readonly value: Json | null
  readonly reason: string | null
  readonly entered_at: string
  readonly entered_by_name: string
}

/** All rows of an organisation: of a setting the later day first, of a day what was entered last. */
export const settingRows = (database: Database, organisation: string): Promise<readonly SettingRow[]> =>
  inTenants(
    database.app,
    [organisation],
    tx => tx<SettingRow[]>`
      select id, setting, valid_from, value, reason, entered_at, entered_by_name from musubi.organisation_setting
      where tenant = ${organisation} order by setting, valid_from desc, id desc`,
  )

export const insertSetting = async (
  tx: Transaction,
  row: {
    readonly tenant: string
    readonly id: string
    readonly setting: string
    readonly validFrom: string
    readonly value: Json | null
    readonly reason: string | null
    readonly at: Date
    readonly by: string | null
    readonly byName: string
  },
): Promise<void> => {
  await tx`
    insert into musubi.organisation_setting
      (tenant, id, setting, valid_from, value, reason, entered_at, entered_by, entered_by_name)
    values (${row.tenant}, ${row.id}, ${row.setting}, ${row.validFrom},
      ${row.value === null ? null : JSON.stringify(row.value)}::text::jsonb, ${row.reason}, ${row.at.toISOString()},
      ${row.by}, ${row.byName})`
}

/** The row that holds on a day, of rows in the order of `settingRows`. */
export const rowOn = (rows: readonly SettingRow[], setting: string, day: string): SettingRow | undefined =>
  rows.find(row => row.setting === setting && row.valid_from <= day)
