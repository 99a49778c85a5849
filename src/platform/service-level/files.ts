import type { Language } from '../../base/bilingual.ts'
import { encodeText } from '../../base/csv/encode.ts'
import { writeFormulas } from '../../base/csv/formula.ts'
import { writeCsv } from '../../base/csv/write.ts'
import type { Json } from '../../base/json.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { Figures } from './month.ts'
import type { Objective } from './service.ts'

/** Figures of one line of the overview. */
export interface Line {
  readonly id: string
  readonly name: { readonly ja: string; readonly en: string }
  readonly class: string
  readonly figures: Figures
  readonly objective: Objective
}

const headings: Readonly<Record<Language, readonly string[]>> = {
  ja: [
    '月',
    '区分',
    '団体',
    '稼働率（％）',
    '稼働率の目標（％）',
    '応答50％（ミリ秒以内）',
    '応答95％（ミリ秒以内）',
    '応答の目標（ミリ秒）',
    '要求',
    '失敗した要求',
    '対象時間（分）',
    '止まっていた時間（分）',
    '失敗の割合の合計（分）',
    '計画停止（分）',
  ],
  en: [
    'Month',
    'Class',
    'Organisation',
    'Availability (%)',
    'Availability aimed at (%)',
    'Half of the requests within (ms)',
    '95 % of the requests within (ms)',
    'Response aimed at (ms)',
    'Requests',
    'Failed requests',
    'Service time (min)',
    'Outages (min)',
    'Shares of failed requests (min)',
    'Maintenance (min)',
  ],
}

const rounded = (value: number | null, digits: number): number | null =>
  value === null || !Number.isFinite(value) ? null : Math.floor(value * 10 ** digits + 1e-6) / 10 ** digits

const cells = (month: string, { name, class: of, figures, objective }: Line, language: Language) => [
  month,
  of,
  name[language],
  rounded(figures.availability, 3),
  objective.availability,
  // Beyond the last bound there is none.
  figures.p50 === Number.POSITIVE_INFINITY ? '>10000' : figures.p50,
  figures.p95 === Number.POSITIVE_INFINITY ? '>10000' : figures.p95,
  objective.response,
  figures.requests,
  figures.failed,
  rounded(figures.serviceMinutes, 2),
  rounded(figures.downMinutes, 2),
  rounded(figures.failedMinutes, 2),
  rounded(figures.maintenanceMinutes, 2),
]

export const figuresCsv = (month: string, lines: readonly Line[], language: Language): Outcome => ({
  kind: 'file',
  type: 'text/csv; charset=utf-8',
  name: `service-level-${month}.csv`,
  bytes: encodeText(
    writeCsv([
      headings[language],
      // An organisation's name is typed by its own people, and read here by others'.
      ...lines.map(line =>
        cells(month, line, language).map(cell =>
          typeof cell === 'string' ? writeFormulas(cell, 'guard') : String(cell ?? ''),
        ),
      ),
    ]),
    'utf-8',
    { bom: true },
  ).bytes,
})

/** Null where nothing was measured, or where it is beyond the last bound (`p95` null with requests). */
export const figuresJson = (month: string, lines: readonly Line[]): Json => ({
  month,
  figures: lines.map(({ id, name, class: of, figures, objective }) => ({
    organisation: id,
    name: { ja: name.ja, en: name.en },
    class: of,
    availabilityPercent: rounded(figures.availability, 3),
    halfWithinMs: rounded(figures.p50, 0),
    p95WithinMs: rounded(figures.p95, 0),
    requests: figures.requests,
    failed: figures.failed,
    serviceMinutes: rounded(figures.serviceMinutes, 2),
    outageMinutes: rounded(figures.downMinutes, 2),
    failedMinutes: rounded(figures.failedMinutes, 2),
    maintenanceMinutes: rounded(figures.maintenanceMinutes, 2),
    objective: { availabilityPercent: objective.availability, p95Ms: objective.response },
  })),
})
