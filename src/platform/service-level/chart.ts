import type { Language } from '../../base/bilingual.ts'
import { colours, loadEcharts, size } from '../plan/echarts.ts'
import { bounds } from './buckets.ts'
import type { DayFigures } from './month.ts'

const highest = bounds.at(-1) ?? 0

/** Milliseconds within which 95 of 100 requests were answered, day by day, with the objective as a line. */
export const drawResponse = async (
  days: readonly DayFigures[],
  objective: number | null,
  language: Language,
): Promise<string> => {
  const { init } = await loadEcharts()
  const { blue, red } = colours
  const ja = language === 'ja'
  const values = days.map(day => (day.p95 === null ? null : Math.min(day.p95, highest)))
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size })
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: 'sans-serif', fontSize: 12 },
      grid: { left: 70, right: 90, top: 40, bottom: 60 },
      xAxis: {
        type: 'category',
        data: days.map(({ day }) => `${Number(day.slice(5, 7))}/${Number(day.slice(8))}`),
        axisLabel: { rotate: 45 },
      },
      yAxis: {
        type: 'value',
        name: ja ? 'ミリ秒' : 'ms',
        max: Math.ceil(Math.max(100, objective ?? 0, ...values.map(value => value ?? 0)) * 1.1),
        axisLabel: { formatter: (value: number) => value.toLocaleString('en-US') },
      },
      series: [
        {
          name: ja ? '95％の応答' : '95 % within',
          type: 'bar',
          data: values,
          itemStyle: { color: blue },
          markLine: {
            symbol: 'none',
            silent: true,
            data:
              objective === null
                ? []
                : [{ yAxis: objective, name: ja ? '目標' : 'Aim', lineStyle: { color: red, type: 'dashed' as const } }],
            label: { formatter: '{b} {c}', position: 'end', color: red },
          },
        },
      ],
    })
    return chart.renderToSVGString()
  } finally {
    // A chart left open keeps timers that keep the process alive.
    chart.dispose()
  }
}
