import type { HttpBindings } from '@hono/node-server'
import { type Context, Hono } from 'hono'
import { RefusedError } from '../base/problem.ts'
import type { Actor } from '../platform/access/actor.ts'
import { addressHeader } from '../platform/access/address.ts'
import { isDoubtful } from '../platform/database/unreachable.ts'
import type { Route } from '../platform/routing/route.ts'
import type { BodyLimits } from './body/body.ts'
import { type BodyLease, knownRoom, visitorsRoom } from './body/room.ts'
import { clientAddress } from './client-address/client-address.ts'
import { checkCsrf, fromOwnPage } from './csrf/csrf.ts'
import type { KeptInput } from './error-page/error-page.tsx'
import { Exchange, stateOf } from './exchange.ts'
import {
  busy,
  closedForNow,
  type Failure,
  failureOf,
  notFound,
  outcomeUnknown,
  referenceOf,
  refused,
  servedElsewhere,
  unavailable,
  writesStopped,
} from './failure.ts'
import { fairGate } from './fair/fair.ts'
import { livenessPath, livenessResponse, readinessPath, readinessResponse } from './health/health.ts'
import { routedPath, withoutEndSlashes } from './language/language.ts'
import { allowed, closedUntilChanged } from './menu/menu.ts'
import type { ListenerOptions } from './options.ts'
import { patiently, TooSlowError } from './patience/patience.ts'
import { stillWorks } from './published-copy/still-works.ts'
import { rateLimiter, usualMachineRate } from './rate/rate.ts'
import { aged, apiOnly, crowded, foreign, keyUnknown, passwordChangeNeeded, signInNeeded, tooFast } from './refusals.ts'
import { WebRequest } from './request.ts'
import { hasCopy, plainFailure, respond, respondCopy, respondFailure } from './respond.tsx'
import { routesOf } from './routes/routes.ts'

type Bindings = { Bindings: Partial<HttpBindings> }

/** Bytes that anyone may send to a route of the public pages that is open to everyone. */
const openUpload = 10 * 1024 * 1024

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

export interface Listener {
  /** Answers a request; `env` is the Node adapter's. */
  fetch(request: Request, env?: HttpBindings): Response | Promise<Response>
}

/**
 * One zone's listener. The steps stand in one function instead of a chain of middleware, because every `await next()`
 * and every header set afterwards costs each request more than the step itself; each step is a folder with its test.
 */
