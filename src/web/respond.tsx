import { say } from '../base/bilingual.ts'
import type { Outcome } from '../platform/routing/outcome.ts'
import type { MenuEntry } from '../platform/routing/route.ts'
import { href } from '../ui/link.ts'
import { chooseEncoding, compress, compressible, worthCompressing } from './compression/compression.ts'
import { writeCookie } from './cookies/cookies.ts'
import { ErrorPage, type KeptInput } from './error-page/error-page.tsx'
import { etagOf, matches } from './etag/etag.ts'
import type { Exchange } from './exchange.ts'
import type { Failure } from './failure.ts'
import type { HeaderRecord } from './headers/headers.ts'
import { conditionsOf } from './health/health.ts'
import { Layout } from './layout/layout.tsx'
import { menuFor } from './menu/menu.ts'
import { packNotice, unpackNotice } from './notice/notice.ts'
import { problemJson } from './problem-json.ts'
import { keptAddress } from './published-copy/address.ts'
import { withAssets, withBanner } from './published-copy/answer.tsx'

type PageOutcome = Extract<Outcome, { kind: 'page' }>
type FileOutcome = Extract<Outcome, { kind: 'file' }>
type RedirectOutcome = Extract<Outcome, { kind: 'redirect' }>

const noticeSeconds = 60

/**
 * Cookies are the only header that comes several times, so only they cost a Headers object; a plain record goes to the
 * socket as it is.
 */
const build = (
  exchange: Exchange,
  body: string | Uint8Array | ReadableStream<Uint8Array> | null,
  status: number,
  headers: Record<string, string>,
): Response => {
  headers['x-request-id'] = exchange.id
  const sent = body instanceof Uint8Array ? new Uint8Array(body) : body
  if (!exchange.cookies) return new Response(sent, { status, headers })
  const all = new Headers(headers)
  for (const line of exchange.cookies) all.append('set-cookie', line)
  return new Response(sent, { status, headers: all })
}

/**
 * What a visitor without a session sees may be kept by the browser and asked about again; what a signed-in person sees
 * stays nowhere: offices share machines.
 */
const keep = (exchange: Exchange, headers: Record<string, string>): boolean => {
  const open = exchange.actor.kind === 'visitor' && exchange.isRead && !exchange.cookies
  headers['cache-control'] ??= open ? 'public, no-cache' : 'private, no-store'
  return open
}

const copyAddress = ({ route, raw, state }: Exchange): string | undefined =>
  state.copy && state.zone === 'public' && route?.access === 'everyone' ? keptAddress(raw.url) : undefined

/** Only what everyone may see comes here: the answer to a visitor, with no cookie in it. */
const keepCopy = (exchange: Exchange, body: string | Uint8Array, tag: string, type: string): void => {
  const address = typeof body === 'string' ? copyAddress(exchange) : undefined
  const { copy } = exchange.state
  if (typeof body !== 'string' || address === undefined || !copy || exchange.namesHost) return
  // A form mark may be bound to a cookie that the visitor has already; a line about today's trouble is no part of the page.
  if (exchange.raw.headers.has('cookie') || conditionsOf(exchange.state).length > 0) return
  // Anyone can make up places in a list, each an address of its own: only those that our own links have are kept.
  const ours = exchange.raw.headers.get(copy.mark.header) === copy.mark.value
  if (address.includes('?') && !ours && !copy.has(address)) return
  copy.keep(address, tag, { type, body }, exchange.state.clock.now())
}

const forgetCopy = (exchange: Exchange): void => {
  const address = copyAddress(exchange)
  if (address !== undefined) exchange.state.copy?.forget(address)
}

export const hasCopy = (exchange: Exchange): boolean => {
  const address = exchange.isRead ? copyAddress(exchange) : undefined
  return address !== undefined && (exchange.state.copy?.has(address) ?? false)
}

