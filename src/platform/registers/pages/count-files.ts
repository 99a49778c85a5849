import type { Language } from '../../../base/bilingual.ts'
import { workbookBytes, workbookType } from '../../../base/workbook/write.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { type Counts, readCounts } from './count-pages.tsx'

interface Group {
  readonly name: string
  readonly real: number
  readonly sample: number
}

const groupsOf = (counts: Counts, language: Language): readonly Group[] => {
  const none = language === 'ja' ? '（記載なし）' : '(not entered)'
  const all = language === 'ja' ? '全体' : 'All'
  const keys = [...new Set([...counts.real, ...counts.sample].map(group => group.key))]
  const of = (groups: Counts['real'], key: string | null) => groups.find(group => group.key === key)?.count ?? 0
  return keys.map(key => ({
    name: key === null ? (counts.by ? none : all) : (counts.names.get(key) ?? key),
    real: of(counts.real, key),
    sample: of(counts.sample, key),
  }))
}

/** The counts page as a workbook: figures as numbers, the day and the grouping above them. */
export const countsWorkbook = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { register } = service
  const ja = request.language === 'ja'
  const counts = await readCounts(registers, service, request)
  const bytes = await workbookBytes([
    {
      name: ja ? '件数' : 'Counts',
      widths: [40, 14, 14],
      headings: 2,
      rows: [
        [`${register.definition.title[request.language]}　${counts.day}`],
        [
          counts.by?.field.label[request.language] ?? (ja ? '区分' : 'Group'),
          ja ? '件数' : 'Records',
          ja ? '見本の件数' : 'Sample records',
        ],
        ...groupsOf(counts, request.language).map(group => [group.name, group.real, group.sample]),
      ],
    },
  ])
  return {
    kind: 'file',
    type: workbookType,
    name: `${register.id}-${counts.day}.xlsx`,
    bytes,
  }
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, sign => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)

/** Of a label, in halves of a Japanese character. */
const mostHalves = 30

const shortened = (name: string): string => {
  let halves = 0
  const characters = [...name]
  const end = characters.findIndex(character => {
    halves += character.charCodeAt(0) < 0x250 ? 1 : 2
    return halves > mostHalves
  })
  return end < 0 ? name : `${characters.slice(0, end - 1).join('')}…`
}

const [labelWidth, barWidth, rowHeight, top, bottom] = [220, 400, 26, 16, 34]
const mostBars = 40

/** Horizontal bars, real and sample records apart; the table beside the picture says the same. Plain SVG, no styles. */
export const countsSvg = (counts: Counts, language: Language): string => {
  const groups = groupsOf(counts, language)
  const shown = groups.slice(0, mostBars)
  const highest = Math.max(1, ...shown.map(group => group.real + group.sample))
  const width = labelWidth + barWidth + 90
  const height = top + shown.length * rowHeight + bottom
  const scale = (count: number) => (count / highest) * barWidth
  const bars = shown.map((group, at) => {
    const y = top + at * rowHeight
    const name = shortened(group.name)
    const real = scale(group.real)
    const sample = scale(group.sample)
    return [
      `<text x="${labelWidth - 8}" y="${y + 16}" text-anchor="end" font-size="13" fill="#1a1a1a">${escaped(name)}</text>`,
      `<rect x="${labelWidth}" y="${y + 4}" width="${real.toFixed(1)}" height="16" fill="#0017c1"/>`,
      `<rect x="${(labelWidth + real).toFixed(1)}" y="${y + 4}" width="${sample.toFixed(1)}" height="16" fill="none" stroke="#666666" stroke-dasharray="3 2"/>`,
      `<text x="${(labelWidth + real + sample + 6).toFixed(1)}" y="${y + 16}" font-size="13" fill="#1a1a1a">${group.real.toLocaleString('en')}${group.sample ? ` + ${group.sample.toLocaleString('en')}` : ''}</text>`,
    ].join('')
  })
  const y = top + shown.length * rowHeight + 12
  const [real, sample, rest] =
    language === 'ja'
      ? ['実際の記録', '見本の記録', `ほか${groups.length - shown.length}区分は表にあります`]
      : ['Records', 'Sample records', `${groups.length - shown.length} more groups in the table`]
  const legend = [
    `<rect x="${labelWidth}" y="${y}" width="12" height="12" fill="#0017c1"/><text x="${labelWidth + 18}" y="${y + 11}" font-size="12" fill="#1a1a1a">${real}</text>`,
    `<rect x="${labelWidth + 120}" y="${y}" width="12" height="12" fill="none" stroke="#666666" stroke-dasharray="3 2"/><text x="${labelWidth + 138}" y="${y + 11}" font-size="12" fill="#1a1a1a">${sample}</text>`,
    groups.length > shown.length
      ? `<text x="${labelWidth + 260}" y="${y + 11}" font-size="12" fill="#1a1a1a">${rest}</text>`
      : '',
  ].join('')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="'Noto Sans JP', 'Hiragino Sans', 'Yu Gothic', sans-serif"><rect width="${width}" height="${height}" fill="#ffffff"/>${bars.join('')}${legend}</svg>`
}

export const countsChart = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => ({
  kind: 'file',
  type: 'image/svg+xml',
  bytes: countsSvg(await readCounts(registers, service, request), request.language),
})
