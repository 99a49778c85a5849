import { defineSetting } from '../../platform/settings/definition.ts'

/** People of a municipality from a day on; costs are split by it. Empty: the region's figure. */
export const populationSetting = defineSetting({
  id: 'jointCloud.population',
  group: { ja: '共同クラウド', en: 'Joint cloud' },
  field: {
    kind: 'integer',
    min: 1,
    max: 20_000_000,
    unit: { ja: '人', en: 'people' },
    label: { ja: '費用の分担に使う人口', en: 'Population by which costs are split' },
    help: {
      ja: '登録しないときは、地域の設定にある国勢調査の人口を使います。理由の欄に出典を書いてください。',
      en: 'Without it the census figure of the region’s data is used. Name the source as the reason.',
    },
  },
  default: null,
})
