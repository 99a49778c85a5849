import type { Child } from 'hono/jsx'
import type { Bilingual } from '../../base/bilingual.ts'
import type { Json } from '../../base/json.ts'
import type { Problem } from '../../base/problem.ts'

/** A step of the way from the front page to here; the last one is the page itself and has no link. */
export interface Crumb {
  readonly title: Bilingual
  readonly path?: string
}

/** `Set-Cookie` lines, for the session that signing in and out begins and ends. The web block adds its own. */
interface WithCookies {
  readonly cookies?: readonly string[]
}

/** What a handler returns. Only the web block writes to the socket. Paths are without the language prefix. */
export type Outcome =
  | (WithCookies & {
      readonly kind: 'page'
      readonly title: Bilingual
      readonly body: Child
      readonly crumbs?: readonly Crumb[]
      /** 200 unless told; a form with errors is 422. */
      readonly status?: number
      /** Map, chart or table pages may use the whole width. */
      readonly wide?: boolean
      /** Names of client modules (`map`, `form`) that make the page nicer and that it does not need. */
      readonly scripts?: readonly string[]
    })
  | (WithCookies & {
      readonly kind: 'redirect'
      readonly to: string
      /** Shown once at the top of the next page. */
      readonly notice?: Bilingual
    })
  | (WithCookies & {
      readonly kind: 'json'
      readonly value: Json
      readonly status?: number
      /** Lower-case names; they replace the web block's own (`cache-control`, `etag`). */
      readonly headers?: Readonly<Record<string, string>>
    })
  | {
      /** RFC 9457 problem for the API, an error page elsewhere. */
      readonly kind: 'problem'
      readonly status: number
      readonly title: Bilingual
      readonly detail?: Bilingual
      readonly problems?: readonly Problem[]
    }
  | {
      readonly kind: 'file'
      readonly type: string
      /** Suggested file name; without it the bytes are shown in the page's place. */
      readonly name?: string
      readonly bytes: Uint8Array | string | ReadableStream<Uint8Array>
      readonly headers?: Readonly<Record<string, string>>
    }
