import type { Language } from '../../base/bilingual.ts'
import { fiscalYear } from '../../base/calendar/fiscal.ts'
import { colours, loadEcharts, size } from './echarts.ts'
import type { MeasureIndicator } from './measure.ts'
import type { IndicatorPoint } from './view.ts'

const shortName = (point: IndicatorPoint, language: Language): string => {
  if (point.today) return language === 'ja' ? '今日' : 'Today'
  return point.day.endsWith('-03-31') ? `FY${fiscalYear(point.day)}` : point.day
}

/**
 * Bars of an indicator with the plan's baseline and target as lines, as an SVG image of its own (its inline styles
 * would break a page's CSP). Real and sample records are two series and never one bar. The table beside it says the same.
 */
export const drawChart = async (
  indicator: MeasureIndicator,
  points: readonly IndicatorPoint[],
  language: Language,
): Promise<string> => {
  const { init } = await loadEcharts()
  const { blue, grey, red } = colours
  const ja = language === 'ja'
  const real = ja ? '実際の記録' : 'Real records'
  const sample = ja ? '見本の記録' : 'Sample records'
  const lines = [
    { figure: indicator.baseline, name: ja ? '現状値' : 'Baseline', type: 'dotted' as const },
    { figure: indicator.target, name: ja ? '目標値' : 'Target', type: 'dashed' as const },
  ].flatMap(({ figure, name, type }) =>
    figure.value === null ? [] : [{ yAxis: figure.value, name, lineStyle: { color: red, type } }],
  )
  const highest = Math.max(
    1,
    ...lines.map(line => line.yAxis),
    ...points.flatMap(point => [point.value ?? 0, point.sample ?? 0]),
  )
  const hasSample = points.some(point => (point.sample ?? 0) > 0)
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: 'sans-serif', fontSize: 12 },
      grid: { left: 70, right: 90, top: 40, bottom: 60 },
      ...(hasSample ? { legend: { top: 4, data: [real, sample] } } : {}),
      xAxis: { type: 'category', data: points.map(point => shortName(point, language)), axisLabel: { rotate: 45 } },
      yAxis: {
        type: 'value',
        name: indicator.unit[language],
        max: Math.ceil(highest * 1.1),
        axisLabel: { formatter: (value: number) => value.toLocaleString('en-US') },
      },
      series: [
        {
          name: real,
          type: 'bar',
          data: points.map(point => point.value),
          itemStyle: { color: blue },
          markLine: {
            symbol: 'none',
            silent: true,
            data: lines,
            label: { formatter: '{b} {c}', position: 'end', color: red },
          },
        },
        ...(hasSample
          ? [
              {
                name: sample,
                type: 'bar' as const,
                data: points.map(point => point.sample),
                itemStyle: { color: '#ffffff', borderColor: grey, borderType: 'dashed' as const, borderWidth: 1.5 },
              },
            ]
          : []),
      ],
    })
    return chart.renderToSVGString()
  } finally {
    // A chart left open keeps timers that keep the process alive.
    chart.dispose()
  }
}
