import type { Bilingual } from '../../../base/bilingual.ts'

/** Kinds of what a rehearsal finds, with what each does to a row. In the order in which reports tell them. */
export const findingKinds = {
  file: { refuses: true, title: { ja: 'ファイルの不足・形の違い', en: 'Files missing or of another shape' } },
  width: { refuses: true, title: { ja: '行の長さ・列数の違い', en: 'Rows of another width' } },
  code: { refuses: true, title: { ja: 'コードの不一致', en: 'Unknown codes' } },
  gaiji: { refuses: true, title: { ja: '置き換え先のない外字', en: 'Private characters without a replacement' } },
  orphan: { refuses: true, title: { ja: '親のない行', en: 'Rows without their parent' } },
  duplicate: { refuses: true, title: { ja: 'キーの重複', en: 'Keys that stand twice' } },
  date: { refuses: true, title: { ja: '存在しない日付', en: 'Days that do not exist' } },
  required: { refuses: true, title: { ja: '必須項目の空き', en: 'Required items that are empty' } },
  form: { refuses: true, title: { ja: '値の形の誤り', en: 'Values of a wrong form' } },
  reference: { refuses: true, title: { ja: '参照先のない記録', en: 'Records that refer to none' } },
  field: { refuses: true, title: { ja: '台帳が受け取れない値', en: 'Values that the register refuses' } },
  outside: { refuses: false, title: { ja: '文字セットの外の文字', en: 'Characters outside the set' } },
  replaced: { refuses: false, title: { ja: '表で置き換えた外字', en: 'Private characters replaced by the table' } },
  zeros: { refuses: false, title: { ja: '補った先頭の0・検査数字', en: 'Leading zeros and check digits put back' } },
  repair: { refuses: false, title: { ja: '整えた値', en: 'Values that were mended' } },
  length: { refuses: false, title: { ja: '長さの超過', en: 'Values longer than their item' } },
  codePeriod: { refuses: false, title: { ja: '使用期間外のコード', en: 'Codes out of use' } },
  notice: { refuses: false, title: { ja: 'お知らせ', en: 'Notices' } },
} as const satisfies Record<string, { readonly refuses: boolean; readonly title: Bilingual }>

export type FindingKind = keyof typeof findingKinds

export interface Finding {
  readonly kind: FindingKind
  readonly file: string
  readonly item: string
  readonly message: Bilingual
  /** An unknown code, code points: never a personal value. */
  readonly value?: string
  /** Characters that might stand for it. */
  readonly suggestions?: readonly string[]
  readonly count: number
  /** The first rows. */
  readonly rows: readonly number[]
}

export interface FileReport {
  readonly file: string
  readonly name: string
  readonly sha256: string
  readonly size: number
  readonly rows: number
  /** By column: how many rows have a value. */
  readonly items: readonly { readonly id: string; readonly filled: number; readonly empty: number }[]
}

export interface TargetReport {
  readonly target: string
  readonly register: string
  readonly file: string
  readonly rows: number
  readonly created: number
  readonly changed: number
  readonly unchanged: number
  readonly refused: number
}

/** What a rehearsal found. Plain JSON, kept, compared with the next one. */
export interface MoveReport {
  readonly files: readonly FileReport[]
  readonly targets: readonly TargetReport[]
  readonly findings: readonly Finding[]
  /** All of each kind, also those that are not kept one by one. */
  readonly kinds: Readonly<Partial<Record<FindingKind, number>>>
  readonly milliseconds: number
}

/** So many different findings are kept, with so many places each: a wrong file brings one with every cell. */
const [mostFindings, mostPlaces] = [3000, 20]

export interface Findings {
  add(
    kind: FindingKind,
    file: string,
    item: string,
    row: number,
    message: Bilingual,
    more?: { readonly value?: string; readonly suggestions?: readonly string[] },
  ): void
  all(): readonly Finding[]
  kinds(): Readonly<Partial<Record<FindingKind, number>>>
}

const order = Object.keys(findingKinds)

export const createFindings = (): Findings => {
  const found = new Map<string, { finding: Omit<Finding, 'count' | 'rows'>; count: number; rows: number[] }>()
  const kinds: Partial<Record<FindingKind, number>> = {}
  return {
    add(kind, file, item, row, message, more = {}) {
      kinds[kind] = (kinds[kind] ?? 0) + 1
      const key = `${kind}\u0001${file}\u0001${item}\u0001${more.value ?? message.ja}`
      const before = found.get(key)
      if (before) {
        before.count += 1
        if (before.rows.length < mostPlaces && before.rows.at(-1) !== row) before.rows.push(row)
      } else if (found.size < mostFindings)
        found.set(key, { finding: { kind, file, item, message, ...more }, count: 1, rows: row ? [row] : [] })
    },
    all: () =>
      [...found.values()]
        .map(({ finding, count, rows }) => ({ ...finding, count, rows }))
        .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind) || b.count - a.count),
    kinds: () => kinds,
  }
}

export const refusedOf = (report: MoveReport): number => report.targets.reduce((sum, one) => sum + one.refused, 0)
