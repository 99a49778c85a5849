export const colours = { blue: '#0017c1', grey: '#666666', red: '#c74700' } as const
export const size = { width: 720, height: 320 } as const

const load = async () => {
  const [core, charts, components, renderers] = await Promise.all([
    import('echarts/core'),
    import('echarts/charts'),
    import('echarts/components'),
    import('echarts/renderers'),
  ])
  core.use([
    charts.BarChart,
    components.GridComponent,
    components.LegendComponent,
    components.MarkLineComponent,
    renderers.SVGRenderer,
  ])
  return core
}
let loaded: ReturnType<typeof load> | undefined

/** With the first chart: it takes a good part of a second that a start need not wait for. */
export const loadEcharts = (): ReturnType<typeof load> => {
  loaded ??= load()
  return loaded
}

/** An SVG shown as an image ignores this; opened by itself it may style itself and do nothing else. */
export const chartPolicy = { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" } as const
