import type { Transaction } from '../database/connection.ts'
import type { LedgerEventDefinition } from './definition.ts'

/**
 * From this entry on, revisions of these registers of an organisation are gone by order and not by tampering. Their hashes
 * stay in the ledger.
 */
export const erasureBegun: LedgerEventDefinition = {
  id: 'departure.erasing',
  title: { ja: '退去した団体のデータの消去の開始', en: 'Erasure of a body’s contents begun' },
  holds: {
    ja: '退去の手続の番号、消去する台帳の名前、確認した2人の番号、チェックサム一覧のハッシュ',
    en: 'Id of the departure, names of the registers that are erased, ids of the two who confirmed, hash of the checksums',
  },
}

/** When the erasure of an organisation's revisions of a register was begun, as the ledger has it. */
export type Erasures = (tenant: string, register: string) => string | undefined

/** Reads the orders of erasure of the whole ledger; there are as many as bodies that left. */
export const readErasures = async (tx: Transaction): Promise<Erasures> => {
  const rows = await tx<{ tenant: string; at: string; content: string }[]>`
    select tenant, at, content from ledger.entry where event = ${erasureBegun.id} order by at`
  const begun = new Map<string, string>()
  for (const { tenant, at, content } of rows) {
    const { body }: { body?: { registers?: unknown } } = JSON.parse(content)
    for (const register of Array.isArray(body?.registers) ? body.registers : []) {
      const key = `${tenant} ${register}`
      if (!begun.has(key)) begun.set(key, at)
    }
  }
  return (tenant, register) => begun.get(`${tenant} ${register}`)
}
