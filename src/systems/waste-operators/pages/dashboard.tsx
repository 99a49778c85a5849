import type { Bilingual } from '../../../base/bilingual.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { may } from '../../../platform/access/actor.ts'
import { permission } from '../../../platform/registers/visibility.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Details } from '../../../ui/details.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { Figures, PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import { authorityName } from '../codes/authorities.ts'
import { allWindows, type WasteConfiguration } from '../configuration.ts'
import { countsByOffice, expiryWindows, openRevocations, type WorkList } from '../queries.ts'
import { wasteRegisters } from '../registers/index.ts'
import { permitPath, rulesPath, workListTitles, workPath, workTitle } from './paths.ts'
import { showDay } from './show-day.ts'

/** Alerts in sight; the rest is folded, so that the counts by office stay near the top. */
const shownAlerts = 5

const title: Bilingual = { ja: '産業廃棄物処理業の許可事務', en: 'Waste permits: work' }

/** What waits, by office: each number leads to its list. */
export const dashboard = async (
  configuration: WasteConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const today = dayInJapan(services.clock.now())
  const [counts, alerts] = await Promise.all([
    countsByOffice(services, act, configuration.authority, today),
    openRevocations(services, act, today),
  ])
  const total = (of: (row: (typeof counts)[number]) => number) => counts.reduce((sum, row) => sum + of(row), 0)
  const link = (count: number, list: WorkList, days: number | null, office: string | null) =>
    count === 0 ? '0' : <a href={href(language, workPath(list, days, office))}>{count.toLocaleString('en')}</a>
  const windows = allWindows(configuration)
  const columns = [
    { title: { ja: '窓口', en: 'Office' } },
    ...expiryWindows.map(days => ({ title: { ja: `${days}日以内に期限`, en: `Within ${days} days` }, numeric: true })),
    { title: workListTitles.pending, numeric: true },
    { title: workListTitles.overdue, numeric: true },
    { title: workListTitles.suspended, numeric: true },
  ]
  const cells = (
    name: string,
    office: string | null,
    of: (pick: (row: (typeof counts)[number]) => number) => number,
  ) => [
    name,
    ...expiryWindows.map((days, at) =>
      link(
        of(row => row.expiring[at] ?? 0),
        'expiring',
        days,
        office,
      ),
    ),
    link(
      of(row => row.pending),
      'pending',
      null,
      office,
    ),
    link(
      of(row => row.overdue),
      'overdue',
      null,
      office,
    ),
    link(
      of(row => row.suspended),
      'suspended',
      null,
      office,
    ),
  ]
  const alertTable = (some: typeof alerts) => (
    <Table
      language={language}
      caption={{
        ja: '同じ業者のほかの許可が有効な取消し',
        en: 'Revocations whose holder has other standing permits',
      }}
      columns={[
        { title: { ja: '業者', en: 'Operator' } },
        { title: { ja: '取り消した行政庁', en: 'Revoked by' } },
        { title: { ja: '取消年月日', en: 'On' } },
        { title: { ja: '有効なほかの許可', en: 'Other standing permits' } },
      ]}
      rows={some.map(alert => ({
        tone: 'warning' as const,
        cells: [
          <>
            <a href={href(language, `/registers/waste_action/${alert.action}`)}>
              <Words text={alert.operatorName} />
            </a>
            {alert.sample ? <StatusTag tone="sample">{ja ? '見本' : 'Sample'}</StatusTag> : null}
          </>,
          authorityName(alert.authority)[language],
          showDay(alert.decidedOn, language),
          <ul>
            {alert.permits.map(permit => (
              <li>
                <a href={href(language, permitPath(permit.id))}>{permit.permitNumber}</a>{' '}
                {authorityName(permit.authority)[language]}
              </li>
            ))}
          </ul>,
        ],
      }))}
    />
  )
  const sample = total(row => row.sample)
  return {
    kind: 'page',
    title,
    crumbs: [{ title: workTitle }],
    wide: true,
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={ja ? `${showDay(today, 'ja')}現在` : `As of ${showDay(today, 'en')}`}
        />
        {sample > 0 ? (
          <Notice tone="info">
            {ja
              ? `見本の許可${sample.toLocaleString('en')}件を含みます。`
              : `${sample.toLocaleString('en')} sample permits are included.`}
          </Notice>
        ) : null}
        <Figures
          items={[
            {
              label: ja ? '30日以内に期限' : 'Within 30 days',
              value: total(row => row.expiring[0] ?? 0).toLocaleString('en'),
              unit: ja ? '件' : '',
            },
            {
              label: workListTitles.pending[language],
              value: total(row => row.pending).toLocaleString('en'),
              unit: ja ? '件' : '',
            },
            {
              label: workListTitles.overdue[language],
              value: total(row => row.overdue).toLocaleString('en'),
              unit: ja ? '件' : '',
            },
            { label: ja ? '警告' : 'Alerts', value: String(alerts.length), unit: ja ? '件' : '' },
          ]}
        />
        <Section title={ja ? '警告：許可の取消し' : 'Alerts: revocations'} id="alerts">
          {alerts.length === 0 ? (
            <Empty title={ja ? '確認を待つ取消しはありません。' : 'No revocation waits.'} />
          ) : (
            <>
              {alertTable(alerts.slice(0, shownAlerts))}
              {alerts.length > shownAlerts ? (
                <Details summary={ja ? `ほか${alerts.length - shownAlerts}件` : `${alerts.length - shownAlerts} more`}>
                  {alertTable(alerts.slice(shownAlerts))}
                </Details>
              ) : null}
            </>
          )}
        </Section>
        <Section title={ja ? '窓口別の件数' : 'By office'}>
          <Table
            language={language}
            caption={{ ja: '窓口別の件数（数字から一覧へ）', en: 'Counts by office; each leads to its list' }}
            columns={columns}
            rows={[
              { cells: cells(ja ? '合計' : 'Total', null, total) },
              ...counts.map(row => ({
                cells: cells(
                  windows.find(({ id }) => id === row.office)?.name[language] ?? row.office,
                  row.office,
                  pick => pick(row),
                ),
              })),
            ]}
          />
        </Section>
        <Section title={ja ? '台帳' : 'Registers'}>
          <ul>
            {wasteRegisters(configuration)
              .filter(({ id }) => may(request.actor, permission(id, 'read')))
              .map(({ id, title: name }) => (
                <li>
                  <a href={href(language, `/registers/${id}`)}>{name[language]}</a>
                </li>
              ))}
            <li>
              <a href={href(language, rulesPath)}>{ja ? '使っている規則と根拠' : 'Rules and their sources'}</a>
            </li>
          </ul>
        </Section>
      </>
    ),
  }
}
