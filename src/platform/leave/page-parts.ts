import type { Bilingual } from '../../base/bilingual.ts'
import type { Sql } from '../database/connection.ts'
import type { DepartureRow, DepartureState } from './departure.ts'
import type { LeaveService } from './service.ts'

export const path = '/departures'
export const title: Bilingual = { ja: '団体の退去', en: 'Departures' }

export const states: Readonly<Record<DepartureState, Bilingual>> = {
  begun: { ja: '開始（出力前）', en: 'begun' },
  exported: { ja: '出力済み（照合前）', en: 'exported' },
  checked: { ja: '照合済み（承認前）', en: 'checked' },
  confirmed: { ja: '承認済み（消去前）', en: 'confirmed' },
  erasing: { ja: '消去中', en: 'erasing' },
  partly: { ja: '一部消去（保存期間中の記録あり）', en: 'erased in part' },
  erased: { ja: '消去済み', en: 'erased' },
  stopped: { ja: '中止', en: 'stopped' },
}

export interface PageParts {
  readonly leave: LeaveService
  readonly app: Sql
  readonly operator: string
}

export const nameOf = (row: DepartureRow): Bilingual => ({ ja: row.name_ja, en: row.name_en })
