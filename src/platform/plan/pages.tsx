import { InputError, NotFoundError, type Problem } from '../../base/problem.ts'
import type { RegionDefinition } from '../region.ts'
import type { Crumb, Outcome } from '../routing/outcome.ts'
import type { FormInput, MenuEntry, Route } from '../routing/route.ts'
import { drawChart } from './chart.ts'
import { chartPolicy } from './echarts.ts'
import { planPermission, type StatisticInput, type SuccessorInput } from './entry.ts'
import { statisticEntered, successorEntered } from './events.ts'
import { MeasurePage } from './measure-page.tsx'
import type { PlanService } from './service.ts'
import { StatisticsPage, SuccessorsPage, statisticsTitle, successorsTitle } from './staff-page.tsx'
import { TreePage } from './tree-page.tsx'

export interface PlanPages {
  readonly region: RegionDefinition
  readonly plan: PlanService
}

export const planMenu: readonly MenuEntry[] = [
  { zone: 'public', title: { ja: '計画', en: 'The plan' }, path: '/plan', order: 80 },
  {
    zone: 'staff',
    title: { ja: '計画の統計値', en: 'Plan statistics' },
    path: '/plan/statistics',
    permission: planPermission,
    order: 80,
  },
]

const chartHeaders = { ...chartPolicy, 'cache-control': 'public, max-age=60' }

export const planRoutes = (pages: PlanPages): readonly Route[] => [...publicRoutes(pages), ...staffRoutes(pages)]

const publicRoutes = ({ region, plan }: PlanPages): readonly Route[] => {
  const planCrumb: Crumb = { title: region.plan.title, path: '/plan' }
  return [
    {
      method: 'GET',
      path: '/plan',
      zone: 'public',
      access: 'everyone',
      ledger: [],
      handle: async ({ language, query }): Promise<Outcome> => ({
        kind: 'page',
        title: region.plan.title,
        crumbs: [{ title: region.plan.title }],
        wide: true,
        body: <TreePage language={language} plan={region.plan} views={await plan.overview()} query={query} />,
      }),
    },
    {
      method: 'GET',
      path: '/plan/:id',
      zone: 'public',
      access: 'everyone',
      ledger: [],
      handle: async ({ language, params }): Promise<Outcome> => {
        const view = await plan.measure(params.id ?? '')
        return {
          kind: 'page',
          title: view.measure.title,
          crumbs: [planCrumb, { title: view.measure.title }],
          body: <MeasurePage language={language} view={view} />,
        }
      },
    },
    {
      method: 'GET',
      path: '/plan/:id/chart.svg',
      zone: 'public',
      access: 'everyone',
      ledger: [],
      handle: async ({ language, params }): Promise<Outcome> => {
        const { measure, points } = await plan.measure(params.id ?? '')
        if (!measure.indicator || points.length === 0) throw new NotFoundError(`chart of ${measure.id}`)
        const svg = await drawChart(measure.indicator, points, language)
        return { kind: 'file', type: 'image/svg+xml', bytes: svg, headers: chartHeaders }
      },
    },
  ]
}

const first = (form: FormInput, name: string): string => form.values[name]?.[0] ?? ''

/** Runs the change; what was typed wrong comes back as problems instead of an error. */
const problemsOf = async (change: Promise<void>): Promise<readonly Problem[]> => {
  try {
    await change
    return []
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
}

const staffRoutes = ({ region, plan }: PlanPages): readonly Route[] => [
  {
    method: 'GET',
    path: '/plan/statistics',
    zone: 'staff',
    access: { permission: planPermission },
    ledger: [],
    handle: async ({ language, csrf }): Promise<Outcome> => ({
      kind: 'page',
      title: statisticsTitle,
      crumbs: [{ title: statisticsTitle }],
      body: <StatisticsPage language={language} csrf={csrf} region={region} rows={await plan.statistics()} />,
    }),
  },
  {
    method: 'POST',
    path: '/plan/statistics',
    zone: 'staff',
    access: { permission: planPermission },
    ledger: [statisticEntered],
    handle: async (request): Promise<Outcome> => {
      const form = await request.form()
      const typed: StatisticInput = {
        measure: first(form, 'measure'),
        day: first(form, 'day'),
        value: first(form, 'value'),
        source: first(form, 'source'),
        sourceUrl: first(form, 'sourceUrl'),
      }
      const problems = await problemsOf(plan.enterStatistic(request.act(), typed))
      if (problems.length === 0)
        return { kind: 'redirect', to: '/plan/statistics', notice: { ja: '入力しました。', en: 'Entered.' } }
      const { language, csrf } = request
      return {
        kind: 'page',
        status: 422,
        title: statisticsTitle,
        crumbs: [{ title: statisticsTitle }],
        body: (
          <StatisticsPage
            language={language}
            csrf={csrf}
            region={region}
            rows={await plan.statistics()}
            typed={typed}
            problems={problems}
          />
        ),
      }
    },
  },
  {
    method: 'GET',
    path: '/plan/departments',
    zone: 'staff',
    access: { permission: planPermission },
    ledger: [],
    handle: async ({ language, csrf }): Promise<Outcome> => ({
      kind: 'page',
      title: successorsTitle,
      crumbs: [{ title: successorsTitle }],
      body: <SuccessorsPage language={language} csrf={csrf} region={region} rows={await plan.successors()} />,
    }),
  },
  {
    method: 'POST',
    path: '/plan/departments',
    zone: 'staff',
    access: { permission: planPermission },
    ledger: [successorEntered],
    handle: async (request): Promise<Outcome> => {
      const form = await request.form()
      const typed: SuccessorInput = {
        department: first(form, 'department'),
        from: first(form, 'from'),
        nameJa: first(form, 'nameJa'),
        nameEn: first(form, 'nameEn'),
        source: first(form, 'source'),
      }
      const problems = await problemsOf(plan.enterSuccessor(request.act(), typed))
      if (problems.length === 0)
        return { kind: 'redirect', to: '/plan/departments', notice: { ja: '入力しました。', en: 'Entered.' } }
      const { language, csrf } = request
      return {
        kind: 'page',
        status: 422,
        title: successorsTitle,
        crumbs: [{ title: successorsTitle }],
        body: (
          <SuccessorsPage
            language={language}
            csrf={csrf}
            region={region}
            rows={await plan.successors()}
            typed={typed}
            problems={problems}
          />
        ),
      }
    },
  },
]
