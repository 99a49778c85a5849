import { describe, expect, test } from 'vitest'
import type { Language } from '../../src/base/bilingual.ts'
import { fixedClock } from '../../src/base/clock.ts'
import { InputError, NotFoundError } from '../../src/base/problem.ts'
import type { Actor } from '../../src/platform/access/actor.ts'
import { aboutRoutes } from '../../src/platform/plan/about.tsx'
import { frontRoute } from '../../src/platform/plan/front.tsx'
import { placedMeasures } from '../../src/platform/plan/measure.ts'
import { planRoutes } from '../../src/platform/plan/pages.tsx'
import type { PlanService } from '../../src/platform/plan/service.ts'
import type { MeasureView } from '../../src/platform/plan/view.ts'
import type { Outcome } from '../../src/platform/routing/outcome.ts'
import type { Route, RouteRequest } from '../../src/platform/routing/route.ts'
import { region } from '../../src/regions/miyagi/index.ts'

const visitor: Actor = {
  kind: 'visitor',
  person: null,
  name: '',
  organisation: '',
  tenants: [],
  permissions: new Set(),
}
const clock = fixedClock('2026-11-22T03:00:00Z')

const request = (language: Language, path: string, form: Record<string, string> = {}): RouteRequest => {
  const url = new URL(path, 'https://musubi.example')
  return {
    method: 'GET',
    path: url.pathname,
    params: { id: url.pathname.split('/')[2] ?? '' },
    query: url.searchParams,
    language,
    zone: 'public',
    actor: visitor,
    csrf: 'csrf-mark',
    headers: new Headers(),
    origin: url.origin,
    act: () => ({ actor: visitor, clock, language }),
    form: async () => ({ values: Object.fromEntries(Object.entries(form).map(([k, v]) => [k, [v]])), files: {} }),
    json: async () => null,
    bytes: async () => new Uint8Array(),
  }
}

const department = (id: string) => {
  const found = region.departments.find(one => one.id === id)
  if (!found) throw new Error(id)
  return { department: found }
}

const views: readonly MeasureView[] = placedMeasures(region.plan).map(placed => {
  const base = { ...placed, departments: placed.measure.departments.map(department), systems: [], points: [] }
  if (placed.measure.id === '3-1-5')
    return {
      ...base,
      state: 'sample',
      systems: [{ title: { ja: '産業廃棄物処理業者', en: 'Waste operators' }, open: '/waste/permits' }],
      figures: 'records',
      points: [
        { day: '2026-03-31', value: null, sample: 4990 },
        { day: '2026-11-22', value: 0, sample: 5000, today: true },
      ],
    }
  if (placed.measure.id === '5-1-1')
    return {
      ...base,
      state: 'missing',
      figures: 'statistic',
      points: [{ day: '2012-03-31', value: 2740, sample: null, source: { name: '経済センサス<2012>', url: null } }],
    }
  return { ...base, state: 'missing' }
})

const plan: PlanService = {
  overview: async () => views,
  measure: async id => {
    const found = views.find(view => view.measure.id === id)
    if (!found) throw new NotFoundError(id)
    return found
  },
  statistics: async () => [],
  successors: async () => [],
  enterStatistic: async () => {
    throw new InputError([{ field: 'day', message: { ja: '日付の誤りです。', en: 'Wrong day.' } }])
  },
  enterSuccessor: async () => {},
}

const routes = [
  ...planRoutes({ region, plan }),
  ...aboutRoutes({ region }),
  frontRoute({
    region,
    plan,
    search: '/search',
    tasks: [
      { title: { ja: '業者をさがす', en: 'Find an operator' }, path: '/waste', text: { ja: '許可', en: 'Permits' } },
    ],
  }),
]
const route = (method: string, path: string): Route => {
  const found = routes.find(one => one.method === method && one.path === path)
  if (!found) throw new Error(`${method} ${path}`)
  return found
}
const call = async (pattern: string, language: Language, path = pattern): Promise<Outcome> =>
  await route('GET', pattern).handle(request(language, path))