export const createListener = (options: ListenerOptions): Listener => {
  const state = stateOf(options)
  const limits: BodyLimits = { form: 2 * 1024 * 1024, upload: 64 * 1024 * 1024, ...options.limits }
  // Who has not signed in is not known, and a form is read whole before its mark can be checked.
  const openLimits: BodyLimits = { ...limits, upload: Math.min(limits.upload, openUpload) }
  // Where signing in is what is missing, only what was typed is read, to be shown again; officers' pages have nothing else open.
  const textLimits: BodyLimits = { ...limits, upload: Math.min(limits.upload, limits.form) }
  const rooms = { visitors: visitorsRoom(), known: knownRoom() }
  const limitsOf = (route: Route, actor: Actor): BodyLimits => {
    if (route.access === 'everyone') return options.zone === 'public' ? openLimits : textLimits
    return actor.kind === 'visitor' ? textLimits : limits
  }
  const leaseOf = ({ actor }: Exchange, address: string): BodyLease =>
    actor.kind === 'visitor' ? rooms.visitors.lease(address) : rooms.known.lease(actor.person ?? actor.organisation)
  const limiter = options.rate === null ? undefined : rateLimiter(options.rate ?? { perSecond: 50, burst: 400 })
  const machineLimiter = options.machineRate === null ? undefined : rateLimiter(options.machineRate ?? usualMachineRate)
  const hops = options.trustedProxies ?? 0
  const patience = options.patience ?? {}
  // Whole registers as files, for anybody: each costs seconds of what officers work with as well.
  const heavy = fairGate({ atOnce: 1, patience: 20_000, waiting: () => 4, most: 64 })

  const requests = state.logger.child({ zone: state.zone })

  const addressOf = (c: Context<Bindings>): string =>
    clientAddress(
      c.env?.incoming?.socket.remoteAddress,
      hops > 0 ? c.req.raw.headers.get('x-forwarded-for') : null,
      hops,
    )

  const waitSeconds = (c: Context<Bindings>, nowMs: number): number => (limiter ? limiter.take(addressOf(c), nowMs) : 0)

  /** Addresses and queries are not logged: they may hold what a visitor searched for, or a person's record. */
  const log = (exchange: Exchange, status: number): void => {
    if (!requests.isLevelEnabled('info')) return
    requests.info(
      {
        request: exchange.id,
        method: exchange.raw.method,
        route: exchange.route?.path ?? '-',
        status,
        ms: Math.round((performance.now() - exchange.startedMs) * 10) / 10,
      },
      'request',
    )
  }

  const served = ({ actor, route, startedMs }: Exchange, status: number): void =>
    state.served?.({
      zone: state.zone,
      organisation: actor.kind === 'visitor' ? undefined : actor.organisation,
      status,
      ms: performance.now() - startedMs,
      long: route?.long ?? false,
    })

  const kept = async (exchange: Exchange): Promise<KeptInput | undefined> => {
    const { request, route } = exchange
    if (!request || exchange.isRead || route?.machine || route?.secret || exchange.wantsJson) return undefined
    // What another site's page sent must not be offered for sending again with our mark.
    if (fromOwnPage(exchange.raw.headers, exchange.host) !== true) return undefined
    const form = await request.form().catch(() => undefined)
    // Whose session the mark belongs to may be unknown just now: then the one that came along is as good as it was.
    const mark = exchange.isActorKnown ? undefined : form?.values.csrf?.[0]
    return form && { path: exchange.address, csrf: mark ?? exchange.csrf(), form }
  }

  const recordRefusal = async (exchange: Exchange, permission: string): Promise<void> => {
    const { actor, route, id: request, path } = exchange
    if (!route) return
    try {
      await state.onRefusal({ actor, route, permission, request, path })
    } catch (error) {
      state.logger.error({ request, err: error }, 'refusal not recorded')
    }
  }

  const respondUnavailable = async (failure: Failure, exchange: Exchange): Promise<Response> =>
    respondFailure(failure, exchange, {
      kept: failure.keepsInput ? await kept(exchange) : undefined,
      works: stillWorks(exchange),
    })

  const fail = async (error: unknown, exchange: Exchange): Promise<Response> => {
    state.health?.failed(error)
    const unknown = !exchange.isRead && exchange.isBegun && (isDoubtful(error) || error instanceof TooSlowError)
    const failure = unknown ? outcomeUnknown : failureOf(error, referenceOf(exchange.id))
    const copied = failure.status === 503 ? await respondCopy(exchange) : undefined
    if (copied) return copied
    if (failure.unexpected) {
      state.logger.error({ request: exchange.id, reference: referenceOf(exchange.id), err: error }, 'request failed')
    }
    if (error instanceof RefusedError) await recordRefusal(exchange, error.permission)
    if (failure.status === 503) return respondUnavailable(failure, exchange)
    return respondFailure(failure, exchange, { kept: failure.keepsInput ? await kept(exchange) : undefined })
  }

  const askToSignIn = async (exchange: Exchange, permission: string): Promise<Response> => {
    const signIn = state.signIn && `${state.signIn.path}?next=${encodeURIComponent(exchange.address)}`
    if (signIn && exchange.isRead && !exchange.wantsJson) {
      return respond({ kind: 'redirect', to: signIn }, exchange)
    }
    await recordRefusal(exchange, permission)
    const keyed = exchange.isApi && exchange.raw.headers.has('authorization')
    return respondFailure(keyed ? keyUnknown : signInNeeded, exchange, {
      kept: await kept(exchange),
      signIn: state.signIn?.path,
      headers: exchange.isApi ? { 'www-authenticate': 'Bearer' } : undefined,
    })
  }

  /** A page leads to the one that changes the password, a form that was sent too; data is refused. */
  const askToChangePassword = async (exchange: Exchange): Promise<Response> => {
    const path = state.signIn?.changePath
    if (path !== undefined && !exchange.wantsJson) {
      const next = exchange.isRead ? `?next=${encodeURIComponent(exchange.address)}` : ''
      return respond({ kind: 'redirect', to: path + next }, exchange)
    }
    await recordRefusal(exchange, 'password-change')
    return respondFailure(passwordChangeNeeded, exchange)
  }

  /** Whose request it is. Routes for machines take a token and no cookie, so no page elsewhere can act with a visitor's. */
  const findActor = async (exchange: Exchange): Promise<void> => {
    const { headers } = exchange.raw
    exchange.isActorKnown = false
    if (exchange.route?.machine) {
      if (headers.has('authorization')) {
        const withoutCookie = new Headers(headers)
        withoutCookie.delete('cookie')
        exchange.actor = await state.resolveActor(withoutCookie)
      }
    } else if (headers.has('cookie') || headers.has('authorization')) {
      exchange.actor = await state.resolveActor(headers)
    }
    exchange.isActorKnown = true
  }

  const checkForm = async (exchange: Exchange): Promise<Response | undefined> => {
    const { headers } = exchange.raw
    const type = headers.get('content-type') ?? ''
    const isForm = type.startsWith('multipart/form-data') || type.startsWith('application/x-www-form-urlencoded')
    // A request from elsewhere is refused before its body is read.
    const own = fromOwnPage(headers, exchange.host)
    const mark =
      own === false ? undefined : isForm ? (await exchange.request?.form())?.values.csrf?.[0] : headers.get('x-csrf')
    const verdict = checkCsrf({
      secret: state.secret,
      headers,
      host: exchange.host,
      seed: exchange.readCookie(state.formCookie),
      session: exchange.actor.session ?? '',
      mark: mark ?? undefined,
    })
    if (verdict === 'good') return undefined
    await recordRefusal(exchange, 'csrf')
    if (verdict === 'stale') return respondFailure(aged, exchange, { kept: await kept(exchange) })
    return respondFailure(foreign, exchange)
  }

  const requestOf = (route: Route, exchange: Exchange, c: Context<Bindings>): WebRequest =>
    new WebRequest({
      raw: exchange.raw,
      method: route.method,
      path: exchange.path,
      params: c.req.param(),
      language: exchange.language,
      zone: state.zone,
      exchange,
      clock: state.clock,
      limits: () => {
        exchange.lease ??= leaseOf(exchange, addressOf(c))
        return { ...limitsOf(route, exchange.actor), room: exchange.lease }
      },
      client: () => addressOf(c),
    })

  const slowDown = (exchange: Exchange, seconds: number): Promise<Response> =>
    respondFailure({ ...tooFast, retryAfterSeconds: seconds }, exchange)

  /** A machine calls the API and nothing else: pages are for people, who have a session that ends. */
  const refuseMachine = async (exchange: Exchange): Promise<Response | undefined> => {
    const { actor } = exchange
    if (!exchange.isApi) {
      await recordRefusal(exchange, 'signed-in')
      return respondFailure(apiOnly, exchange)
    }
    const seconds = machineLimiter?.take(actor.person ?? '', exchange.startedMs) ?? 0
    return seconds > 0 ? slowDown(exchange, seconds) : undefined
  }

  const perform = async (route: Route, exchange: Exchange, request: WebRequest): Promise<Response> => {
    if (exchange.raw.headers.has('cookie') || exchange.raw.headers.has('authorization')) await findActor(exchange)
    const { actor } = exchange
    const machineRefused = actor.kind === 'machine' ? await refuseMachine(exchange) : undefined
    if (machineRefused) return machineRefused
    if (closedUntilChanged(actor, route)) return askToChangePassword(exchange)
    if (!allowed(actor, route.access)) {
      const permission = typeof route.access === 'object' ? route.access.permission : 'signed-in'
      if (actor.kind === 'visitor') return askToSignIn(exchange, permission)
      await recordRefusal(exchange, permission)
      return respondFailure(refused, exchange)
    }
    // No browser sends a key by itself, so that no other site's page can act with one.
    if (route.method !== 'GET' && !route.machine && actor.kind !== 'machine') {
      const refusal = await checkForm(exchange)
      if (refusal) return refusal
    }
    const stopped = route.method === 'GET' ? undefined : state.gate?.stopped()
    if (stopped) return respondFailure(writesStopped(stopped), exchange, { kept: await kept(exchange) })
    const entered =
      actor.kind !== 'visitor'
        ? options.fair?.enter(actor.organisation)
        : route.long && heavy.enter(request.headers.get(addressHeader) ?? '')
    if (!entered) {
      exchange.isBegun = true
      return respond(await route.handle(request), exchange)
    }
    const release = typeof entered === 'function' ? entered : await entered
    if (!release)
      return respondFailure(actor.kind === 'visitor' ? crowded : busy, exchange, { kept: await kept(exchange) })
    exchange.isBegun = true
    try {
      return await respond(await route.handle(request), exchange)
    } finally {
      release()
    }
  }

  /** A database that hangs says nothing: who may read a copy does not wait for it longer than this. */
  const inTime = async (answer: Promise<Response>, exchange: Exchange): Promise<Response> => {
    if (!hasCopy(exchange)) return answer
    const { promise: late, resolve } = Promise.withResolvers<undefined>()
    const timer = setTimeout(resolve, patience.copyMs ?? 3000, undefined)
    try {
      const response = await Promise.race([answer, late])
      if (response) return response
      // Its end is of no interest any more, and its error no crash.
      answer.catch(() => undefined)
      return (await respondCopy(exchange)) ?? (await answer)
    } finally {
      clearTimeout(timer)
    }
  }

  const performOrRead: typeof perform = (route, exchange, request) => {
    const { gate } = state
    return gate?.stopped() ? gate.reading(() => perform(route, exchange, request)) : perform(route, exchange, request)
  }

  /** While the database is known to be away nobody waits for it. @returns undefined when the request may go on */
  const withoutDatabase = async (exchange: Exchange): Promise<Response | undefined> => {
    const moved = state.gate?.moved()
    if (moved) return (await respondCopy(exchange)) ?? respondUnavailable(servedElsewhere(moved), exchange)
    const known = state.health?.status().state ?? 'up'
    if (known === 'up' || (known === 'read-only' && exchange.isRead)) return undefined
    exchange.isActorKnown = !exchange.raw.headers.has('cookie') && !exchange.raw.headers.has('authorization')
    const copied = await respondCopy(exchange)
    return copied ?? respondUnavailable(exchange.isRead ? unavailable : closedForNow, exchange)
  }

  const carryOut = async (route: Route, exchange: Exchange, c: Context<Bindings>): Promise<Response> => {
    const request = requestOf(route, exchange, c)
    exchange.request = request
    const early = await withoutDatabase(exchange)
    if (early) return early
    const work = inTime(performOrRead(route, exchange, request), exchange)
    return patiently(work, state.health, patience, route.long ?? false)
  }

  const answer = async (c: Context<Bindings>, route: Route): Promise<Response> => {
    const exchange = new Exchange(state, c.req.raw, route)
    const seconds = waitSeconds(c, exchange.startedMs)
    let response: Response
    try {
      response = seconds > 0 ? await slowDown(exchange, seconds) : await carryOut(route, exchange, c)
    } catch (error) {
      response = await fail(error, exchange)
    } finally {
      exchange.lease?.end()
    }
    log(exchange, response.status)
    // The walk over the published pages asks without a socket: it is nobody's request.
    if (c.env?.incoming) served(exchange, response.status)
    return response
  }

  const app = new Hono<Bindings>({ getPath: request => routedPath(request.url) })
  app.get('/assets/:hash/:name', c => {
    const found = state.assets.respond(
      c.req.param('hash'),
      c.req.param('name'),
      c.req.raw.headers.get('accept-encoding'),
    )
    return found ?? c.notFound()
  })
  app.get(livenessPath, livenessResponse)
  app.get(readinessPath, () => readinessResponse(state))
  for (const route of routesOf(options.routes, options.zone)) app.on(route.method, route.path, c => answer(c, route))

  const answered = (method: string, path: string): boolean => app.router.match(method, path)[0].length > 0

  /** Another method, one slash too many, or nothing at all. */
  const elsewhere = async (exchange: Exchange): Promise<Response> => {
    const { method, url } = exchange.raw
    const { path } = exchange
    const asked = routedPath(url)
    const allow = methods.filter(one => answered(one, asked))
    if (allow.length > 0) {
      const names = [...(allow.includes('GET') ? ['HEAD'] : []), ...allow, 'OPTIONS'].join(', ')
      if (method === 'OPTIONS') return new Response(null, { status: 204, headers: { allow: names } })
      const failure: Failure = {
        status: 405,
        title: { ja: 'この方法では利用できません', en: 'This cannot be done here' },
      }
      return respondFailure(failure, exchange, { headers: { allow: names } })
    }
    const trimmed = withoutEndSlashes(path)
    if (exchange.isRead && trimmed !== asked && answered('GET', trimmed)) {
      const query = exchange.address.slice(path.length)
      return respond({ kind: 'redirect', to: trimmed + query }, exchange)
    }
    try {
      await findActor(exchange)
    } catch {
      // The page is missing for a visitor as for anybody; who asks changes the menu only.
    }
    return respondFailure(notFound, exchange)
  }

  app.notFound(async c => {
    const exchange = new Exchange(state, c.req.raw, undefined)
    const seconds = waitSeconds(c, exchange.startedMs)
    const response = seconds > 0 ? await slowDown(exchange, seconds) : await elsewhere(exchange)
    log(exchange, response.status)
    return response
  })
  app.onError((error, c) => {
    state.logger.error({ method: c.req.method, err: error }, 'answer could not be made')
    return plainFailure(failureOf(error, '-'))
  })

  return { fetch: (request, env) => app.fetch(request, env) }
}
