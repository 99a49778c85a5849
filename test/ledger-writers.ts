import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { newId } from '../src/base/uuid.ts'
import type { Sql } from '../src/platform/database/connection.ts'
import type { LedgerEventDefinition } from '../src/platform/ledger/definition.ts'
import type { Sequencer } from '../src/platform/ledger/sequencer.ts'
import { entryRow, insertEntries, type LedgerEntryRow } from '../src/platform/ledger/store.ts'
import { ledgerLag } from '../src/platform/ledger/tree-store.ts'

export const sampleEvent: LedgerEventDefinition = {
  id: 'record.created',
  title: { ja: '登録', en: 'Created' },
  holds: { ja: '版とハッシュ', en: 'Version and hash' },
}
export const sampleTenant = '01939c3a-0000-7000-8000-00000000000a'

export const sampleRows = (count: number, at = new Date()): LedgerEntryRow[] =>
  Array.from({ length: count }, (_, i) =>
    entryRow(
      {
        event: sampleEvent,
        tenant: sampleTenant,
        actor: newId(),
        register: 'permit',
        record: newId(),
        body: { version: 1, number: i },
      },
      at,
    ),
  )

/** Writes entries in one transaction as musubi_app. */
export const writeEntries = (app: Sql, rows: readonly LedgerEntryRow[]): Promise<void> =>
  app.begin(async tx => {
    await tx`select set_config('musubi.tenants', ${sampleTenant}, true)`
    await insertEntries(tx, rows)
  }) as Promise<void>

/**
 * Writers at once whose transactions take different times, so that numbers and commits come in different orders; some
 * are rolled back.
 * @returns ids of the entries whose commit was acknowledged
 */
export const writeMany = async (app: Sql, writers: number, transactions: number): Promise<Set<string>> => {
  const acknowledged = new Set<string>()
  const writer = async () => {
    for (let i = 0; i < transactions; i += 1) {
      const rows = sampleRows(randomInt(1, 8))
      await app
        .begin(async tx => {
          await tx`select set_config('musubi.tenants', ${sampleTenant}, true)`
          await insertEntries(tx, rows)
          if (randomInt(4) === 0) await tx`select pg_sleep(${randomInt(30) / 1000})`
          if (randomInt(10) === 0) throw new Error('rolled back')
        })
        .then(() => {
          for (const row of rows) acknowledged.add(row.id)
        })
        .catch((error: unknown) => {
          if (!(error instanceof Error && error.message === 'rolled back')) throw error
        })
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
  return acknowledged
}

/**
 * Flushes until every entry has its place: a transaction that runs in any database of the server, such as another
 * test's, holds the sequencer back.
 */
export const flushAll = async (sequencer: Sequencer, app: Sql): Promise<void> => {
  await sequencer.flush()
  while ((await ledgerLag(app, new Date())).entries > 0) {
    await sleep(10)
    await sequencer.flush()
  }
}
