import type { Language } from '../base/bilingual.ts'

/** Paths that have no language: client files, the API and downloads that machines read. */
const withoutLanguage = /^\/(?:assets|api)(?:\/|$)/

/**
 * The link to a page in a language: English pages live under `/en`. Fragments and other sites pass unchanged.
 * @param path absolute path without the language prefix, such as `/operators?kind=1`
 */
export const href = (language: Language, path: string): string => {
  if (language === 'ja' || !path.startsWith('/') || path.startsWith('//') || withoutLanguage.test(path)) return path
  if (path === '/') return '/en'
  return path.startsWith('/?') || path.startsWith('/#') ? `/en${path.slice(1)}` : `/en${path}`
}

/**
 * The same path with some query values replaced; null or '' takes one out. Sorting and paging links are made so, so that
 * a search stays while its order changes.
 */
export const withQuery = (
  path: string,
  query: URLSearchParams,
  changes: Readonly<Record<string, string | null>>,
): string => {
  const next = new URLSearchParams(query)
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name)
    else next.set(name, value)
  }
  const text = next.toString()
  return text === '' ? path : `${path}?${text}`
}
