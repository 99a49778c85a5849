import type { Bilingual } from '../../base/bilingual.ts'
import type { Clock } from '../../base/clock.ts'
import { isId } from '../../base/uuid.ts'
import type { Database } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { Route } from '../routing/route.ts'
import { ledgerEntryRead } from './events.ts'
import { proveEntry } from './proof-service.ts'
import { findEntry } from './search.ts'
import { record } from './service.ts'
import { parseTilePath } from './tiles.ts'
import { newestCheckpoint, readTile } from './tree-store.ts'

export interface LedgerApi {
  readonly database: Pick<Database, 'app' | 'reader'>
  readonly clock: Clock
  /** The log's public key in its text form (`NoteVerifier.text`). */
  readonly verifier: string
}

const notFound = (title: Bilingual): Outcome => ({ kind: 'problem', status: 404, title })

const plain = (text: string, cache: string): Outcome => ({
  kind: 'file',
  type: 'text/plain; charset=utf-8',
  bytes: text,
  headers: { 'cache-control': cache },
})

/**
 * The log for supervisors outside, in the formats of C2SP tlog-tiles: the newest checkpoint and the hash tiles. Entry
 * bundles are not served, since contents stay inside.
 */
const publicRoutes = ({ database: { reader }, verifier }: LedgerApi): readonly Route[] => [
  {
    method: 'GET',
    path: '/ledger/checkpoint',
    zone: 'public',
    access: 'everyone',
    ledger: [],
    handle: async () => {
      const newest = await newestCheckpoint(reader)
      return newest
        ? plain(newest.note, 'public, max-age=5')
        : notFound({ ja: 'チェックポイントはまだありません。', en: 'There is no checkpoint yet.' })
    },
  },
  {
    method: 'GET',
    path: '/ledger/key',
    zone: 'public',
    access: 'everyone',
    ledger: [],
    handle: () => plain(`${verifier}\n`, 'public, max-age=300'),
  },
  {
    method: 'GET',
    path: '/ledger/tile/:level/:rest{.+}',
    zone: 'public',
    access: 'everyone',
    ledger: [],
    handle: async ({ params }) => {
      const none = notFound({ ja: 'このタイルはありません。', en: 'There is no such tile.' })
      const tile = parseTilePath(`tile/${params.level ?? ''}/${params.rest ?? ''}`)
      if (tile === undefined) return none
      const hashes = await readTile(reader, tile)
      if (hashes.length !== tile.width * 32) return none
      return {
        kind: 'file',
        type: 'application/octet-stream',
        bytes: hashes,
        // A tile never changes once it exists: the log is append-only.
        headers: { 'cache-control': 'public, max-age=31536000, immutable' },
      }
    },
  },
]

const proofRoute = ({ database: { app }, clock }: LedgerApi): Route => ({
  method: 'GET',
  path: '/ledger/proof',
  zone: 'staff',
  access: { permission: 'ledger.read' },
  ledger: [ledgerEntryRead],
  handle: async ({ query, actor }): Promise<Outcome> => {
    const none = notFound({ ja: '証跡が見つかりません。', en: 'There is no such ledger entry.' })
    const id = query.get('entry') ?? ''
    if (!isId(id)) return none
    return inTenants(app, actor.tenants, async (tx): Promise<Outcome> => {
      const entry = await findEntry(tx, id)
      if (entry === undefined) return none
      const proof = await proveEntry(tx, entry)
      if (proof === undefined)
        return {
          kind: 'problem',
          status: 409,
          title: {
            ja: 'この証跡は、まだ署名されたチェックポイントに含まれていません。数秒後にもう一度お試しください。',
            en: 'This entry is not under a signed checkpoint yet. Please try again in a few seconds.',
          },
        }
      await record(
        tx,
        {
          event: ledgerEntryRead,
          tenant: actor.organisation,
          actor: actor.person,
          ...(entry.person === null ? {} : { person: entry.person }),
          body: { entry: id, proof: true },
        },
        clock.now(),
      )
      return { kind: 'json', value: proof, headers: { 'cache-control': 'no-store' } }
    })
  },
})

export const ledgerApiRoutes = (api: LedgerApi): readonly Route[] => [...publicRoutes(api), proofRoute(api)]
