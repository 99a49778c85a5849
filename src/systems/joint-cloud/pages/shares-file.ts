import { dayInJapan } from '../../../base/clock.ts'
import { encodeText } from '../../../base/csv/encode.ts'
import { writeCsv } from '../../../base/csv/write.ts'
import { InputError } from '../../../base/problem.ts'
import { workbookBytes, workbookType } from '../../../base/workbook/write.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { type JointCloudConfiguration, municipalityName } from '../configuration.ts'
import { costs, groupOf, groupYear } from '../queries.ts'
import { perHead } from '../rules/split.ts'
import { fiscalYearTitle, splitProblemText } from './common.tsx'
import { yearAsked } from './group-page.tsx'

const headings = {
  ja: [
    '団体コード',
    '市町村',
    '人口',
    '利用量',
    '均等割（円）',
    '人口割（円）',
    '利用割（円）',
    '負担額（円）',
    '1人当たり（円）',
  ],
  en: [
    'Code',
    'Municipality',
    'Population',
    'Use',
    'Equal part (yen)',
    'By population (yen)',
    'By use (yen)',
    'Share (yen)',
    'A head (yen)',
  ],
} as const

type Cell = string | number | null

/** The table of shares as a file. @throws InputError while the costs cannot be split */
export const sharesFile =
  (format: 'csv' | 'xlsx') =>
  async (configuration: JointCloudConfiguration, services: Services, request: RouteRequest): Promise<Outcome> => {
    const { language } = request
    const act = request.act()
    const group = await groupOf(services, act, request.params['id'] ?? '')
    const years = [...new Set((await costs(services, act, group.id)).map(one => one.fiscalYear))]
    const asked = yearAsked(request, years, dayInJapan(services.clock.now()))
    const year = await groupYear(services, configuration, act, group, asked)
    const { split } = year
    if (!split.ok)
      throw new InputError(split.problems.map(problem => ({ message: splitProblemText(configuration, problem) })))
    const rows: readonly (readonly Cell[])[] = split.shares.map((share, at) => {
      const { population = null, use = null } = year.members[at] ?? {}
      return [
        share.id,
        municipalityName(configuration, share.id)[language],
        population,
        use,
        share.equal,
        share.population,
        share.use,
        share.total,
        perHead(share.total, population),
      ]
    })
    const name = `joint-cloud-shares-${asked}.${format}`
    if (format === 'csv') {
      const lines = [headings[language], ...rows.map(row => row.map(cell => (cell === null ? '' : String(cell))))]
      return {
        kind: 'file',
        type: 'text/csv; charset=utf-8',
        name,
        bytes: encodeText(writeCsv(lines), 'utf-8', { bom: true }).bytes,
      }
    }
    const bytes = await workbookBytes([
      {
        name: language === 'ja' ? '負担額' : 'Shares',
        widths: headings[language].map(() => 16),
        headings: 2,
        rows: [[`${group.name}　${fiscalYearTitle(asked)[language]}`], headings[language], ...rows],
      },
    ])
    return {
      kind: 'file',
      type: workbookType,
      name,
      bytes,
    }
  }