/** The page as it was last published, for a visitor whom the database cannot answer. */
export const respondCopy = async (exchange: Exchange): Promise<Response | undefined> => {
  const address = exchange.isRead ? copyAddress(exchange) : undefined
  const copied = address === undefined ? undefined : await exchange.state.copy?.find(address)
  if (!copied) return undefined
  const { type, body, at } = copied
  const html = type.startsWith('text/html')
  const headers: Record<string, string> = {
    ...(html ? exchange.state.security.page : exchange.state.security.data),
    'content-type': type,
    'cache-control': 'no-store',
    'x-musubi-copy-time': at.toISOString(),
    age: String(Math.max(0, Math.round((exchange.state.clock.now().getTime() - at.getTime()) / 1000))),
  }
  if (exchange.route?.machine) headers['access-control-allow-origin'] = '*'
  return build(
    exchange,
    html ? withBanner(withAssets(body, exchange.state.assets), at, exchange.language) : body,
    200,
    headers,
  )
}

const send = (
  exchange: Exchange,
  body: string | Uint8Array,
  status: number,
  headers: Record<string, string>,
): Response | Promise<Response> => {
  // A tag on less than a packet saves nobody anything, unless the handler has one anyway.
  const small = body.length < worthCompressing
  if (status === 404 && exchange.isRead) forgetCopy(exchange)
  const open = keep(exchange, headers) && status === 200
  const etag = open && (!small || headers.etag || copyAddress(exchange)) ? (headers.etag ?? etagOf(body)) : undefined
  if (etag !== undefined) keepCopy(exchange, body, etag, headers['content-type'] ?? '')
  if (etag !== undefined && (!small || headers.etag)) {
    headers.etag = etag
    const known = exchange.raw.headers.get('if-none-match')
    if (known !== null && matches(known, etag)) {
      delete headers['content-type']
      return build(exchange, null, 304, headers)
    }
  }
  if (small || !compressible(headers['content-type'] ?? '')) {
    return build(exchange, body, status, headers)
  }
  headers.vary = headers.vary ? `${headers.vary}, Accept-Encoding` : 'Accept-Encoding'
  const encoding = chooseEncoding(exchange.raw.headers.get('accept-encoding'))
  if (!encoding) return build(exchange, body, status, headers)
  headers['content-encoding'] = encoding
  return compress(body, encoding).then(packed => build(exchange, packed, status, headers))
}

const takeNotice = (exchange: Exchange) => {
  const { noticeCookie, secret, secure } = exchange.state
  const packed = exchange.readCookie(noticeCookie)
  if (packed === undefined) return undefined
  exchange.setCookie(writeCookie(noticeCookie, '', secure, 0))
  return unpackNotice(secret, packed)
}

const page = async (outcome: PageOutcome, exchange: Exchange): Promise<Response> => {
  const { state, actor, language } = exchange
  const signedIn = actor.kind === 'person' && state.signIn
  const text = await (
    <Layout
      language={language}
      staff={state.zone === 'staff'}
      site={state.site}
      assets={state.assets}
      title={outcome.title}
      address={exchange.isRead ? exchange.address : exchange.path}
      menu={menuFor(state, actor)}
      signedIn={
        signedIn
          ? {
              name: actor.name,
              accountPath: actor.mustChangePassword ? undefined : signedIn.accountPath,
              outPath: signedIn.outPath,
              csrf: exchange.csrf(),
            }
          : undefined
      }
      signInPath={exchange.isActorKnown ? state.signIn?.path : undefined}
      crumbs={outcome.crumbs ?? []}
      wide={outcome.wide ?? false}
      scripts={outcome.scripts ?? []}
      notice={takeNotice(exchange)}
      sample={state.sample ?? false}
      conditions={conditionsOf(state)}
      mapTiles={state.mapTiles}
      body={outcome.body}
    />
  ).toString()
  return send(exchange, `<!doctype html>${text}`, outcome.status ?? 200, {
    ...state.security.page,
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    vary: 'Cookie',
  })
}

