import { defineRegister } from '../../../platform/registers/definition.ts'
import { excellentCriteria } from '../rules/excellent.ts'

/** 優良認定 of one permit, with the criteria as they were checked. */
export const recognition = defineRegister({
  id: 'waste_recognition',
  title: { ja: '優良認定', en: 'Recognition as excellent' },
  description: {
    ja: '優良な産業廃棄物処理業者の認定です。認定を受けた許可の有効期間は7年です。',
    en: 'Recognition of excellent operators, whose permits last seven years.',
  },
  fields: {
    permit: {
      kind: 'reference',
      to: 'waste_permit',
      label: { ja: '対象の許可', en: 'Permit' },
      class: 'public',
      required: true,
    },
    holder: {
      kind: 'text',
      maxLength: 120,
      label: { ja: '認定を受けた者', en: 'Holder' },
      class: 'public',
      required: true,
    },
    recognisedOn: { kind: 'date', label: { ja: '認定年月日', en: 'Recognised' }, class: 'public', required: true },
    validUntil: { kind: 'date', label: { ja: '有効期限', en: 'Until' }, class: 'public', required: true },
    criteria: {
      kind: 'choices',
      of: excellentCriteria,
      label: { ja: '確認した基準', en: 'Criteria met' },
      class: 'public',
      help: { ja: 'すべての基準を満たすことが必要です。', en: 'All are needed.' },
    },
    disclosureUrl: {
      kind: 'url',
      label: { ja: '情報を公表しているページ', en: 'Page of the disclosure' },
      class: 'public',
    },
    withdrawnOn: { kind: 'date', label: { ja: '認定を失った日', en: 'Lost' }, class: 'public' },
    note: { kind: 'longText', maxLength: 2000, label: { ja: '備考', en: 'Notes' } },
  },
  naming: ['holder'],
  list: ['holder', 'permit', 'recognisedOn', 'validUntil', 'withdrawnOn'],
  search: ['holder'],
  filters: ['validUntil'],
  sort: ['-recognisedOn', 'validUntil', 'holder'],
  rules: [
    {
      field: 'criteria',
      holds: { all: excellentCriteria.map(({ code }) => ({ includes: ['criteria', code] as const })) },
      message: { ja: '満たしていない基準があると認定できません。', en: 'Every criterion must be met.' },
    },
    {
      field: 'validUntil',
      holds: { less: [{ field: 'recognisedOn' }, { field: 'validUntil' }] },
      message: {
        ja: '有効期限は認定年月日より後の日にしてください。',
        en: 'It must end after the day of recognition.',
      },
    },
  ],
  publish: {
    path: '/waste/recognitions',
    license: 'CC BY 4.0',
    keywords: [{ ja: '優良認定', en: 'excellent operators' }],
  },
})