const html = async (outcome: Outcome): Promise<string> => {
  if (outcome.kind !== 'page') throw new Error(outcome.kind)
  return String(await outcome.body)
}

const numbersIn = (page: string): string[] => [...page.matchAll(/id="m-([^"]+)"/g)].map(match => match[1] ?? '')

describe('/plan', () => {
  test('shows all 56 entries under their numbers, in the plan’s order', async () => {
    const page = await html(await call('/plan', 'ja'))
    expect(numbersIn(page)).toEqual(placedMeasures(region.plan).map(({ measure }) => measure.id))
  })

  test('a card has the plan’s layout: purpose, actor, department, bar, baseline → target, today', async () => {
    const page = await html(await call('/plan', 'ja'))
    const card = page.slice(page.indexOf('id="m-3-1-5"'), page.indexOf('id="m-3-1-6"'))
    for (const text of [
      '産業廃棄物処理業等管理システムの導入',
      '約4,000事業者，約1,000施設',
      '循環型社会推進課',
      'システム，情報発信',
      '～H25',
      '現状値（26年3月末）',
      '0件',
      '目標値（28年度末）',
      '5,000件',
      '今日（2026年11月22日）',
      '見本の記録（上の値に含みません）',
      'href="/waste/permits"',
      '産業廃棄物処理業者を開く',
    ])
      expect(card).toContain(text)
    expect(card).toMatch(/status-sample">見本</)
  })

  test('in English, with links under /en', async () => {
    const page = await html(await call('/plan', 'en'))
    expect(page).toContain('Open Waste operators')
    expect(page).toContain('href="/en/waste/permits"')
    expect(page).toContain('href="/en/plan/3-1-5"')
    expect(page).not.toContain('を開く')
  })

  test('filters by field, role and state are links that add up, and tell how many they would show', async () => {
    const shown = async (query: string) => numbersIn(await html(await call('/plan', 'ja', `/plan?${query}`)))
    expect((await shown('field=2')).every(id => id.startsWith('2-'))).toBe(true)
    expect(await shown('state=sample')).toEqual(['3-1-5'])
    expect(await shown('role=connect')).toEqual(['2-3-1', '2-3-2', '2-3-T2', '5-4-2'])
    expect(await shown('role=connect&field=5')).toEqual(['5-4-2'])
    const page = await html(await call('/plan', 'ja', '/plan?role=connect&x=1'))
    expect(page).toContain('href="/plan?role=connect&amp;field=5"')
    expect(page).not.toContain('x=1')
    expect(page).toMatch(/field=5"[^>]*>5 経済・商工・観光・雇用 <span class="count">1</)
  })

  test('an empty result says so and leads back', async () => {
    const page = await html(await call('/plan', 'ja', '/plan?state=running'))
    expect(page).toContain('あてはまる取組はありません。')
    expect(numbersIn(page)).toEqual([])
  })
})

describe('/plan/:id', () => {
  test('history as table and chart; the sample has a column of its own', async () => {
    const page = await html(await call('/plan/:id', 'ja', '/plan/3-1-5'))
    expect(page).toContain('src="/plan/3-1-5/chart.svg"')
    expect(page).toContain('令和7年度末')
    expect(page).toContain('4,990件')
    expect(page).toContain('見本の記録')
    expect(page).toContain('ここ（Musubi）で運用します')
  })

  test('a statistic shows its source, escaped', async () => {
    const page = await html(await call('/plan/:id', 'en', '/plan/5-1-1'))
    expect(page).toContain('経済センサス&lt;2012&gt;')
    expect(page).toContain('2,740 100 million yen')
    expect(page).not.toContain('Sample records</th>')
  })

  test('what the plan does not say is not invented', async () => {
    const page = await html(await call('/plan/:id', 'ja', '/plan/2-3-T2'))
    expect(page).toContain('計画に記載なし')
    expect(page).toContain('計画のトピックスにあるシステム')
    expect(page).not.toContain('plan-bar')
    expect(page).not.toContain('指標の推移')
  })

  test('an unknown number is not found', async () => {
    await expect(call('/plan/:id', 'ja', '/plan/9-9-9')).rejects.toThrow(NotFoundError)
  })

  test('the chart is an image of its own; without figures there is none', async () => {
    const chart = await call('/plan/:id/chart.svg', 'ja', '/plan/3-1-5/chart.svg')
    expect(chart).toMatchObject({ kind: 'file', type: 'image/svg+xml' })
    await expect(call('/plan/:id/chart.svg', 'ja', '/plan/3-1-6/chart.svg')).rejects.toThrow(NotFoundError)
  })
})

describe('staff pages', () => {
  test('all of them ask for plan.edit and lie in the government network', () => {
    const staff = routes.filter(one => one.zone === 'staff')
    expect(staff.map(one => `${one.method} ${one.path}`)).toEqual([
      'GET /plan/statistics',
      'POST /plan/statistics',
      'GET /plan/departments',
      'POST /plan/departments',
    ])
    for (const one of staff) expect(one.access).toEqual({ permission: 'plan.edit' })
  })

  test('a wrong entry comes back with what was typed, the error on top and at the field', async () => {
    const outcome = await route('POST', '/plan/statistics').handle(
      request('ja', '/plan/statistics', { measure: '5-1-1', day: 'きのう', value: '2800', source: '調査' }),
    )
    expect(outcome).toMatchObject({ kind: 'page', status: 422 })
    const page = await html(outcome)
    expect(page).toContain('value="きのう"')
    expect(page).toContain('href="#field-day"')
    expect(page.match(/日付の誤りです。/g)).toHaveLength(2)
    expect(page).toContain('value="csrf-mark"')
  })

  test('a right entry redirects with a notice', async () => {
    const outcome = await route('POST', '/plan/departments').handle(request('en', '/plan/departments'))
    expect(outcome).toMatchObject({ kind: 'redirect', to: '/plan/departments', notice: { en: 'Entered.' } })
  })

  test('only entries with an external statistic can be chosen', async () => {
    const page = await html(await call('/plan/statistics', 'ja'))
    expect([...page.matchAll(/<option value="([^"]+)"/g)].map(match => match[1])).toEqual(['4-1-3', '5-1-1'])
  })
})

describe('the front page and what it leads to', () => {
  test.each(['ja', 'en'] as const)('/ in %s: one sentence, tasks, search, fields', async language => {
    const page = await html(await call('/', language))
    const prefix = language === 'ja' ? '' : '/en'
    expect(page).toContain(`href="${prefix}/waste"`)
    expect(page).toContain(`action="${prefix}/search"`)
    for (const field of region.plan.fields) expect(page).toContain(`href="${prefix}/plan?field=${field.id}"`)
    expect(page).toContain(language === 'ja' ? '県内の市町村が一緒に使う公共システムです' : 'The public systems that')
    expect(page.match(/<h1/g)).toHaveLength(1)
  })

  test('/about tells the promises, the samples and the licence', async () => {
    const page = await html(await call('/about', 'ja'))
    for (const text of ['失いません', 'だれが見たか', '見本', 'MITライセンス']) expect(page).toContain(text)
    expect(await html(await call('/about', 'en'))).toContain('Nothing acknowledged is ever lost')
  })

  test('/accessibility names the standards, claims no conformance, marks the contact as sample', async () => {
    const page = await html(await call('/accessibility', 'ja'))
    for (const text of ['JIS X 8341-3:2016', 'WCAG 2.2', '表明はしていません', '連絡先（見本）'])
      expect(page).toContain(text)
  })
})
