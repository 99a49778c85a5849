import { defineRegister } from '../../../platform/registers/definition.ts'

/** Vehicles and vessels that an operator carries waste with. On their sides they show the last six digits of the permit. */
export const vehicle = defineRegister({
  id: 'waste_vehicle',
  title: { ja: '運搬車両・船舶', en: 'Vehicles' },
  description: { ja: '収集運搬に使う車両と船舶です。', en: 'Vehicles and vessels for collection and transport.' },
  fields: {
    plate: {
      kind: 'text',
      maxLength: 40,
      label: { ja: '自動車登録番号・船舶番号', en: 'Registration number' },
      required: true,
    },
    operator: { kind: 'reference', to: 'waste_operator', label: { ja: '処理業者', en: 'Operator' }, required: true },
    type: {
      kind: 'choice',
      label: { ja: '種類', en: 'Type' },
      required: true,
      of: [
        { code: 'flatbed', label: { ja: '平ボディ車', en: 'Flatbed' } },
        { code: 'dump', label: { ja: 'ダンプ車', en: 'Dump truck' } },
        { code: 'container', label: { ja: '脱着装置付きコンテナ車', en: 'Container carrier' } },
        { code: 'packer', label: { ja: '塵芥車', en: 'Refuse truck' } },
        { code: 'tank', label: { ja: 'タンク車・吸引車', en: 'Tanker' } },
        { code: 'refrigerated', label: { ja: '保冷車', en: 'Refrigerated van' } },
        { code: 'vessel', label: { ja: '船舶', en: 'Vessel' } },
        { code: 'another', label: { ja: 'その他', en: 'Other' } },
      ],
    },
    load: { kind: 'integer', min: 0, unit: { ja: 'kg', en: 'kg' }, label: { ja: '最大積載量', en: 'Load' } },
    since: { kind: 'date', label: { ja: '使用開始日', en: 'In use since' } },
    until: { kind: 'date', label: { ja: '使用終了日', en: 'In use until' } },
  },
  naming: ['plate'],
  list: ['plate', 'operator', 'type', 'load', 'since', 'until'],
  search: ['plate'],
  filters: ['operator', 'type', 'until'],
  sort: ['plate', 'since'],
})
