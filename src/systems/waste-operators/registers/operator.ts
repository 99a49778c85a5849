import { defineRegister } from '../../../platform/registers/definition.ts'

/** A licensed operator, known in the whole country by the last six digits of its permits. */
export const operator = defineRegister({
  id: 'waste_operator',
  title: { ja: '産業廃棄物処理業者', en: 'Waste operators' },
  description: {
    ja: '産業廃棄物の収集運搬・処分の許可を受けた事業者です。固有番号は全国で一つで、変わりません。',
    en: 'Businesses licensed to carry or treat industrial waste. The operator number is one in the whole country and never changes.',
  },
  fields: {
    operatorNumber: {
      kind: 'code',
      code: 'wasteOperatorNumber',
      label: { ja: '固有番号', en: 'Operator number' },
      class: 'public',
      required: true,
      unique: true,
      help: { ja: '許可番号の下6桁です。', en: 'The last six digits of its permit numbers.' },
    },
    name: {
      kind: 'text',
      maxLength: 120,
      label: { ja: '氏名又は名称', en: 'Name' },
      class: 'public',
      required: true,
      column: '業者名',
    },
    nameKana: {
      kind: 'kana',
      of: 'name',
      label: { ja: '氏名又は名称（フリガナ）', en: 'Reading of the name' },
      class: 'public',
    },
    corporateNumber: {
      kind: 'code',
      code: 'corporateNumber',
      label: { ja: '法人番号', en: 'Corporate number' },
      class: 'public',
      help: { ja: '個人事業者は空けてください。', en: 'Leave empty for a sole proprietor.' },
    },
    address: {
      kind: 'address',
      label: { ja: '所在地', en: 'Address' },
      class: 'public',
      required: true,
      column: '所在地',
    },
    postcode: { kind: 'postcode', label: { ja: '郵便番号', en: 'Postcode' } },
    phone: { kind: 'phone', label: { ja: '電話番号', en: 'Phone' } },
    email: {
      kind: 'email',
      label: { ja: '電子メール', en: 'E-mail' },
      help: { ja: '許可期限のお知らせを送ります。', en: 'Reminders of the end of permits go here.' },
    },
    representative: { kind: 'text', maxLength: 80, label: { ja: '代表者の氏名', en: 'Representative' } },
    office: { kind: 'text', maxLength: 80, label: { ja: '担当部署・担当者', en: 'Contact' } },
    note: { kind: 'longText', maxLength: 2000, label: { ja: '備考', en: 'Notes' } },
  },
  naming: ['name'],
  list: ['name', 'operatorNumber', 'address'],
  search: ['name', 'nameKana', 'operatorNumber', 'corporateNumber', 'address'],
  filters: ['address'],
  sort: ['operatorNumber', 'name'],
  publish: {
    path: '/waste/operators',
    license: 'CC BY 4.0',
    keywords: [
      { ja: '産業廃棄物', en: 'industrial waste' },
      { ja: '処理業者', en: 'operators' },
    ],
  },
})
