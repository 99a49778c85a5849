import { type Bilingual, fill } from '../../base/bilingual.ts'
import type { Finding } from './finding.ts'
import { leafHash } from './merkle.ts'

/** A leaf with its entry, all as text but the hash; the entry's columns are null when there is no entry. */
export interface LeafRow {
  readonly seq: string
  readonly leaf_entry: string
  readonly hash: Buffer
  readonly id: string | null
  readonly at: string | null
  readonly event: string | null
  readonly tenant: string | null
  readonly actor: string | null
  readonly register: string | null
  readonly record: string | null
  readonly person: string | null
  readonly content: string | null
}

const columns = ['id', 'at', 'event', 'tenant', 'actor', 'register', 'record', 'person'] as const

const contentOf = (text: string): Record<string, unknown> => {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

const about = (
  row: LeafRow,
  kind: Finding['kind'],
  message: Bilingual,
  values: Record<string, string> = {},
): Finding => ({
  kind,
  place: Number(row.seq),
  entry: row.leaf_entry,
  ...(row.register === null ? {} : { register: row.register }),
  ...(row.record === null ? {} : { record: row.record }),
  message: fill(message, { seq: row.seq, entry: row.leaf_entry, ...values }),
})

/** @returns what does not fit between a leaf, the entry's content and the columns made from it */
export const checkLeaf = (row: LeafRow): Finding | undefined => {
  if (row.content === null)
    return about(row, 'missing', {
      ja: '記録番号 {seq}（{entry}）の内容が失われています。',
      en: 'Place {seq} (entry {entry}) has lost its content.',
    })
  if (!leafHash(row.content).equals(row.hash))
    return about(row, 'content', {
      ja: '記録番号 {seq}（{entry}）の内容が書き換えられています。',
      en: 'The content of place {seq} (entry {entry}) was altered.',
    })
  const content = contentOf(row.content)
  const column = columns.find(name => (content[name] ?? null) !== row[name])
  return (
    column &&
    about(
      row,
      'columns',
      {
        ja: '記録番号 {seq}（{entry}）の検索用の列「{column}」が、内容と異なります。',
        en: 'Place {seq} (entry {entry}): column "{column}" differs from the content.',
      },
      { column },
    )
  )
}
