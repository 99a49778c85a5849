import type { Language } from '../base/bilingual.ts'
import { newId } from '../base/uuid.ts'
import type { Actor } from '../platform/access/actor.ts'
import { inOrder } from '../platform/routing/menu.ts'
import type { Route, RouteRequest } from '../platform/routing/route.ts'
import type { BodyLease } from './body/room.ts'
import { cookieName, readCookie, writeCookie } from './cookies/cookies.ts'
import { markOf, newSeed } from './csrf/csrf.ts'
import { type SecurityHeaders, securityHeaders } from './headers/headers.ts'
import { pathOf, preferredLanguage, splitLanguage } from './language/language.ts'
import type { ListenerOptions } from './options.ts'

/** A listener's settings with what is worked out from them once, at the start. */
export interface ListenerState extends ListenerOptions {
  readonly secure: boolean
  readonly security: SecurityHeaders
  readonly formCookie: string
  readonly noticeCookie: string
}

const cookieNames = (zone: string, secure: boolean) => ({
  formCookie: cookieName(zone, 'form', secure),
  noticeCookie: cookieName(zone, 'notice', secure),
})

export const stateOf = (options: ListenerOptions): ListenerState => {
  const secure = options.origin?.startsWith('https://') ?? false
  const tileOrigin = options.mapTiles && new URL(options.mapTiles.url.replace(/[{}]/g, '')).origin
  return {
    ...options,
    menu: inOrder(options.menu.filter(entry => entry.zone === options.zone)),
    secure,
    security: securityHeaders({ zone: options.zone, secure, tileOrigin }),
    ...cookieNames(options.zone, secure),
  }
}

const isThisMachine = (host: string): boolean => /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i.test(host)

/** One request on its way to its answer. Mutable, and alive for that time only. */
export class Exchange {
  readonly id = newId()
  readonly startedMs = performance.now()
  readonly state: ListenerState
  readonly raw: Request
  /** Undefined when no route answers. */
  readonly route: Route | undefined
  readonly language: Language
  /** Without the language prefix. */
  readonly path: string
  actor: Actor
  /** False while a session came along and nobody could look whose it is. */
  isActorKnown = true
  /** The handler runs: from here on a lost connection leaves open what was done. */
  isBegun = false
  /** The answer holds this machine's name as the sender wrote it: good for the sender, and for nobody else. */
  namesHost = false
  /** Of the room for bodies, once one is read. */
  lease: BodyLease | undefined
  /** The handler's view, once there is one; forms are read through it. */
  request: RouteRequest | undefined
  #cookies: string[] | undefined
  #seed: string | undefined

  constructor(state: ListenerState, raw: Request, route: Route | undefined) {
    this.state = state
    this.raw = raw
    this.route = route
    this.actor = state.visitor
    const whole = pathOf(raw.url)
    if (route?.machine) {
      this.path = whole
      this.language = preferredLanguage(raw.headers.get('accept-language'))
    } else {
      const split = splitLanguage(whole)
      this.path = split.path
      this.language = split.language
    }
  }

  get isApi(): boolean {
    return this.route?.machine === true || this.path.startsWith('/api/')
  }

  /** Wants data instead of a page, also in failure. */
  get wantsJson(): boolean {
    if (this.isApi) return true
    const accept = this.raw.headers.get('accept')
    return accept?.includes('json') === true && !accept.includes('text/html')
  }

  get isRead(): boolean {
    return this.raw.method === 'GET' || this.raw.method === 'HEAD'
  }

  /** Path and query without the language. */
  get address(): string {
    const at = this.raw.url.indexOf('?')
    return at === -1 ? this.path : this.path + this.raw.url.slice(at)
  }

  /** As the visitor's address bar shows it; only compared with what the browser says of itself, never repeated. */
  get host(): string {
    const { origin } = this.state
    return origin ? origin.slice(origin.indexOf('://') + 3) : (this.raw.headers.get('host') ?? '')
  }

  /**
   * For links that leave the page. The Host header is the sender's word: answers that repeat it let somebody else's
   * address into caches and into what other systems follow. Without a configured address only this machine's own names
   * are believed, and links to any other are relative: the empty origin.
   */
  get origin(): string {
    if (this.state.origin !== undefined) return this.state.origin
    const { host } = this
    if (!isThisMachine(host)) return ''
    this.namesHost = true
    return `http://${host}`
  }

  get cookies(): readonly string[] | undefined {
    return this.#cookies
  }

  setCookie(line: string): void {
    if (this.#cookies) this.#cookies.push(line)
    else this.#cookies = [line]
  }

  readCookie(name: string): string | undefined {
    return readCookie(this.raw.headers.get('cookie'), name)
  }

  /** The mark for forms of this browser and session; the first one asked for sets the cookie that it is bound to. */
  csrf(): string {
    if (this.#seed === undefined) {
      this.#seed = this.readCookie(this.state.formCookie)
      if (this.#seed === undefined) {
        this.#seed = newSeed()
        this.setCookie(writeCookie(this.state.formCookie, this.#seed, this.state.secure))
      }
    }
    return markOf(this.state.secret, this.#seed, this.actor.session ?? '')
  }
}
