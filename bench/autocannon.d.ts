/** What the benchmarks use of autocannon 9, which brings no types. */
declare module 'autocannon' {
  interface Call {
    method?: string
    path?: string
    headers?: Readonly<Record<string, string>>
    body?: string
    setupRequest?: (call: Call) => Call
  }
  interface Options {
    readonly url: string
    readonly connections: number
    /** Seconds. */
    readonly duration: number
    readonly requests: readonly Call[]
  }
  interface Latency {
    readonly average: number
    readonly p50: number
    readonly p90: number
    readonly p97_5: number
    readonly p99: number
    readonly max: number
  }
  interface Result {
    readonly duration: number
    readonly errors: number
    readonly timeouts: number
    readonly non2xx: number
    readonly '2xx': number
    readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>
    readonly latency: Latency
    readonly throughput: { readonly total: number }
  }
  export default function autocannon(options: Options): Promise<Result>
}
