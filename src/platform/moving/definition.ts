import type { Bilingual } from '../../base/bilingual.ts'

/**
 * A layout package: what an old system gives out, as data. The idea is that of 中間標準レイアウト (総務省, 2012): a list of
 * files (移行ファイル構成表), a list of items a file (データ項目一覧), and lists of codes (コード一覧). Plain JSON, so that a
 * municipality brings its own; `package/check.ts` is the only way from JSON to this type.
 */
export interface PackageDefinition {
  readonly id: string
  readonly version: string
  readonly title: Bilingual
  /** In the order in which they are taken over: parents first. */
  readonly files: readonly FileDefinition[]
  readonly codes: readonly CodeListDefinition[]
}

export type PackageEncoding = 'utf-8' | 'cp932' | 'utf-16le'

export interface FileDefinition {
  readonly id: string
  readonly title: Bilingual
  /** File name; `*` stands for anything: `JUMIN_*.csv`. */
  readonly pattern: string
  readonly encoding: PackageEncoding
  readonly form: FileForm
  /** Ids of the items that tell rows apart: 宛名番号 + 履歴番号. */
  readonly key: readonly string[]
  /** The file whose rows these belong to, and by which items: own item id → the parent's. */
  readonly parent?: { readonly file: string; readonly join: Readonly<Record<string, string>> }
  readonly required: boolean
  /** Files of one group become visible together. */
  readonly group: string
  readonly items: readonly ItemDefinition[]
}

export type FileForm =
  | { readonly kind: 'delimited'; readonly delimiter: ',' | '\t'; readonly header: boolean }
  /** Lengths of items count bytes of the file's encoding, or characters. Every row ends with a line end. */
  | { readonly kind: 'fixed'; readonly unit: 'bytes' | 'characters' }

export const itemTypes = ['text', 'code', 'number', 'date', 'eraDate'] as const
export type ItemType = (typeof itemTypes)[number]

export interface ItemDefinition {
  /** 項番. */
  readonly number: number
  readonly id: string
  readonly title: Bilingual
  readonly type: ItemType
  /** Of `eraDate`: all digits, the era's among them. */
  readonly length: number
  readonly required: boolean
  /** Id of a code list. */
  readonly codes?: string
  /** So many columns, one after the other. Default 1. */
  readonly repeats?: number
  /**
   * Of `eraDate`: code of the era → its name (`4` → 平成). One digit or two: the layouts differ in nothing as often as in
   * this, and it is read off the codes themselves.
   */
  readonly eras?: Readonly<Record<string, string>>
  /** Texts that mean that nothing is known: `00000000`. */
  readonly empty?: readonly string[]
  /** Values are kept out of reports; a look at them is in the ledger. Default true. */
  readonly personal: boolean
}

export interface CodeListDefinition {
  readonly id: string
  readonly title: Bilingual
  readonly codes: readonly {
    readonly code: string
    readonly label: string
    /** Days, YYYY-MM-DD, both included. */
    readonly from?: string
    readonly to?: string
  }[]
}

/** A column of a file: an item, or one of its repetitions (`waste.2`). */
export interface PackageColumn {
  readonly id: string
  readonly item: ItemDefinition
}

export const columnsOf = (file: FileDefinition): readonly PackageColumn[] =>
  file.items.flatMap(item => {
    const { repeats = 1 } = item
    return repeats === 1
      ? [{ id: item.id, item }]
      : Array.from({ length: repeats }, (_, at) => ({ id: `${item.id}.${at + 1}`, item }))
  })

export const fileNamed = (of: PackageDefinition, id: string): FileDefinition | undefined =>
  of.files.find(file => file.id === id)

/** Whether a file's name is one that the package expects here. */
export const fitsPattern = (pattern: string, name: string): boolean => {
  const form = pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${form.join('.*')}$`, 'iu').test(name.normalize('NFC'))
}

/** Files that become visible together, in the package's order. */
export const groupsOf = (of: PackageDefinition): readonly string[] => [...new Set(of.files.map(file => file.group))]
