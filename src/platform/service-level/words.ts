import type { Bilingual, Language } from '../../base/bilingual.ts'
import { showMoment } from '../../base/moment.ts'
import { bounds } from './buckets.ts'
import type { OutageReason, OutageScope, WindowScope } from './definition.ts'
import { showPercent } from './month.ts'

export const scopeTitles: Readonly<Record<WindowScope | OutageScope, Bilingual>> = {
  everything: { ja: 'すべて', en: 'Everything' },
  staff: { ja: '職員の画面', en: 'Pages of officers' },
  public: { ja: '公開ページ', en: 'Public pages' },
  changes: { ja: '登録と変更', en: 'Entering and changing' },
}

export const reasonTitles: Readonly<Record<OutageReason, Bilingual>> = {
  stopped: { ja: 'プラットフォームが止まっていました', en: 'The platform did not run' },
  'database-away': {
    ja: 'データベースにつながりませんでした（公開ページは写しで表示）',
    en: 'The database was away (public pages were shown from their copy)',
  },
  'read-only': { ja: '閲覧だけできました', en: 'Reading only' },
}

const none: Bilingual = { ja: '記録なし', en: 'none' }

export const percentText = (value: number | null, language: Language): string =>
  value === null ? none[language] : `${showPercent(value)}${language === 'ja' ? '％' : ' %'}`

/** A bound as number and unit, since durations are counted in steps: 200, ミリ秒以内. */
export const msParts = (ms: number | null, language: Language): { readonly value: string; readonly unit?: string } => {
  if (ms === null) return { value: none[language] }
  const ja = language === 'ja'
  const last = (bounds.at(-1) ?? 0) / 1000
  if (!Number.isFinite(ms)) return { value: String(last), unit: ja ? '秒超' : 's or more' }
  return ms < 1000
    ? { value: String(ms), unit: ja ? 'ミリ秒以内' : 'ms at most' }
    : { value: String(ms / 1000), unit: ja ? '秒以内' : 's at most' }
}

/** `200ミリ秒以内` */
export const msText = (ms: number | null, language: Language): string => {
  const { value, unit } = msParts(ms, language)
  return unit === undefined ? value : `${value}${language === 'ja' ? '' : ' '}${unit}`
}

/** Short stretches in seconds, long ones in hours. */
export const minutesText = (minutes: number, language: Language): string => {
  const ja = language === 'ja'
  if (minutes === 0) return ja ? 'なし' : 'none'
  if (minutes < 2) return `${Math.max(1, Math.round(minutes * 60))}${ja ? '秒' : ' s'}`
  if (minutes < 120) return `${Math.round(minutes)}${ja ? '分' : ' min'}`
  return `${(minutes / 60).toFixed(1)}${ja ? '時間' : ' h'}`
}

export const momentOf = (ms: number, language: Language): string => showMoment(new Date(ms).toISOString(), language)

export const monthTitle = (month: string): Bilingual => {
  const [year, number] = month.split('-').map(Number)
  const name = new Intl.DateTimeFormat('en-GB', { month: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(year ?? 0, (number ?? 1) - 1, 1)),
  )
  return { ja: `${year}年${number}月`, en: `${name} ${year}` }
}
