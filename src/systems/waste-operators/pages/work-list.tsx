import type { Language } from '../../../base/bilingual.ts'
import { daysBetween } from '../../../base/calendar/days.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { NotFoundError } from '../../../base/problem.ts'
import { maySomewhere } from '../../../platform/access/actor.ts'
import { proposalStates } from '../../../platform/registers/approval/proposal.ts'
import type { SeveralAct } from '../../../platform/registers/several/act.ts'
import { ChooseForm, Pick, severalPath } from '../../../platform/registers/several/choose.tsx'
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
import { expiryWindows, type WorkList, type WorkRow, workList, workLists } from '../queries.ts'
import { findPermitKind } from '../registers/kinds.ts'
import { lastDayToApply } from '../rules/renewal.ts'
import { wasteSeveral } from '../work/several.ts'
import { mostRows, readWorkList } from './next-due.ts'
import { dashboardPath, permitPath, stepPath, workListTitles, workPath, workTitle } from './paths.ts'
import { showDay } from './show-day.ts'

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

/** Acts on several that make sense on each list, the usual first; the others would be refused for every row. */
const severalSteps: Readonly<Record<WorkList, readonly string[]>> = {
  expiring: ['receive-renewal', 'remind'],
  pending: ['grant-renewal'],
  overdue: [],
  suspended: [],
}

const severalOf = (
  services: Services,
  configuration: WasteConfiguration,
  request: RouteRequest,
  list: WorkList,
): readonly SeveralAct[] => {
  const all = wasteSeveral(configuration)(services)
  return severalSteps[list]
    .flatMap(id => all.find(one => one.id === id) ?? [])
    .filter(one => maySomewhere(request.actor, one.permission))
}

interface WorkRowsProps {
  readonly request: RouteRequest
  readonly list: WorkList
  readonly rows: readonly WorkRow[]
  readonly today: string
  /** This page without a choice. */
  readonly here: string
  readonly acts: readonly SeveralAct[]
}

const WorkRows = ({ request, list, rows, today, here, acts }: WorkRowsProps) => {
  const { language } = request
  const ja = language === 'ja'
  const step = maySomewhere(request.actor, 'waste_permit.change') ? usualStep[list] : null
  const ticked = request.query.get('choose') === 'all'
  const table = (
    <Table
      language={language}
      caption={workListTitles[list]}
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
          <span class="picked">
            {acts.length ? (
              <Pick
                language={language}
                value={row.id}
                name={showPermitNumber(row.permitNumber, row.tenDigits)}
                checked={ticked && row.proposal === null}
              />
            ) : null}
            <span>
              <a href={href(language, permitPath(row.id))}>{showPermitNumber(row.permitNumber, row.tenDigits)}</a>
              {row.sample ? <StatusTag tone="sample">{ja ? '見本' : 'Sample'}</StatusTag> : null}
            </span>
          </span>,
          row.holder,
          findPermitKind(row.kind)?.label[language] ?? row.kind,
          showDay(row.expiresOn, language),
          list === 'pending'
            ? row.renewalReceivedOn && showDay(row.renewalReceivedOn, language)
            : list === 'suspended'
              ? row.suspendedTo && showDay(row.suspendedTo, language)
              : showDay(lastDayToApply(row.expiresOn), language),
          daysLeft(daysBetween(today, row.expiresOn), language),
          row.proposal ? (
            <a href={href(language, `/proposals/${row.proposal.id}`)}>{proposalStates[row.proposal.state][language]}</a>
          ) : step ? (
            <a href={href(language, `${stepPath('waste_permit', row.id, step.id)}?from=${encodeURIComponent(here)}`)}>
              {ja ? step.ja : step.en}
            </a>
          ) : (
            ''
          ),
        ],
      }))}
    />
  )
  if (acts.length === 0) return table
  return (
    <ChooseForm
      language={language}
      csrf={request.csrf}
      from={here}
      label={{ ja: 'まとめて手続をする許可', en: 'Permits to work on together' }}
      all={`${here}${here.includes('?') ? '&' : '?'}choose=all`}
      none={here}
      acts={acts.map(one => ({ path: severalPath(one), title: one.title }))}
    >
      {table}
    </ChooseForm>
  )
}

export const workListPage = async (
  configuration: WasteConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const asked = readWorkList(configuration, request.params['list'], request.query)
  if (!asked) throw new NotFoundError('work list')
  const { list, days, office } = asked
  const window = allWindows(configuration).find(({ id }) => id === office)
  const today = dayInJapan(services.clock.now())
  const rows = await workList(services, request.act(), {
    authority: configuration.authority,
    day: today,
    list,
    days,
    office,
    most: mostRows,
  })
  const name = workListTitles[list]
  const where = window ? (ja ? `（${window.name.ja}）` : ` (${window.name.en})`) : ''
  return {
    kind: 'page',
    title: name,
    crumbs: [{ title: workTitle, path: dashboardPath }, { title: name }],
    wide: true,
    scripts: ['choose'],
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
          {rows.length === mostRows
            ? ja
              ? `期限の近い${mostRows}件を表示しています。`
              : `The first ${mostRows} are shown.`
            : ja
              ? `${rows.length}件`
              : `${rows.length} permits`}
        </p>
        {rows.length === 0 ? (
          <Empty title={ja ? '該当する許可はありません。' : 'There are none.'} />
        ) : (
          <WorkRows
            request={request}
            list={list}
            rows={rows}
            today={today}
            here={workPath(list, list === 'expiring' ? days : null, office)}
            acts={severalOf(services, configuration, request, list)}
          />
        )}
      </>
    ),
  }
}
