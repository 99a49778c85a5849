import type { Bilingual, Language } from '../../base/bilingual.ts'
import { fiscalYear, nameOfFiscalYear } from '../../base/calendar/fiscal.ts'
import { formatDay, formatMonth } from '../../base/calendar/wareki.ts'
import type { StatusTone } from '../../ui/tag.tsx'
import type { IndicatorKind } from './definition.ts'
import type { MeasureBasis, MeasureIndicator, MeasureMark, MeasureNature, MeasureRole, PlanFigure } from './measure.ts'
import type { IndicatorPoint, MeasureState } from './view.ts'

export const states: Readonly<Record<MeasureState, { name: Bilingual; means: Bilingual; tone: StatusTone }>> = {
  running: {
    name: { ja: '稼働', en: 'Running' },
    means: { ja: '実際の記録があります。', en: 'It holds real records.' },
    tone: 'good',
  },
  sample: {
    name: { ja: '見本', en: 'Sample' },
    means: {
      ja: 'システムは動いていますが、入っているのは見本の記録だけです。',
      en: 'The system works, but all its records are samples.',
    },
    tone: 'sample',
  },
  ready: {
    name: { ja: '記録待ち', en: 'Ready' },
    means: { ja: 'システムは動いていますが、記録はまだありません。', en: 'The system works and holds no records yet.' },
    tone: 'waiting',
  },
  missing: {
    name: { ja: '未実装', en: 'Not yet' },
    means: { ja: 'この取組のシステムはまだありません。', en: 'There is no system for this entry yet.' },
    tone: 'neutral',
  },
}

export const roles: Readonly<Record<MeasureRole, { name: Bilingual; means: Bilingual }>> = {
  run: {
    name: { ja: 'システム本体', en: 'The system itself' },
    means: {
      ja: 'この取組のシステムを、ここ（Musubi）で運用します。',
      en: 'Musubi is the system of this entry.',
    },
  },
  connect: {
    name: { ja: '外部システムとの接続', en: 'Connection to another system' },
    means: {
      ja: 'システム本体は国などが運用しています。ここ（Musubi）は県と市町村の側の窓口として接続します。',
      en: 'The system is run by the national government or a partner. Musubi is the prefecture’s and municipalities’ side of it.',
    },
  },
  manage: {
    name: { ja: '事業の事務', en: 'Work of a programme' },
    means: {
      ja: '事業に必要な申請、講座、派遣、交付、実績などの事務を、ここ（Musubi）で行います。',
      en: 'Musubi carries the programme’s work: applications, courses, dispatch, grants and results.',
    },
  },
}

export const marks: Readonly<Record<MeasureMark, Bilingual>> = {
  new: { ja: '新', en: 'New' },
  continuing: { ja: '継続', en: 'Continuing' },
  rebuild: { ja: '再構築', en: 'Rebuilt' },
}

export const natures: Readonly<Record<MeasureNature, Bilingual>> = {
  system: { ja: 'システム', en: 'System' },
  information: { ja: '情報発信', en: 'Information' },
  other: { ja: 'その他', en: 'Other' },
  web: { ja: 'ウェブ', en: 'Website' },
  newsletter: { ja: 'メルマガ', en: 'Newsletter' },
  blog: { ja: 'ブログ', en: 'Blog' },
}

export const bases: Readonly<Record<MeasureBasis, Bilingual>> = {
  measure: { ja: '取組', en: 'Measure' },
  site: { ja: '情報発信サイト等', en: 'Information site' },
  text: { ja: '計画本文にあるシステム', en: 'System named in the plan’s text' },
  topic: { ja: '計画のトピックスにあるシステム', en: 'System named in a topic of the plan' },
}

export const kinds: Readonly<Record<IndicatorKind, Bilingual>> = {
  stock: { ja: 'その日の数', en: 'Number on the day' },
  cumulative: { ja: '累計', en: 'Total so far' },
  'per-fiscal-year': { ja: '年度の初めからその日まで', en: 'From 1 April of the fiscal year to the day' },
  'distinct-people': { ja: '実人数の累計（同じ人は1回だけ数えます）', en: 'Different people so far' },
  external: { ja: '外部の統計値（出典つきで入力したもの）', en: 'External statistic, entered with its source' },
}

const number = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 6 })

/** 5,000件, 5,000 records. */
export const amount = (value: number, unit: Bilingual, language: Language): string =>
  language === 'ja' ? `${number(value)}${unit.ja}` : `${number(value)} ${unit.en}`

/** A figure of the plan in its own words where it gives some. */
export const figure = (of: PlanFigure, { unit }: MeasureIndicator, language: Language): string =>
  of.words ? of.words[language] : of.value === null ? '' : amount(of.value, unit, language)

/** 平成26年度末, End of FY2014; today and days that end no fiscal year as they are. */
export const dayName = (point: Pick<IndicatorPoint, 'day' | 'today'>, language: Language): string => {
  const day = formatDay(point.day, language)
  if (point.today) return language === 'ja' ? `今日（${day}）` : `Today (${day})`
  if (!point.day.endsWith('-03-31')) return day
  const year = nameOfFiscalYear(fiscalYear(point.day), language)
  return language === 'ja' ? `${year}末` : `End of ${year}`
}

/** A day or, where the plan says no more, a month. */
export const dayOrMonth = (text: string, language: Language): string =>
  text.length === 7 ? formatMonth(text, language) : formatDay(text, language)
