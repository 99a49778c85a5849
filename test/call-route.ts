import type { Act, Actor } from '../src/platform/access/actor.ts'
import type { Outcome } from '../src/platform/routing/outcome.ts'
import type { FormInput, Route, RouteRequest } from '../src/platform/routing/route.ts'

export interface Call {
  readonly method?: 'GET' | 'POST'
  /** Of the form; a name may come several times. */
  readonly values?: Readonly<Record<string, string | readonly string[]>>
  readonly file?: string
  readonly who?: Actor
  readonly language?: 'ja' | 'en'
}

/** A request to a route without a listener: forms as they are posted, pages as they are rendered. */
export const callRoute = async (
  routes: readonly Route[],
  actOf: (who: Actor, reason?: string) => Act,
  address: string,
  { method = 'GET', values = {}, file, who, language = 'ja' }: Call & { readonly who: Actor },
): Promise<Outcome> => {
  const url = new URL(address, 'https://musubi.example')
  const parts = url.pathname.split('/')
  const fits = (route: Route) => {
    const pattern = route.path.split('/')
    return (
      route.method === method &&
      pattern.length === parts.length &&
      pattern.every((one, at) => one.startsWith(':') || one === parts[at])
    )
  }
  const route = routes.find(fits)
  if (!route) throw new Error(`no route ${address}`)
  const params = Object.fromEntries(
    route.path.split('/').flatMap((one, at) => (one.startsWith(':') ? [[one.slice(1), parts[at] ?? '']] : [])),
  )
  const form: FormInput = {
    values: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? [value] : value]),
    ),
    files: file === undefined ? {} : { file: [{ name: '名簿.csv', type: 'text/csv', bytes: Buffer.from(file) }] },
  }
  const act = (reason?: string): Act => ({ ...actOf(who, reason), language })
  const request: RouteRequest = {
    method,
    path: url.pathname,
    params,
    query: url.searchParams,
    language,
    zone: route.zone,
    actor: who,
    csrf: 'csrf',
    headers: new Headers(),
    origin: 'https://musubi.example',
    act,
    form: async () => form,
    json: async () => null,
    bytes: async () => new Uint8Array(),
  }
  return route.handle(request)
}
export const html = (outcome: Outcome): string => {
  if (outcome.kind !== 'page') throw new Error(outcome.kind)
  return String(outcome.body)
}
export const hidden = (page: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(page)?.[1] ?? ''
export const textOf = async (outcome: Outcome): Promise<string> => {
  if (outcome.kind !== 'file') throw new Error(outcome.kind)
  return new Response(
    typeof outcome.bytes === 'string' || outcome.bytes instanceof ReadableStream
      ? outcome.bytes
      : Uint8Array.from(outcome.bytes),
  ).text()
}
