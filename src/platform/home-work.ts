import { addDays } from '../base/calendar/days.ts'
import { dayInJapan } from '../base/clock.ts'
import type { Act } from './access/actor.ts'
import { countReleasable } from './access/machine-keys/service.ts'
import type { Roles } from './access/permissions.ts'
import type { Database } from './database/connection.ts'
import { runStatements } from './database/statement.ts'
import type { WorkDefinition } from './work.ts'

/** One number of a query over the rows of the actor's organisations. */
const numbers = async (
  database: Database,
  act: Act,
  text: string,
  values: readonly unknown[],
): Promise<(name: string) => number> => {
  const [rows] = await runStatements(database.app, act.actor.tenants, [{ text, values }])
  return name => Number(rows?.[0]?.[name] ?? 0)
}

/** Days back that the auditor's numbers cover. */
const auditDays = 7

/** Kinds of ledger entries that an auditor looks at first. */
const audited = [
  { event: 'request.refused', title: { ja: '拒まれた操作', en: 'Refused requests' }, urgent: true },
  { event: 'session.refused', title: { ja: '失敗したサインイン', en: 'Failed sign-ins' }, urgent: true },
  { event: 'records.exported', title: { ja: 'データの書き出し', en: 'Exports' }, urgent: false },
  { event: 'record.read', title: { ja: '個人情報の閲覧', en: 'Looks at personal data' }, urgent: false },
] as const

/** Counted no further: a number that nobody reads off exactly is not worth a second of the database. */
const mostCounted = 10_000

const countOfEvent = (event: string): string =>
  `(select count(*) from (select from ledger.entry where event = ${event}::text
    and at >= ($1::text || 'T00:00:00+09:00')::timestamptz limit ${mostCounted}) found)`

/** What the platform itself tells on the first page: to those who run it, audit it, or move data into it. */
export const platformWork = (database: Database, roles: Roles): readonly WorkDefinition[] => [
  {
    title: { ja: '運用', en: 'Running the platform' },
    permission: 'messages.read',
    always: true,
    items: async act => {
      const of = await numbers(
        database,
        act,
        `select count(*) filter (where state = 'failed') as failed,
          count(*) filter (where state in ('waiting', 'held')) as waiting,
          (select count(*) from musubi.transfer where state = 'draft') as transfers from musubi.message`,
        [],
      )
      return [
        {
          title: { ja: '送信できなかったメッセージ', en: 'Messages that failed' },
          count: of('failed'),
          path: '/messages',
          urgent: true,
        },
        {
          title: { ja: '送信待ち・保留のメッセージ', en: 'Messages not sent yet' },
          count: of('waiting'),
          path: '/messages',
        },
        {
          title: { ja: '読み込んで確定していない異動', en: 'Transfers read and not entered' },
          count: of('transfers'),
          path: '/transfers',
        },
      ]
    },
  },
  {
    title: { ja: `証跡（この${auditDays}日間）`, en: `Ledger (the last ${auditDays} days)` },
    permission: 'ledger.read',
    always: true,
    items: async act => {
      const from = addDays(dayInJapan(act.clock.now()), 1 - auditDays)
      const of = await numbers(
        database,
        act,
        `select ${audited.map((_, at) => `${countOfEvent(`$${at + 2}`)} as n${at}`).join(', ')}`,
        [from, ...audited.map(({ event }) => event)],
      )
      return audited.map(({ event, title, urgent }, at) => ({
        title,
        count: of(`n${at}`),
        path: `/ledger?event=${event}&from=${from}`,
        urgent,
      }))
    },
  },
  {
    title: { ja: 'APIの鍵', en: 'Keys for machines' },
    items: async act => [
      {
        title: { ja: 'あなたの承認を待つ鍵', en: 'Wait for your release' },
        count: await countReleasable({ database, roles }, act),
        path: '/machine-keys',
        urgent: true,
      },
    ],
  },
  {
    title: { ja: 'データ移行', en: 'Moving in' },
    permission: 'moving.read',
    items: async act => {
      const of = await numbers(
        database,
        act,
        `select (select count(*) from musubi.move) as moves, count(*) filter (where state = 'proposed') as proposed,
          count(*) filter (where state = 'stopped') as stopped from musubi.move_plan`,
        [],
      )
      return [
        { title: { ja: '移行', en: 'Moves' }, count: of('moves'), path: '/moving' },
        {
          title: { ja: '承認を待つ切替', en: 'Cut-overs that wait for approval' },
          count: of('proposed'),
          path: '/moving',
        },
        {
          title: { ja: '止まった切替', en: 'Cut-overs that stopped' },
          count: of('stopped'),
          path: '/moving',
          urgent: true,
        },
      ]
    },
  },
]
