import type { Language } from '../base/bilingual.ts'
import type { Clock } from '../base/clock.ts'
import type { Act, Actor } from '../platform/access/actor.ts'
import { addressHeader } from '../platform/access/address.ts'
import type { FormInput, RouteRequest, Zone } from '../platform/routing/route.ts'
import { type BodyLimits, readBody, readForm, readJson, refuseNul } from './body/body.ts'

export interface RequestParts {
  readonly raw: Request
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly language: Language
  readonly zone: Zone
  /** Knows who asks once that is found out, and makes origin and form mark when they are asked for. */
  readonly exchange: { readonly id: string; readonly actor: Actor; readonly origin: string; csrf(): string }
  readonly clock: Clock
  /** Asked when a body is read: by then it is known who sends it. */
  limits(): BodyLimits
  /** Address of who asks, as the socket or a trusted proxy tells it. */
  client(): string
}

/** A request for a handler. What costs something (query, origin, form mark, body) is made when it is asked for, once. */
export class WebRequest implements RouteRequest {
  readonly #parts: RequestParts
  readonly method: string
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly language: Language
  readonly zone: Zone
  #query: URLSearchParams | undefined
  #headers: Headers | undefined
  #form: Promise<FormInput> | undefined

  constructor(parts: RequestParts) {
    this.#parts = parts
    this.method = parts.method
    this.path = parts.path
    this.params = parts.params
    this.language = parts.language
    this.zone = parts.zone
  }

  get actor(): Actor {
    return this.#parts.exchange.actor
  }

  get query(): URLSearchParams {
    if (this.#query === undefined) {
      const at = this.#parts.raw.url.indexOf('?')
      const text = at === -1 ? '' : this.#parts.raw.url.slice(at + 1)
      if (text.includes('%00')) refuseNul('\0')
      this.#query = new URLSearchParams(text)
    }
    return this.#query
  }

  get csrf(): string {
    return this.#parts.exchange.csrf()
  }

  /** What came from outside under the address header is replaced: sign-in locks count by it. */
  get headers(): Headers {
    if (this.#headers === undefined) {
      this.#headers = new Headers(this.#parts.raw.headers)
      this.#headers.set(addressHeader, this.#parts.client())
    }
    return this.#headers
  }

  get origin(): string {
    return this.#parts.exchange.origin
  }

  act(reason?: string): Act {
    const { exchange, clock, language } = this.#parts
    const act = { actor: exchange.actor, clock, language, request: exchange.id }
    const why = reason ?? exchange.actor.purpose
    return why === undefined ? act : { ...act, reason: why }
  }

  form(): Promise<FormInput> {
    this.#form ??= readForm(this.#parts.raw, this.#parts.limits())
    return this.#form
  }

  json(): Promise<unknown> {
    return readJson(this.#parts.raw, this.#parts.limits())
  }

  bytes(): Promise<Uint8Array> {
    const { upload, room } = this.#parts.limits()
    return readBody(this.#parts.raw, upload, room)
  }
}
