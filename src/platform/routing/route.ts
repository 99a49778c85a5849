import type { Bilingual, Language } from '../../base/bilingual.ts'
import type { Act, Actor } from '../access/actor.ts'
import type { LedgerEventDefinition } from '../ledger/definition.ts'
import type { Outcome } from './outcome.ts'

/** The internet (residents, businesses) or the government network (staff): separate listeners. */
export type Zone = 'public' | 'staff'

/** Values of a submitted form by input name; several of one name stay several. Files apart. */
export interface FormInput {
  readonly values: Readonly<Record<string, readonly string[]>>
  readonly files: Readonly<Record<string, readonly UploadedFile[]>>
}

export interface UploadedFile {
  readonly name: string
  readonly type: string
  readonly bytes: Uint8Array
}

/** A request as handlers see it: parsed, signed in or not, with nothing of the socket. */
export interface RouteRequest {
  readonly method: string
  /** Path without the language prefix, as in the route's pattern. */
  readonly path: string
  readonly params: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  readonly language: Language
  readonly zone: Zone
  readonly actor: Actor
  /** To be put in every form as hidden input `csrf`; the web block checks it before a handler of a POST runs. */
  readonly csrf: string
  readonly headers: Headers
  /**
   * Origin as the visitor typed it, `https://…`, for links in catalogues, the API and OpenAPI. Empty when it is not
   * configured and not this machine: links are relative then.
   */
  readonly origin: string
  /** @returns the act of this request, for the services */
  act(reason?: string): Act
  form(): Promise<FormInput>
  json(): Promise<unknown>
  bytes(): Promise<Uint8Array>
}

/** Who may call: everyone, everyone signed in, or holders of one permission. There is no default. */
export type RouteAccess = 'everyone' | 'signed-in' | { readonly permission: string }

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Hono pattern such as `/operators/:id`. */
  readonly path: string
  readonly zone: Zone
  readonly access: RouteAccess
  /** The events that a successful call may write; empty where it touches nothing that needs one. */
  readonly ledger: readonly LedgerEventDefinition[]
  /** Only for routes that machines call without a form (API): no CSRF mark, but no cookie is accepted either. */
  readonly machine?: boolean
  /** Open also to people who must first change a password that somebody else chose; no other route that needs a sign-in is. */
  readonly beforePasswordChange?: true
  /** What is sent holds a password or a code: it is never shown again, however the request ends. */
  readonly secret?: true
  /** Works through as much as it is given (imports, exports): has no time limit while the database answers. */
  readonly long?: true
  handle(request: RouteRequest): Promise<Outcome> | Outcome
}

/** What there is to manage besides the work itself: people and their keys, the bodies, the platform that runs. */
export type ManagementGroup = 'people' | 'bodies' | 'running'

/** An entry of a listener's menu; shown to those who may call the route it leads to. */
export interface MenuEntry {
  readonly zone: Zone
  readonly title: Bilingual
  readonly path: string
  /** Pages that belong to it besides those below its own path. */
  readonly covers?: readonly string[]
  /** Of several any one is enough. */
  readonly permission?: string | readonly string[]
  readonly order: number
  /** Stands on the page of its group and not in the bar, which must not grow with what can be managed. */
  readonly management?: ManagementGroup
  /** What one does there, for the first page of the officers. */
  readonly text?: Bilingual
  /** Left out of the menu on a phone, where it would fill the first screen; the foot of the page holds it. */
  readonly minor?: boolean
  /** A system's, of which there may be thirty: on a phone the menu holds the one in which one is, the foot of the page all. */
  readonly system?: boolean
}
