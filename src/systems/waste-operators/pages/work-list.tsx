import type { Language } from '../../../base/bilingual.ts'
import { daysBetween } from '../../../base/calendar/days.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { NotFoundError } from '../../../base/problem.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Empty } from '../../../ui/empty.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { showPermitNumber } from '../codes/permit-number.ts'
import { allWindows, type WasteConfiguration } from '../configuration.ts'
import { expiryWindows, type WorkList, workList, workLists } from '../queries.ts'
import { findPermitKind } from '../registers/kinds.ts'
import { lastDayToApply } from '../rules/renewal.ts'
import { workListTitles } from './dashboard.tsx'
import { dashboardPath, permitPath, stepPath, workPath } from './paths.ts'

const most = 500

/** The step that an officer most likely takes from each list. */
const usualStep: Readonly<Record<WorkList, { readonly id: string; readonly ja: string; readonly en: string } | null>> =
  {
    expiring: { id: 'receive-renewal', ja: '更新申請を受け付ける', en: 'Receive renewal' },
    pending: { id: 'grant-renewal', ja: '更新を許可する', en: 'Grant renewal' },
    overdue: { id: 'abolish', ja: '廃止届を受け付ける', en: 'Enter giving up' },
    suspended: null,
  }

/** Days until a permit's date, or since. */
const daysLeft = (days: number, language: Language): string => {
  if (language === 'ja') return days < 0 ? `${-days}日経過` : `${days}日`
  return days < 0 ? `${-days} past` : String(days)
}

export const workListPage = async (
  configuration: WasteConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const list = workLists.find(one => one === request.params['list'])
  if (!list) throw new NotFoundError('work list')
  const asked = Number(request.query.get('days'))
  const days = expiryWindows.includes(asked) ? asked : 90
  const window = allWindows(configuration).find(({ id }) => id === request.query.get('office'))
  const office = window?.id ?? null
  const today = dayInJapan(services.clock.now())
  const rows = await workList(services, request.act(), {
    authority: configuration.authority,
    day: today,
    list,
    days,
    office,
    most,
  })
  const name = workListTitles[list]
  const step = usualStep[list]
  const where = window ? (ja ? `（${window.name.ja}）` : ` (${window.name.en})`) : ''
  return {
    kind: 'page',
    title: name,
    crumbs: [{ title: { ja: '許可事務', en: 'Work' }, path: dashboardPath }, { title: name }],
    wide: true,
    body: (
      <>
        <PageHeading title={`${name[language]}${where}`} />
        <Tabs
          language={language}
          label={{ ja: '一覧の種類', en: 'Lists' }}
          tabs={workLists.map(one => ({
            title: workListTitles[one],
            path: workPath(one, null, office),
            current: one === list,
          }))}
        />
        {list === 'expiring' ? (
          <Tabs
            language={language}
            label={{ ja: '期限までの日数', en: 'Days left' }}
            tabs={expiryWindows.map(one => ({
              title: { ja: `${one}日以内`, en: `Within ${one} days` },
              path: workPath(list, one, office),
              current: one === days,
            }))}
          />
        ) : null}
        <p class="result-count" role="status">
          {rows.length === most
            ? ja
              ? `期限の近い${most}件を表示しています。`
              : `The first ${most} are shown.`
            : ja
              ? `${rows.length}件`
              : `${rows.length} permits`}
        </p>
        {rows.length === 0 ? (
          <Empty title={ja ? '該当する許可はありません。' : 'There are none.'} />
        ) : (
          <Table
            language={language}
            caption={name}
            captionHidden
            columns={[
              { title: { ja: '許可番号', en: 'Number' } },
              { title: { ja: '氏名又は名称', en: 'Holder' } },
              { title: { ja: '業の種類', en: 'Kind' } },
              { title: { ja: '許可期限', en: 'Expires' } },
              {
                title:
                  list === 'pending'
                    ? { ja: '受付日', en: 'Received' }
                    : list === 'suspended'
                      ? { ja: '停止の終わり', en: 'Until' }
                      : { ja: '申請の最終日', en: 'Last day to apply' },
              },
              { title: { ja: '残り日数', en: 'Days left' }, numeric: true },
              { title: { ja: '次の手続', en: 'Next step' } },
            ]}
            rows={rows.map(row => ({
              ...(daysBetween(today, row.expiresOn) < 30 ? { tone: 'warning' as const } : {}),
              cells: [
                <>
                  <a href={href(language, permitPath(row.id))}>{showPermitNumber(row.permitNumber, row.tenDigits)}</a>
                  {row.sample ? <StatusTag tone="sample">{ja ? '見本' : 'Sample'}</StatusTag> : null}
                </>,
                row.holder,
                findPermitKind(row.kind)?.label[language] ?? row.kind,
                formatDay(row.expiresOn, language),
                list === 'pending'
                  ? row.renewalReceivedOn && formatDay(row.renewalReceivedOn, language)
                  : list === 'suspended'
                    ? row.suspendedTo && formatDay(row.suspendedTo, language)
                    : formatDay(lastDayToApply(row.expiresOn), language),
                daysLeft(daysBetween(today, row.expiresOn), language),
                step ? (
                  <a href={href(language, stepPath('waste_permit', row.id, step.id))}>{ja ? step.ja : step.en}</a>
                ) : (
                  ''
                ),
              ],
            }))}
          />
        )}
      </>
    ),
  }
}
