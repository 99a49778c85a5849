import { defineRegister } from '../../../platform/registers/definition.ts'
import { costItems, municipalityChoices } from '../choices.ts'
import type { JointCloudConfiguration } from '../configuration.ts'

const fiscalYear = {
  kind: 'integer',
  min: 2000,
  max: 2100,
  label: { ja: '年度（西暦）', en: 'Fiscal year' },
  help: { ja: '例 令和8年度は 2026', en: 'The year in which it begins: 2026.' },
  required: true,
} as const

/** What a group pays together in a fiscal year; split among its members on the group's page. */
export const cost = defineRegister({
  id: 'joint_cost',
  title: { ja: 'グループの共同経費', en: 'Costs of groups' },
  description: { ja: 'グループが年度ごとに共同で払う経費です。', en: 'What groups pay together, by fiscal year.' },
  fields: {
    cloudGroup: { kind: 'reference', to: 'joint_group', label: { ja: 'グループ', en: 'Group' }, required: true },
    fiscalYear,
    item: { kind: 'choice', of: costItems, label: { ja: '費目', en: 'Item' }, required: true },
    amount: { kind: 'yen', min: 0, label: { ja: '金額（税込）', en: 'Amount, tax included' }, required: true },
    source: { kind: 'text', label: { ja: '根拠（契約、請求書など）', en: 'Source' }, maxLength: 200 },
  },
  naming: ['item', 'fiscalYear'],
  list: ['cloudGroup', 'fiscalYear', 'item', 'amount', 'source'],
  search: ['source'],
  filters: ['cloudGroup', 'fiscalYear', 'item'],
  sort: ['-fiscalYear', 'amount'],
})

/** How much a member used in a fiscal year, where the platform itself does not measure it. */
export const use = (configuration: JointCloudConfiguration) =>
  defineRegister({
    id: 'joint_use',
    title: { ja: '利用量', en: 'Use by members' },
    description: {
      ja: '利用割に使う、市町村ごとの年度の利用量です。',
      en: 'Use of a fiscal year by member, for the part of the costs that goes by use.',
    },
    fields: {
      cloudGroup: { kind: 'reference', to: 'joint_group', label: { ja: 'グループ', en: 'Group' }, required: true },
      municipality: {
        kind: 'choice',
        of: municipalityChoices(configuration),
        label: { ja: '市町村', en: 'Municipality' },
        required: true,
      },
      fiscalYear,
      amount: { kind: 'integer', min: 0, label: { ja: '利用量', en: 'Use' }, required: true },
      measure: {
        kind: 'text',
        label: { ja: '数えたもの（端末数、処理件数など）', en: 'What was counted' },
        required: true,
        maxLength: 80,
      },
      source: { kind: 'text', label: { ja: '出典', en: 'Source' }, required: true, maxLength: 200 },
    },
    naming: ['municipality', 'fiscalYear'],
    list: ['cloudGroup', 'municipality', 'fiscalYear', 'amount', 'measure'],
    search: ['measure', 'source', 'municipality'],
    filters: ['cloudGroup', 'municipality', 'fiscalYear'],
    sort: ['-fiscalYear', 'amount'],
    unique: [['cloudGroup', 'municipality', 'fiscalYear']],
  })
