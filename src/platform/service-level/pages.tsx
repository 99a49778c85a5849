import { addDays } from '../../base/calendar/days.ts'
import { type Clock, dayInJapan } from '../../base/clock.ts'
import { formatInteger } from '../../base/number.ts'
import { NotFoundError } from '../../base/problem.ts'
import { Buttons, LinkButton } from '../../ui/button.tsx'
import { href } from '../../ui/link.ts'
import { PageHeading, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { idOf } from '../access/pages/common.ts'
import { type Body, listBodies } from '../access/pages/organisation-choice.tsx'
import type { Sql } from '../database/connection.ts'
import { chartPolicy } from '../plan/echarts.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { MenuEntry, Route, RouteRequest } from '../routing/route.ts'
import { drawResponse } from './chart.ts'
import { classTitles, type ServiceClass } from './definition.ts'
import { maintenanceAnnounced, maintenanceWithdrawn } from './events.ts'
import { figuresCsv, figuresJson, type Line } from './files.ts'
import { maintenancePage, submitMaintenance } from './maintenance-page.tsx'
import { dayAfter, daysOf, isMonth, monthBefore } from './month.ts'
import { HowMeasured, MonthPage, ReachedTag, reached } from './month-page.tsx'
import { maintenancePath, ServiceTabs, servicePath, serviceTitle } from './paths.tsx'
import { announcePermission, readPermission, type ServiceLevelService } from './service.ts'
import { minutesText, monthTitle, msText, percentText } from './words.ts'

interface PageParts {
  readonly service: ServiceLevelService
  readonly app: Sql
  readonly clock: Clock
}

/** The month that is asked for, else this one. Months to come have no page. */
const monthAsked = (request: RouteRequest, clock: Clock): { readonly month: string; readonly now: string } => {
  const now = dayInJapan(clock.now()).slice(0, 7)
  const asked = request.query.get('month') ?? now
  if (!isMonth(asked) || asked > now) throw new NotFoundError('month')
  return { month: asked, now }
}

const bodiesFor = ({ app, service }: PageParts, request: RouteRequest): Promise<readonly Body[]> => {
  const act = request.act()
  return listBodies(app, id => service.seesAll(act) || id === act.actor.organisation)
}

const ofEveryone: readonly ServiceClass[] = ['public', 'entrance']

/** Every line that the actor sees: what the public gets, then the organisations. */
const linesOf = async (parts: PageParts, request: RouteRequest, month: string): Promise<readonly Line[]> => {
  const { service } = parts
  const act = request.act()
  const bodies = await bodiesFor(parts, request)
  const lastDay = addDays(daysOf(month).to, -1)
  const common = await Promise.all(
    ofEveryone.map(async (of): Promise<Line> => {
      const { figures, objective } = await service.month(act, service.operator, of, month)
      return { id: of, name: classTitles[of], class: of, figures, objective }
    }),
  )
  const figures = await service.ofOrganisations(
    bodies.map(one => one.id),
    month,
  )
  const own: Line[] = []
  for (const { id, name } of bodies) {
    const found = figures.get(id)
    if (found)
      own.push({ id, name, class: 'staff', figures: found, objective: await service.objective(id, 'staff', lastDay) })
  }
  return [...common, ...own]
}

const overview = async (parts: PageParts, request: RouteRequest): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const { month, now } = monthAsked(request, parts.clock)
  const lines = await linesOf(parts, request, month)
  const to = (path: string, text: string) => (
    <LinkButton language={language} path={path} look="secondary">
      {text}
    </LinkButton>
  )
  return {
    kind: 'page',
    title: serviceTitle,
    wide: true,
    body: (
      <>
        <PageHeading
          title={`${serviceTitle[language]}${ja ? '：' : ': '}${monthTitle(month)[language]}`}
          lead={
            ja
              ? '実際の要求から計測した、団体ごとの稼働率と応答です。'
              : 'Availability and response for each organisation, measured from real requests.'
          }
        >
          {to(`${servicePath}?month=${monthBefore(month)}`, ja ? '前の月' : 'Month before')}
          {month < now ? to(`${servicePath}?month=${dayAfter(month).slice(0, 7)}`, ja ? '次の月' : 'Next month') : null}
        </PageHeading>
        <ServiceTabs language={language} current="figures" />
        <Section title={ja ? '月の値' : 'Figures of the month'} id="figures">
          <Table
            language={language}
            caption={{ ja: '月の値', en: 'Figures of the month' }}
            captionHidden
            columns={[
              { title: { ja: '団体・区分', en: 'Organisation, class' } },
              { title: { ja: '稼働率', en: 'Availability' }, numeric: true },
              { title: { ja: '目標', en: 'Aim' }, numeric: true },
              { title: { ja: '使えなかった時間', en: 'Without service' }, numeric: true },
              { title: { ja: '要求', en: 'Requests' }, numeric: true },
              { title: { ja: '失敗', en: 'Failed' }, numeric: true },
              { title: { ja: '応答50％', en: 'Half' }, numeric: true },
              { title: { ja: '応答95％', en: '95 %' }, numeric: true },
              { title: { ja: '結果', en: 'Result' } },
            ]}
            rows={lines.map(({ id, name, figures, objective }) => {
              const met = reached(figures, objective)
              const all = [met.availability, met.response]
              const good = all.includes(false) ? false : all.includes(true) ? true : null
              return {
                tone: good === false ? ('warning' as const) : undefined,
                cells: [
                  <a href={href(language, `${servicePath}/${id}?month=${month}`)}>{name[language]}</a>,
                  percentText(figures.availability, language),
                  objective.availability === null ? '' : percentText(objective.availability, language),
                  minutesText(figures.downMinutes + figures.failedMinutes, language),
                  formatInteger(figures.requests),
                  formatInteger(figures.failed),
                  msText(figures.p50, language),
                  msText(figures.p95, language),
                  good === null ? '' : <ReachedTag good={good} language={language} />,
                ],
              }
            })}
          />
          <Buttons>
            {to(`${servicePath}/figures.csv?month=${month}`, ja ? 'CSVで受け取る' : 'CSV')}
            {to(`${servicePath}/figures.json?month=${month}`, ja ? 'JSONで受け取る' : 'JSON')}
          </Buttons>
          <HowMeasured language={language} />
        </Section>
      </>
    ),
  }
}

