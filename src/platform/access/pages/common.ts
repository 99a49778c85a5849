import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { ConflictError, InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import type { FormInput, RouteRequest } from '../../routing/route.ts'

/** One value of a form; empty when it was not sent. White space at the ends goes, except in passwords. */
export const value = (form: FormInput, name: string): string => (form.values[name]?.[0] ?? '').trim()
export const secretValue = (form: FormInput, name: string): string => form.values[name]?.[0] ?? ''

/** An id of the path or of a form. @throws NotFoundError when it is none, so that no query fails on it */
export const idOf = (text: string | undefined): string => {
  if (text === undefined || !isId(text)) throw new NotFoundError('id')
  return text
}

/** What is wrong with what was sent, for the form to be shown again; other errors go on. */
export const problemsIn = (error: unknown): readonly Problem[] => {
  if (error instanceof InputError) return error.problems
  if (error instanceof ConflictError) return [{ message: error.reason }]
  throw error
}

const moments = {
  ja: new Intl.DateTimeFormat('ja-JP', { timeZone: 'Asia/Tokyo', dateStyle: 'long', timeStyle: 'short' }),
  en: new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Tokyo', dateStyle: 'long', timeStyle: 'short' }),
}

/** A moment in Japan's time. */
export const momentText = (iso: string, language: Language): string => moments[language].format(new Date(iso))

/** The page to go to after signing in: a path of this site, never another one. */
export const nextPath = (text: string | null | undefined): string =>
  text && /^\/(?![/\\])[^\\\s]*$/.test(text) && !/^\/sign-(?:in|out)(?:[/?]|$)/.test(text) ? text : '/'

export const t = (ja: string, en: string): Bilingual => ({ ja, en })

/** Properties that every form of a page needs. */
export interface PageProps {
  readonly language: Language
  readonly csrf: string
  readonly problems?: readonly Problem[]
}

export const pageProps = (request: RouteRequest, problems: readonly Problem[] = []): Required<PageProps> => ({
  language: request.language,
  csrf: request.csrf,
  problems,
})
