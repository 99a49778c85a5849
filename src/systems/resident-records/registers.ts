import { defineRegister, type Retention } from '../../platform/registers/definition.ts'
import { events, sexes, states } from './choices.ts'

/**
 * For notices to the prefecture a municipality keeps them 150 years from the next one, or from the one of the deletion
 * (住民基本台帳法施行令34条2項). It was shorter before; a body that has another figure enters it in its settings.
 */
const retention: Retention = {
  years: 150,
  basis: {
    ja: '住民基本台帳法施行令第34条第2項',
    en: 'Order for Enforcement of the Basic Resident Register Act, article 34, paragraph 2',
  },
}

/** 世帯. */
export const household = defineRegister({
  id: 'resident_household',
  title: { ja: '世帯', en: 'Households' },
  description: { ja: '住民の世帯です。公開しません。', en: 'Households of residents. Never published.' },
  fieldClass: 'personal',
  fields: {
    number: {
      kind: 'text',
      label: { ja: '世帯番号', en: 'Household number' },
      class: 'internal',
      required: true,
      unique: true,
      maxLength: 15,
    },
    head: { kind: 'text', label: { ja: '世帯主の氏名', en: 'Head of the household' }, maxLength: 100 },
    address: { kind: 'address', label: { ja: '住所', en: 'Address' }, required: true },
    postcode: { kind: 'postcode', label: { ja: '郵便番号', en: 'Postcode' } },
  },
  naming: ['number'],
  list: ['number', 'head', 'address'],
  search: ['number', 'head'],
  filters: [],
  sort: ['number'],
})

/**
 * 宛名・住民. The number of the person in the municipality (宛名番号) never changes; every change gets the next history
 * number (履歴番号), and all of them stand in the register of changes (住民記録システム標準仕様書 1.2.1).
 */
export const resident = defineRegister({
  id: 'resident',
  title: { ja: '住民', en: 'Residents' },
  description: {
    ja: '住民記録に準じた人の台帳です。遠隔地に写しを置き、公開しません。',
    en: 'People as in the residents’ records, kept far away too. Never published.',
  },
  fieldClass: 'personal',
  fields: {
    addressee: {
      kind: 'text',
      label: { ja: '宛名番号', en: 'Addressee number' },
      class: 'internal',
      required: true,
      unique: true,
      maxLength: 15,
    },
    history: { kind: 'integer', label: { ja: '履歴番号', en: 'History number' }, class: 'internal', min: 1 },
    name: { kind: 'text', label: { ja: '氏名', en: 'Name' }, required: true, maxLength: 100 },
    nameShrunk: {
      kind: 'text',
      label: { ja: '氏名（縮退）', en: 'Name in common characters' },
      maxLength: 100,
      help: {
        ja: '第1・第2水準の文字だけを扱うシステムに渡すときの氏名です。',
        en: 'For systems that know the characters of JIS X 0208 only.',
      },
    },
    nameKana: { kind: 'kana', of: 'name', label: { ja: '氏名（フリガナ）', en: 'Reading' } },
    bornOn: { kind: 'date', label: { ja: '生年月日', en: 'Born' }, required: true },
    sex: { kind: 'choice', of: sexes, label: { ja: '性別', en: 'Sex' } },
    household: { kind: 'reference', to: 'resident_household', label: { ja: '世帯', en: 'Household' } },
    relation: { kind: 'text', label: { ja: '続柄', en: 'Relation to the head' }, maxLength: 40 },
    address: { kind: 'address', label: { ja: '住所', en: 'Address' }, required: true },
    residentSince: { kind: 'date', label: { ja: '住民となった日', en: 'Resident since' } },
    state: { kind: 'choice', of: states, label: { ja: '状態', en: 'State' }, class: 'internal', required: true },
    residentCode: {
      kind: 'code',
      code: 'residentCode',
      label: { ja: '住民票コード', en: 'Resident record code' },
      class: 'special',
    },
    individualNumber: {
      kind: 'code',
      code: 'individualNumber',
      label: { ja: '個人番号', en: 'Individual number' },
      class: 'special',
    },
    protectedUntil: {
      kind: 'date',
      label: { ja: '支援措置の期限', en: 'Protected until' },
      class: 'special',
      help: {
        ja: 'DV等の支援措置です。期限を過ぎても自動では外れません。延長か終了を入力してください。',
        en: 'Protection of victims. It does not end by itself: enter its extension or its end.',
      },
    },
  },
  naming: ['addressee'],
  list: ['addressee', 'name', 'bornOn', 'address', 'state'],
  search: ['addressee', 'name', 'nameShrunk', 'nameKana'],
  filters: ['state', 'bornOn'],
  sort: ['addressee'],
  // One individual number is one person's. The protection is a date and no yes or no: equal texts of a special field show.
  unique: [['addressee'], ['individualNumber']],
  retention,
})

/** 異動履歴: one row a change, never altered; 宛名番号 and 履歴番号 tell rows apart. */
export const residentChange = defineRegister({
  id: 'resident_change',
  title: { ja: '住民の異動履歴', en: 'Changes of residents' },
  description: { ja: '住民の異動の記録です。公開しません。', en: 'What changed of whom, and when. Never published.' },
  fieldClass: 'personal',
  fields: {
    addressee: {
      kind: 'text',
      label: { ja: '宛名番号', en: 'Addressee number' },
      class: 'internal',
      required: true,
      maxLength: 15,
    },
    history: {
      kind: 'integer',
      label: { ja: '履歴番号', en: 'History number' },
      class: 'internal',
      required: true,
      min: 1,
    },
    resident: { kind: 'reference', to: 'resident', label: { ja: '住民', en: 'Resident' }, required: true },
    event: { kind: 'choice', of: events, label: { ja: '異動事由', en: 'Event' }, class: 'internal', required: true },
    happenedOn: { kind: 'date', label: { ja: '異動日', en: 'Happened' }, class: 'internal', required: true },
    notifiedOn: { kind: 'date', label: { ja: '届出日', en: 'Notified' }, class: 'internal' },
    processedOn: { kind: 'date', label: { ja: '処理日', en: 'Processed' }, class: 'internal' },
    name: { kind: 'text', label: { ja: '異動後の氏名', en: 'Name after it' }, maxLength: 100 },
    address: { kind: 'address', label: { ja: '異動後の住所', en: 'Address after it' } },
  },
  naming: ['addressee', 'history'],
  list: ['addressee', 'history', 'event', 'happenedOn'],
  search: ['addressee'],
  filters: ['event', 'happenedOn', 'resident'],
  sort: ['addressee', '-happenedOn'],
  unique: [['addressee', 'history']],
  retention,
})

export const residentRegisters = [household, resident, residentChange]
