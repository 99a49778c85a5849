import type { Language } from '../base/bilingual.ts'
import { href, withQuery } from './link.ts'

interface PaginationProps {
  readonly language: Language
  /** The list's path without a query. */
  readonly path: string
  /** The query of this page: the search and the order stay. */
  readonly query: URLSearchParams
  /** Cursor of the page before; undefined on the first page. */
  readonly before?: string | undefined
  /** Cursor of the page after; undefined on the last one. */
  readonly after?: string | undefined
}

/** Keyset paging: cursors instead of page numbers, so that the millionth row costs no more than the first. */
export const Pagination = ({ language, path, query, before, after }: PaginationProps) => {
  if (before === undefined && after === undefined) return null
  const to = (name: 'before' | 'after', cursor: string) =>
    href(language, withQuery(path, query, { before: null, after: null, [name]: cursor }))
  return (
    <nav class="pagination" aria-label={language === 'ja' ? 'ページ送り' : 'Pages'}>
      {before === undefined ? null : (
        <a class="pagination-before" rel="prev" href={to('before', before)}>
          {language === 'ja' ? '前へ' : 'Previous'}
        </a>
      )}
      {after === undefined ? null : (
        <a class="pagination-after" rel="next" href={to('after', after)}>
          {language === 'ja' ? '次へ' : 'Next'}
        </a>
      )}
    </nav>
  )
}
