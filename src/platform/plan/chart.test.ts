import { describe, expect, test } from 'vitest'
import { drawChart } from './chart.ts'
import type { MeasureIndicator } from './measure.ts'

const indicator: MeasureIndicator = {
  title: { ja: '件数', en: 'Records' },
  kind: 'stock',
  unit: { ja: '件', en: 'records' },
  baseline: { when: { ja: '26年3月末', en: 'End of March 2014' }, day: '2014-03-31', value: 0 },
  target: { when: { ja: '28年度末', en: 'End of FY2016' }, day: '2017-03-31', value: 5000 },
}
const points = [
  { day: '2016-03-31', value: 1200, sample: null },
  { day: '2016-11-22', value: 1300, sample: null, today: true },
]

describe('drawChart', () => {
  test('an SVG with the years, today, the baseline and the target', async () => {
    const svg = await drawChart(indicator, points, 'ja')
    expect(svg).toMatch(/^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/)
    for (const text of ['FY2015', '今日', '目標値 5000', '現状値 0']) expect(svg).toContain(text)
    expect(svg).not.toContain('<script')
    expect(svg).not.toContain('見本')
  })

  test('sample records are a series of their own, named as such', async () => {
    const withSample = points.map(point => ({ ...point, sample: 4000 }))
    expect(await drawChart(indicator, withSample, 'ja')).toContain('見本の記録')
    expect(await drawChart(indicator, withSample, 'en')).toContain('Sample records')
  })

  test('a target without a number draws no line', async () => {
    const open = { ...indicator, target: { ...indicator.target, value: null } }
    expect(await drawChart(open, points, 'en')).not.toContain('Target')
  })
})
