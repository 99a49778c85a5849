import type { Bilingual } from '../../../base/bilingual.ts'
import { workbookType } from '../../../base/workbook/write.ts'

export type ExportFormat = 'csv' | 'csv-cp932' | 'xlsx' | 'jsonl'

interface FormatDescription {
  readonly title: Bilingual
  readonly type: string
  readonly extension: string
}

export const exportFormats: Readonly<Record<ExportFormat, FormatDescription>> = {
  csv: {
    title: { ja: 'CSV（UTF-8）', en: 'CSV (UTF-8)' },
    type: 'text/csv; charset=utf-8',
    extension: 'csv',
  },
  'csv-cp932': {
    title: { ja: 'CSV（Shift_JIS）', en: 'CSV (Shift_JIS)' },
    type: 'text/csv; charset=Shift_JIS',
    extension: 'csv',
  },
  xlsx: {
    title: { ja: 'Excel', en: 'Excel' },
    type: workbookType,
    extension: 'xlsx',
  },
  jsonl: {
    title: { ja: 'JSON Lines', en: 'JSON Lines' },
    type: 'application/jsonl; charset=utf-8',
    extension: 'jsonl',
  },
}

export const isExportFormat = (text: string): text is ExportFormat => Object.hasOwn(exportFormats, text)
