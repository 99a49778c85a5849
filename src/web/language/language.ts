import type { Language } from '../../base/bilingual.ts'

/** Path of a request's address, without host, query and fragment; no URL object is made for it. */
export const pathOf = (url: string): string => {
  const start = url.indexOf('/', url.indexOf('://') + 3)
  if (start === -1) return '/'
  let end = start
  while (end < url.length) {
    const code = url.charCodeAt(end)
    if (code === 63 || code === 35) break
    end += 1
  }
  return url.slice(start, end)
}

const isEnglish = (path: string): boolean => path.startsWith('/en') && (path.length === 3 || path.charCodeAt(3) === 47)

/** Links are made of paths, and a browser reads two slashes at the beginning as another site. */
const ofThisSite = (path: string): string => (/^\/[/\\]/.test(path) ? path.replace(/^[/\\]+/, '/') : path)

/** English pages live under `/en`; routes know nothing of it. @returns a path of this site, whatever was asked for */
export const splitLanguage = (path: string): { readonly language: Language; readonly path: string } =>
  isEnglish(path)
    ? { language: 'en', path: path.length === 3 ? '/' : ofThisSite(path.slice(3)) }
    : { language: 'ja', path: ofThisSite(path) }

/** By hand: an expression that ends in $ begins anew at each slash of a long run. */
export const withoutEndSlashes = (path: string): string => {
  let end = path.length
  while (end > 1 && path.charCodeAt(end - 1) === 47) end -= 1
  return path.slice(0, end)
}

/** The path that routes are matched by. */
export const routedPath = (url: string): string => {
  const path = pathOf(url)
  return isEnglish(path) ? (path.length === 3 ? '/' : path.slice(3)) : path
}

/** Language of an answer to a machine, which has no prefix: English when it asks for English first. */
export const preferredLanguage = (acceptLanguage: string | null): Language =>
  acceptLanguage !== null && /^\s*en\b/i.test(acceptLanguage) ? 'en' : 'ja'
