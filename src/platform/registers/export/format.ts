import type { Bilingual } from '../../../base/bilingual.ts'
import { workbookType } from '../../../base/workbook/write.ts'

export type ExportFormat = 'csv' | 'csv-cp932' | 'xlsx' | 'jsonl'

interface FormatDescription {
  readonly title: Bilingual
  readonly type: string
  /** Of the file's name. Two encodings of CSV look the same from outside: the name says which one it is. */
  readonly ending: string
}

export const exportFormats: Readonly<Record<ExportFormat, FormatDescription>> = {
  csv: {
    title: { ja: 'CSV（UTF-8）', en: 'CSV (UTF-8)' },
    type: 'text/csv; charset=utf-8',
    ending: '-utf8.csv',
  },
  'csv-cp932': {
    title: { ja: 'CSV（Shift_JIS）', en: 'CSV (Shift_JIS)' },
    type: 'text/csv; charset=Shift_JIS',
    ending: '-sjis.csv',
  },
  xlsx: {
    title: { ja: 'Excel', en: 'Excel' },
    type: workbookType,
    ending: '.xlsx',
  },
  jsonl: {
    title: { ja: 'JSON Lines', en: 'JSON Lines' },
    type: 'application/jsonl; charset=utf-8',
    ending: '.jsonl',
  },
}

export const isExportFormat = (text: string): text is ExportFormat => Object.hasOwn(exportFormats, text)
