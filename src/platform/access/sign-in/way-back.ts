import type { Language } from '../../../base/bilingual.ts'
import { nextPath } from '../pages/common.ts'
import { cookieOf, cookiePrefix } from '../session-cookie.ts'

/** Where someone was going, and in which language, when they left for the identity provider. */
export interface WayBack {
  readonly language: Language
  readonly next: string
}

const nameOf = (origin: string): string => `${cookiePrefix(origin)}.way-back`

/** Longer addresses fit no cookie: their page is forgotten, the language is not. */
const longest = 1500
/** As long as the provider's own answer is awaited. */
const seconds = 600

const lineOf = (origin: string, value: string, age: number): string =>
  `${nameOf(origin)}=${value}; Path=/; Max-Age=${age}; HttpOnly; SameSite=Lax${origin.startsWith('https:') ? '; Secure' : ''}`

/**
 * The provider's answer comes to one address, without page and language; a cookie remembers them. It needs no seal: whoever
 * writes it reaches no more than the sign-in page's own `next` does, a page of this site.
 */
export const rememberWay = (origin: string, { language, next }: WayBack): string => {
  const text = encodeURIComponent(language + next)
  return lineOf(origin, text.length > longest ? `${language}%2F` : text, seconds)
}

export const forgetWay = (origin: string): string => lineOf(origin, '', 0)

export const rememberedWay = (origin: string, headers: Headers): WayBack => {
  const text = cookieOf(headers.get('cookie'), nameOf(origin)) ?? ''
  return { language: text.startsWith('en/') ? 'en' : 'ja', next: nextPath(text.slice(2)) }
}
