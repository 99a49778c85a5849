import { type Bilingual, say } from '../../base/bilingual.ts'
import { isId } from '../../base/uuid.ts'
import type { Transaction } from '../database/connection.ts'
import { inTenants } from '../database/transaction.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { MenuEntry, Route, RouteRequest } from '../routing/route.ts'
import type { LedgerApi } from './api.ts'
import type { LedgerEventDefinition } from './definition.ts'
import { EntryPage } from './entry-page.tsx'
import { ledgerEntryRead, ledgerSearched } from './events.ts'
import { choosePeople, type PeopleLookup } from './people.ts'
import { type EntryFilter, findEntry, readFilter, searchEntries } from './search.ts'
import { SearchPage } from './search-page.tsx'
import { record } from './service.ts'
import { ledgerLag, newestCheckpoint } from './tree-store.ts'
import { ledgerTitle } from './words.ts'

export interface LedgerPages extends Pick<LedgerApi, 'database' | 'clock'> {
  /** Events of all blocks and systems, so that they are shown by name. */
  readonly events: readonly LedgerEventDefinition[]
  /** Names of people by id; the ledger knows ids only. */
  readonly people: PeopleLookup
  /** Registers whose records entries are about, to choose from. */
  readonly registers: readonly { readonly id: string; readonly title: Bilingual }[]
  readonly names: (tx: Transaction, people: readonly string[]) => Promise<ReadonlyMap<string, string>>
}

const access = { permission: 'ledger.read' } as const

export const ledgerMenu: readonly MenuEntry[] = [
  { zone: 'staff', title: ledgerTitle, path: '/ledger', permission: access.permission, order: 90 },
]

export const ledgerPageRoutes = (pages: LedgerPages): readonly Route[] => [
  {
    method: 'GET',
    path: '/ledger',
    zone: 'staff',
    access,
    ledger: [ledgerSearched],
    handle: request => search(pages, request),
  },
  {
    method: 'GET',
    path: '/ledger/entries/:id',
    zone: 'staff',
    access,
    ledger: [ledgerEntryRead],
    handle: request => showEntry(pages, request),
  },
]

const wrongValue = {
  id: {
    ja: 'IDの形ではありません。ハイフンを含む36文字で入力してください。',
    en: 'This is no id: 36 characters with hyphens.',
  },
  day: { ja: '日付ではありません。', en: 'This is no day.' },
  code: {
    ja: 'IDまたはコードを半角の英数字で入力してください（氏名では探せません）。',
    en: 'Letters and digits of an id or code; names cannot be searched for.',
  },
} satisfies Record<string, Bilingual>

const wrongFilter: Readonly<Record<keyof EntryFilter, Bilingual>> = {
  register: wrongValue.code,
  record: wrongValue.code,
  event: wrongValue.code,
  person: wrongValue.id,
  actor: wrongValue.id,
  from: wrongValue.day,
  to: wrongValue.day,
}

const search = async (pages: LedgerPages, { language, query, actor }: RouteRequest): Promise<Outcome> => {
  const now = pages.clock.now()
  return inTenants(pages.database.app, actor.tenants, async (tx): Promise<Outcome> => {
    const chosen = await choosePeople(tx, pages.people, query)
    const { filter, wrong } = readFilter(chosen.query)
    const problems = [...chosen.problems, ...wrong.map(field => ({ field, message: wrongFilter[field] }))]
    // A filter that cannot be one shows nothing, instead of more than was asked for.
    const page = problems.length > 0 ? { rows: [] } : await searchEntries(tx, filter, chosen.query)
    const [checkpoint, lag, names] = await Promise.all([
      newestCheckpoint(tx),
      ledgerLag(tx, now),
      pages.names(tx, [...new Set(page.rows.flatMap(row => (row.actor === null ? [] : [row.actor])))]),
    ])
    await record(
      tx,
      {
        event: ledgerSearched,
        tenant: actor.organisation,
        actor: actor.person,
        ...(filter.person === undefined ? {} : { person: filter.person }),
        body: { filter: { ...filter }, shown: page.rows.length },
      },
      now,
    )
    return {
      kind: 'page',
      title: ledgerTitle,
      status: problems.length > 0 ? 422 : 200,
      crumbs: [{ title: ledgerTitle }],
      wide: true,
      body: (
        <SearchPage
          language={language}
          query={chosen.query}
          people={chosen.boxes}
          registers={pages.registers}
          page={page}
          problems={problems}
          events={pages.events}
          names={names}
          signed={checkpoint?.size ?? 0}
          lag={lag}
        />
      ),
    }
  })
}

const showEntry = async (pages: LedgerPages, { language, params, actor }: RouteRequest): Promise<Outcome> => {
  const none: Outcome = {
    kind: 'problem',
    status: 404,
    title: { ja: '証跡が見つかりません。', en: 'There is no such ledger entry.' },
  }
  const id = params.id ?? ''
  if (!isId(id)) return none
  return inTenants(pages.database.app, actor.tenants, async (tx): Promise<Outcome> => {
    const entry = await findEntry(tx, id)
    if (entry === undefined) return none
    const [checkpoint, names] = await Promise.all([
      newestCheckpoint(tx),
      pages.names(tx, entry.actor === null ? [] : [entry.actor]),
    ])
    await record(
      tx,
      {
        event: ledgerEntryRead,
        tenant: actor.organisation,
        actor: actor.person,
        ...(entry.person === null ? {} : { person: entry.person }),
        body: { entry: id },
      },
      pages.clock.now(),
    )
    const title = pages.events.find(event => event.id === entry.event)?.title ?? { ja: entry.event, en: entry.event }
    return {
      kind: 'page',
      title,
      crumbs: [{ title: ledgerTitle, path: '/ledger' }, { title }],
      body: (
        <EntryPage
          language={language}
          entry={entry}
          eventTitle={say(title, language)}
          actorName={entry.actor === null ? undefined : names.get(entry.actor)}
          signed={checkpoint?.size ?? 0}
        />
      ),
    }
  })
}