/** @throws NotFoundError for an organisation that the actor does not see */
const askedOne = async (parts: PageParts, request: RouteRequest) => {
  const who = request.params['who'] ?? ''
  const of = ofEveryone.find(one => one === who)
  if (of) return { of, id: parts.service.operator, name: classTitles[of] }
  const id = idOf(who)
  const found = (await bodiesFor(parts, request)).find(one => one.id === id)
  if (!found) throw new NotFoundError('organisation')
  return { of: 'staff' as const, id, name: found.name }
}

const onePage = async (parts: PageParts, request: RouteRequest): Promise<Outcome> => {
  const { month, now } = monthAsked(request, parts.clock)
  const { of, id, name } = await askedOne(parts, request)
  const view = await parts.service.month(request.act(), id, of, month)
  return {
    kind: 'page',
    title: name,
    crumbs: [{ title: serviceTitle, path: `${servicePath}?month=${month}` }, { title: name }],
    body: (
      <MonthPage
        view={view}
        of={of}
        name={name}
        month={month}
        path={`${servicePath}/${request.params['who'] ?? ''}`}
        before={monthBefore(month)}
        after={month < now ? dayAfter(month).slice(0, 7) : null}
        language={request.language}
      />
    ),
  }
}

const chart = async (parts: PageParts, request: RouteRequest): Promise<Outcome> => {
  const { month } = monthAsked(request, parts.clock)
  const { of, id } = await askedOne(parts, request)
  const { days, objective } = await parts.service.month(request.act(), id, of, month)
  return {
    kind: 'file',
    type: 'image/svg+xml',
    bytes: await drawResponse(days, objective.response, request.language),
    headers: chartPolicy,
  }
}

export const serviceLevelRoutes = (parts: PageParts): readonly Route[] => {
  const get = (path: string, handle: Route['handle']): Route => ({
    method: 'GET',
    path,
    zone: 'staff',
    access: { permission: readPermission },
    ledger: [],
    handle,
  })
  const announced = { method: 'POST', zone: 'staff', access: { permission: announcePermission } } as const
  return [
    get(servicePath, request => overview(parts, request)),
    get(`${servicePath}/figures.csv`, async request => {
      const { month } = monthAsked(request, parts.clock)
      return figuresCsv(month, await linesOf(parts, request, month), request.language)
    }),
    get(`${servicePath}/figures.json`, async request => {
      const { month } = monthAsked(request, parts.clock)
      return { kind: 'json', value: figuresJson(month, await linesOf(parts, request, month)) }
    }),
    get(maintenancePath, request => maintenancePage(parts.service, request, parts.clock.now())),
    {
      ...announced,
      path: maintenancePath,
      ledger: [maintenanceAnnounced],
      handle: request => submitMaintenance(parts.service, request, parts.clock.now()),
    },
    {
      ...announced,
      path: `${maintenancePath}/:id/withdraw`,
      ledger: [maintenanceWithdrawn],
      handle: async request => {
        await parts.service.withdraw(request.act(), idOf(request.params['id']))
        return {
          kind: 'redirect',
          to: maintenancePath,
          notice: { ja: '計画停止の予告を取り消しました。', en: 'The maintenance was withdrawn.' },
        }
      },
    },
    get(`${servicePath}/:who`, request => onePage(parts, request)),
    get(`${servicePath}/:who/chart.svg`, request => chart(parts, request)),
  ]
}

export const serviceLevelMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title: serviceTitle,
    path: servicePath,
    permission: readPermission,
    order: 935,
    management: 'running',
    text: {
      ja: '稼働率と応答、計画停止、利用量と上限を見ます。',
      en: 'Availability and response, maintenance, use and limits.',
    },
  },
]
