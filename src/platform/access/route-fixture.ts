import type { Language } from '../../base/bilingual.ts'
import type { Outcome } from '../routing/outcome.ts'
import { type AccessFixture, headersOf, requestOf } from './fixture.ts'
import { accessRoutes } from './routes.ts'
import { samplePassword } from './sample.ts'

// For tests that call this block's routes and read what they answer.

export interface CallGiven {
  readonly headers?: Headers
  readonly id?: string
  readonly form?: Readonly<Record<string, string>>
  readonly file?: string
  readonly query?: string
  readonly language?: Language
}

export const html = async (outcome: Outcome): Promise<string> => {
  if (outcome.kind !== 'page') throw new Error(`no page but ${outcome.kind}`)
  return String(await outcome.body)
}
export const cookiesOf = (outcome: Outcome): readonly string[] => ('cookies' in outcome ? (outcome.cookies ?? []) : [])
export const status = (outcome: Outcome) => (outcome.kind === 'page' ? (outcome.status ?? 200) : outcome.kind)

export const routeCaller = (fixture: () => AccessFixture) => {
  /** Calls a route as the web block does, without its refusals: those are tested for all routes at once elsewhere. */
  const call = async (method: string, path: string, given: CallGiven = {}): Promise<Outcome> => {
    const { access } = fixture()
    const route = accessRoutes(access).find(one => one.method === method && one.path === path)
    if (!route) throw new Error(`no route ${method} ${path}`)
    const headers = given.headers ?? headersOf([])
    access.sessions.forgetAll()
    const actor = await access.resolveActor(headers)
    return await route.handle(
      requestOf(access, {
        actor,
        headers,
        method,
        path,
        ...(given.id ? { params: { id: given.id } } : {}),
        ...(given.form ? { form: given.form } : {}),
        ...(given.query ? { query: given.query } : {}),
        ...(given.language ? { language: given.language } : {}),
        ...(given.file === undefined
          ? {}
          : { files: { file: [{ name: 'a.csv', type: 'text/csv', bytes: new TextEncoder().encode(given.file) }] } }),
      }),
    )
  }

  const signIn = async (email: string): Promise<Headers> => {
    const outcome = await call('POST', '/sign-in', { form: { email, password: samplePassword, next: '/' } })
    if (outcome.kind !== 'redirect' || outcome.to !== '/') throw new Error(`not signed in: ${outcome.kind}`)
    return headersOf(cookiesOf(outcome))
  }
  return { call, signIn }
}