/** A path of this site or a whole https address; `//host` and `/\host`, which browsers read as another site, are neither. */
const target = (outcome: RedirectOutcome, exchange: Exchange): string => {
  if (/^https?:\/\//.test(outcome.to)) return outcome.to
  const local = outcome.to.startsWith('/') && !/^\/[/\\]/.test(outcome.to) ? outcome.to : '/'
  return href(exchange.language, local)
}

/** A header holds ASCII only; what is encoded already stays as it is. */
const asciiOnly = (address: string): string => address.toWellFormed().replace(/[^\x21-\x7e]+/g, encodeURIComponent)

const redirect = (outcome: RedirectOutcome, exchange: Exchange): Response => {
  const { secret, secure, noticeCookie, security } = exchange.state
  if (outcome.notice) {
    exchange.setCookie(writeCookie(noticeCookie, packNotice(secret, outcome.notice), secure, noticeSeconds))
  }
  // 303: whatever was sent, the next page is asked for with GET, so that reloading it sends nothing again.
  return build(exchange, null, 303, {
    ...security.data,
    location: asciiOnly(target(outcome, exchange)),
    'cache-control': 'no-store',
  })
}

const json = (
  exchange: Exchange,
  value: unknown,
  status: number,
  type: string,
  more?: HeaderRecord,
): Response | Promise<Response> => {
  const { route, state } = exchange
  const headers: Record<string, string> = { ...state.security.data, 'content-type': type, ...more }
  // Open data is for every site's scripts; no cookie is accepted there, so nothing else can be read with it.
  if (route?.machine && route.access === 'everyone') headers['access-control-allow-origin'] = '*'
  return send(exchange, JSON.stringify(value), status, headers)
}

/** RFC 6266 and 8187: plain letters for the oldest, the real name for all others. */
export const attachment = (name: string): string =>
  `attachment; filename="${name.replace(/[^\w.-]/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name).replace(
    /['()*]/g,
    mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  )}`

const file = async (outcome: FileOutcome, exchange: Exchange): Promise<Response> => {
  const { security } = exchange.state
  const headers: Record<string, string> = {
    ...(outcome.type.startsWith('application/pdf') ? security.pdf : security.file),
    'content-type': outcome.type,
    ...(outcome.name === undefined ? {} : { 'content-disposition': attachment(outcome.name) }),
    ...outcome.headers,
  }
  if (outcome.bytes instanceof ReadableStream) {
    keep(exchange, headers)
    if (exchange.raw.method !== 'HEAD') return build(exchange, outcome.bytes, 200, headers)
    // Nobody will read it: what it comes from (a file made for this answer) is let go.
    await outcome.bytes.cancel()
    return build(exchange, null, 200, headers)
  }
  return send(exchange, outcome.bytes, 200, headers)
}

export interface FailureExtras {
  readonly kept?: KeptInput | undefined
  readonly signIn?: string | undefined
  readonly headers?: HeaderRecord | undefined
  /** Pages that can still be read, where the wanted one cannot. */
  readonly works?: readonly MenuEntry[] | undefined
}

/** An error page, or an RFC 9457 problem for those who asked for data. */
export const respondFailure = async (
  failure: Failure,
  exchange: Exchange,
  { kept, signIn, headers, works }: FailureExtras = {},
): Promise<Response> => {
  const { language, id } = exchange
  const response = exchange.wantsJson
    ? await json(exchange, problemJson(failure, language, id), failure.status, 'application/problem+json')
    : await page(
        {
          kind: 'page',
          title: failure.title,
          status: failure.status,
          body: <ErrorPage language={language} failure={failure} kept={kept} signIn={signIn} works={works} />,
        },
        exchange,
      )
  response.headers.set('cache-control', 'no-store')
  if (failure.retryAfterSeconds) response.headers.set('retry-after', String(failure.retryAfterSeconds))
  for (const [name, value] of Object.entries(headers ?? {})) response.headers.set(name, value)
  return response
}

/** The one place where an outcome becomes an answer on the wire. */
export const respond = (outcome: Outcome, exchange: Exchange): Response | Promise<Response> => {
  if ('cookies' in outcome) for (const line of outcome.cookies ?? []) exchange.setCookie(line)
  switch (outcome.kind) {
    case 'json':
      return json(exchange, outcome.value, outcome.status ?? 200, 'application/json', outcome.headers)
    case 'page':
      return page(outcome, exchange)
    case 'redirect':
      return redirect(outcome, exchange)
    case 'file':
      return file(outcome, exchange)
    case 'problem':
      return respondFailure(outcome, exchange)
  }
}

/** Said in one line where even a page cannot be made. */
export const plainFailure = (failure: Failure): Response =>
  new Response(`${say(failure.title, 'ja')} / ${say(failure.title, 'en')}`, {
    status: failure.status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    },
  })
