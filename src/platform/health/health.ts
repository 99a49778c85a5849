import { isUnreachable } from '../database/unreachable.ts'
import type { Condition } from './condition.ts'

/** `read-only`: answers, and refuses changes (a copy that has not become the leader yet, a server set so). */
export type DatabaseState = 'up' | 'read-only' | 'away'

export interface HealthStatus {
  readonly state: DatabaseState
  /** When this state began; ISO 8601. */
  readonly since: string
}

/** What is known of the database from the requests that use it and from a small question of our own. */
export interface Health {
  status(): HealthStatus
  /** A real query failed: when the error says that nobody answers, the next look comes at once and counts double. */
  failed(error: unknown): void
  /** A request waits longer than usual: look now. */
  slow(): void
  /** Called at each change of state. @returns ends the calls */
  onChange(listener: (status: HealthStatus) => void): () => void
  conditions(): readonly Condition[]
  stop(): Promise<void>
}

export interface HealthOptions {
  /** One small query. @returns what the server is; rejects or answers `away` when there is none */
  readonly probe: () => Promise<DatabaseState>
  readonly initial?: DatabaseState
  readonly now?: () => Date
  /** Milliseconds between two looks while all is well, and while it is not. */
  readonly everyMs?: number
  readonly badEveryMs?: number
  /** Looks in a row that must say the same before another state is believed. Default 2. */
  readonly agreeing?: number
  readonly log?: (line: string) => void
}

const conditionsOf: Readonly<Record<DatabaseState, readonly Condition[]>> = {
  up: [],
  'read-only': [
    {
      id: 'database-read-only',
      tone: 'warning',
      label: { ja: '閲覧のみ', en: 'Reading only' },
      text: {
        ja: 'ただいま新しい登録や変更を受け付けていません。閲覧はできます。復旧すると自動で元に戻ります。',
        en: 'Nothing can be registered or changed at the moment; reading works. This ends by itself.',
      },
    },
  ],
  away: [
    {
      id: 'database-away',
      tone: 'error',
      label: { ja: '一部機能停止中', en: 'Limited service' },
      text: {
        ja: '記録を保管する仕組みに一時的につながりません。復旧すると自動で元に戻ります。',
        en: 'The place where records are kept cannot be reached for the moment. This ends by itself.',
      },
    },
  ],
}

const words: Readonly<Record<DatabaseState, string>> = {
  up: 'the database answers',
  'read-only': 'the database answers, and refuses changes',
  away: 'the database does not answer; published pages are served from their last copy',
}

/**
 * Watches the database. A state is believed after two looks that agree, or one look and one failed request: a single
 * broken connection, or a single answer of a server that comes and goes, changes nothing.
 */
export const startHealth = (options: HealthOptions): Health => {
  const { probe, everyMs = 5_000, badEveryMs = 1_000, agreeing = 2, now = () => new Date() } = options
  let status: HealthStatus = { state: options.initial ?? 'up', since: now().toISOString() }
  let doubt: { readonly state: DatabaseState; readonly count: number } | undefined
  const listeners = new Set<(status: HealthStatus) => void>()
  let stopping = false
  let wake = () => {}
  let hurry = false

  const believe = (state: DatabaseState): void => {
    doubt = undefined
    status = { state, since: now().toISOString() }
    options.log?.(words[state])
    for (const listener of [...listeners]) listener(status)
  }

  const evidence = (state: DatabaseState): void => {
    if (state === status.state) {
      doubt = undefined
      return
    }
    const count = doubt?.state === state ? doubt.count + 1 : 1
    if (count >= agreeing) believe(state)
    else doubt = { state, count }
  }

  const pause = (ms: number): Promise<void> =>
    new Promise(resolve => {
      if (hurry || stopping || ms === 0) return resolve()
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const loop = async (): Promise<void> => {
    while (!stopping) {
      // In doubt the next look follows at once, so that the answer is there before people's patience ends.
      const doubtful = doubt !== undefined && doubt.state === 'away'
      await pause(doubtful ? 0 : status.state === 'up' && doubt === undefined ? everyMs : badEveryMs)
      hurry = false
      if (stopping) return
      const found = await probe().catch((): DatabaseState => 'away')
      if (!stopping) evidence(found)
    }
  }
  const running = loop()

  const look = (): void => {
    hurry = true
    wake()
  }

  return {
    status: () => status,
    failed: error => {
      if (!isUnreachable(error) || status.state === 'away') return
      // Many requests fail at once with one server: together they are one witness.
      doubt ??= { state: 'away', count: 1 }
      look()
    },
    slow: () => {
      if (status.state !== 'away') look()
    },
    onChange: listener => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    conditions: () => conditionsOf[status.state],
    stop: async () => {
      stopping = true
      wake()
      await running
    },
  }
}

/** For a platform that has no database yet: nothing is asked, nothing changes. */
export const alwaysAway = (since: Date): Pick<Health, 'status' | 'failed' | 'slow' | 'onChange' | 'conditions'> => ({
  status: () => ({ state: 'away', since: since.toISOString() }),
  failed: () => {},
  slow: () => {},
  onChange: () => () => {},
  conditions: () => conditionsOf.away,
})
