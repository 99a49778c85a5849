import { defineRegister } from '../../platform/registers/definition.ts'
import { activities, kinds, states, wanted } from './choices.ts'

/** Non-profit organisations of the prefecture, as they ask to be listed. */
export const npo = defineRegister({
  id: 'npo',
  title: { ja: 'NPO・市民活動団体', en: 'Non-profit organisations' },
  description: {
    ja: '県内で活動するNPO法人や市民活動団体です。活動の分野や地域、ボランティアの募集からさがせます。',
    en: 'Non-profit organisations in the prefecture: by field of work, place, or what they look for.',
  },
  fieldClass: 'public',
  fields: {
    name: { kind: 'text', label: { ja: '団体の名称', en: 'Name' }, required: true, maxLength: 160 },
    nameKana: { kind: 'kana', of: 'name', label: { ja: '名称（フリガナ）', en: 'Reading' }, required: true },
    type: { kind: 'choice', of: kinds, label: { ja: '種別', en: 'Kind' }, required: true },
    state: { kind: 'choice', of: states, label: { ja: '活動の状況', en: 'State' }, required: true },
    corporateNumber: { kind: 'code', code: 'corporateNumber', label: { ja: '法人番号', en: 'Corporate number' } },
    certifiedOn: { kind: 'date', label: { ja: '認証年月日', en: 'Recognised' } },
    representative: { kind: 'text', label: { ja: '代表者', en: 'Representative' }, maxLength: 80 },
    purpose: { kind: 'longText', label: { ja: '目的・活動の内容', en: 'Purpose' }, maxLength: 2000 },
    activities: {
      kind: 'choices',
      of: activities,
      label: { ja: '活動の分野', en: 'Fields of work' },
      required: true,
      min: 1,
    },
    wanted: { kind: 'choices', of: wanted, label: { ja: '募集しているもの', en: 'Looks for' } },
    postcode: { kind: 'postcode', label: { ja: '郵便番号', en: 'Postcode' } },
    address: { kind: 'address', label: { ja: '事務所の所在地', en: 'Address' }, required: true },
    point: { kind: 'point', label: { ja: '位置', en: 'Place on the map' } },
    phone: { kind: 'phone', label: { ja: '電話', en: 'Phone' } },
    fax: { kind: 'phone', label: { ja: 'ファクス', en: 'Fax' } },
    email: { kind: 'email', label: { ja: '電子メール', en: 'E-mail' } },
    website: { kind: 'url', label: { ja: 'ホームページ', en: 'Website' } },
    contact: { kind: 'text', label: { ja: '県との連絡担当者', en: 'Contact' }, class: 'personal', maxLength: 80 },
    note: { kind: 'longText', label: { ja: '県の備考', en: 'Notes of the office' }, class: 'internal' },
  },
  naming: ['name'],
  list: ['name', 'address', 'activities', 'phone'],
  search: ['name', 'nameKana', 'purpose', 'address', 'corporateNumber'],
  filters: ['activities', 'address', 'wanted', 'type', 'state', 'certifiedOn'],
  sort: ['nameKana', 'certifiedOn'],
  unique: [['corporateNumber']],
  publish: {
    path: '/npos',
    license: 'CC BY 4.0',
    when: { not: { equal: [{ field: 'state' }, { value: 'dissolved' }] } },
    keywords: [{ ja: 'NPO', en: 'non-profit organisation' }],
  },
  sections: [
    {
      title: { ja: '団体について', en: 'About' },
      fields: ['name', 'nameKana', 'type', 'state', 'corporateNumber', 'certifiedOn', 'representative'],
    },
    { title: { ja: '活動', en: 'Work' }, fields: ['purpose', 'activities', 'wanted'] },
    {
      title: { ja: '連絡先', en: 'Contact' },
      fields: ['phone', 'fax', 'email', 'website', 'postcode', 'address', 'point'],
    },
    { title: { ja: '県の記録', en: 'For the office' }, fields: ['contact', 'note'] },
  ],
})
