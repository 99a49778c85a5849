import type { MoveOffer } from '../../platform/moving/offer.ts'

const eras = { '1': '明治', '2': '大正', '3': '昭和', '4': '平成', '5': '令和' }
const day = (number: number, id: string, ja: string, en: string, required = false) => ({
  number,
  id,
  title: { ja, en },
  type: 'eraDate',
  length: 7,
  required,
  eras,
  empty: ['0000000', '9999999'],
})
const text = (number: number, id: string, ja: string, en: string, length: number, required = false) => ({
  number,
  id,
  title: { ja, en },
  type: 'text',
  length,
  required,
})
const code = (number: number, id: string, ja: string, en: string, length: number, codes: string, required = false) => ({
  ...text(number, id, ja, en, length, required),
  type: 'code',
  codes,
  personal: false,
})
const plain = <T extends object>(item: T) => ({ ...item, personal: false })

/**
 * People as an old system of a municipality gives them out: made after the idea of the intermediate standard layout, and a
 * sample: items and codes of the real one are to be taken from the ministry's current version.
 */
const layout = {
  id: 'residents-sample',
  version: '2026.1',
  title: { ja: '住民記録（見本レイアウト）', en: 'Residents (sample layout)' },
  files: [
    {
      id: 'household',
      title: { ja: '世帯', en: 'Households' },
      pattern: 'SETAI*.csv',
      encoding: 'cp932',
      form: { kind: 'delimited', delimiter: ',', header: true },
      key: ['householdNumber'],
      required: true,
      group: 'residents',
      items: [
        plain(text(1, 'householdNumber', '世帯番号', 'Household number', 15, true)),
        text(2, 'head', '世帯主氏名', 'Head', 100),
        text(3, 'address', '住所', 'Address', 200, true),
        text(4, 'postcode', '郵便番号', 'Postcode', 8),
      ],
    },
    {
      id: 'person',
      title: { ja: '宛名・住民', en: 'People' },
      pattern: 'JUMIN*.csv',
      encoding: 'cp932',
      form: { kind: 'delimited', delimiter: ',', header: true },
      key: ['addressee', 'history'],
      parent: { file: 'household', join: { householdNumber: 'householdNumber' } },
      required: true,
      group: 'residents',
      items: [
        plain(text(1, 'addressee', '宛名番号', 'Addressee number', 15, true)),
        plain({ ...text(2, 'history', '履歴番号', 'History number', 5, true), type: 'number' }),
        code(3, 'latest', '最新フラグ', 'Newest', 1, 'flag', true),
        text(4, 'familyName', '氏', 'Family name', 50, true),
        text(5, 'givenName', '名', 'Given name', 50, true),
        text(6, 'kana', '氏名カナ', 'Reading', 100),
        day(7, 'bornOn', '生年月日', 'Born', true),
        code(8, 'sex', '性別', 'Sex', 1, 'sex'),
        plain(text(9, 'householdNumber', '世帯番号', 'Household number', 15)),
        text(10, 'relation', '続柄', 'Relation', 40),
        text(11, 'address', '住所', 'Address', 200, true),
        day(12, 'residentSince', '住民となった年月日', 'Resident since'),
        code(13, 'state', '住民状態', 'State', 2, 'state', true),
        text(14, 'residentCode', '住民票コード', 'Resident record code', 11),
        text(15, 'individualNumber', '個人番号', 'Individual number', 12),
        day(16, 'protectedUntil', '支援措置期限', 'Protected until'),
      ],
    },
    {
      id: 'change',
      title: { ja: '異動履歴', en: 'Changes' },
      pattern: 'IDO*.txt',
      encoding: 'cp932',
      form: { kind: 'fixed', unit: 'bytes' },
      key: ['addressee', 'history'],
      parent: { file: 'person', join: { addressee: 'addressee' } },
      required: true,
      group: 'changes',
      items: [
        plain(text(1, 'addressee', '宛名番号', 'Addressee number', 15, true)),
        plain({ ...text(2, 'history', '履歴番号', 'History number', 5, true), type: 'number' }),
        code(3, 'event', '異動事由', 'Event', 2, 'event', true),
        plain(day(4, 'happenedOn', '異動年月日', 'Happened', true)),
        plain(day(5, 'notifiedOn', '届出年月日', 'Notified')),
        plain(day(6, 'processedOn', '処理年月日', 'Processed')),
        text(7, 'name', '異動後氏名', 'Name after it', 60),
        text(8, 'address', '異動後住所', 'Address after it', 120),
      ],
    },
  ],
  codes: [
    {
      id: 'flag',
      title: { ja: '最新フラグ', en: 'Newest' },
      codes: [
        { code: '0', label: '過去' },
        { code: '1', label: '最新' },
      ],
    },
    {
      id: 'sex',
      title: { ja: '性別', en: 'Sex' },
      codes: [
        { code: '1', label: '男' },
        { code: '2', label: '女' },
        { code: '9', label: '不明' },
      ],
    },
    {
      id: 'state',
      title: { ja: '住民状態', en: 'State' },
      codes: [
        { code: '01', label: '現存' },
        { code: '02', label: '転出' },
        { code: '03', label: '死亡' },
        { code: '04', label: '職権消除' },
      ],
    },
    {
      id: 'event',
      title: { ja: '異動事由', en: 'Events' },
      codes: [
        { code: '01', label: '転入' },
        { code: '02', label: '出生' },
        { code: '03', label: '職権記載' },
        { code: '11', label: '転居' },
        { code: '21', label: '転出' },
        { code: '22', label: '死亡' },
        { code: '23', label: '職権消除' },
        { code: '31', label: '世帯分離' },
        { code: '32', label: '世帯合併' },
        { code: '33', label: '世帯主変更' },
        { code: '41', label: '職権修正' },
      ],
    },
  ],
}

const address = (item: string) => ({
  'address.municipality': { items: [item], address: 'municipality' as const },
  'address.town': { items: [item], address: 'town' as const },
  'address.rest': { items: [item], address: 'rest' as const },
})

export const residentMove: MoveOffer = {
  layout,
  mapping: {
    characters: 'jis-x-0208',
    targets: [
      {
        id: 'household',
        register: 'resident_household',
        file: 'household',
        fields: {
          number: { items: ['householdNumber'] },
          head: { items: ['head'] },
          ...address('address'),
          postcode: { items: ['postcode'] },
        },
      },
      {
        id: 'resident',
        register: 'resident',
        file: 'person',
        only: { item: 'latest', oneOf: ['1'] },
        fields: {
          addressee: { items: ['addressee'] },
          history: { items: ['history'] },
          name: { items: ['familyName', 'givenName'], separator: '　' },
          nameShrunk: { items: ['familyName', 'givenName'], separator: '　', characters: 'shrunk' },
          nameKana: { items: ['kana'] },
          bornOn: { items: ['bornOn'] },
          sex: { items: ['sex'] },
          household: { items: ['householdNumber'] },
          relation: { items: ['relation'] },
          ...address('address'),
          residentSince: { items: ['residentSince'] },
          state: { items: ['state'], codes: { '01': 'present', '02': 'movedOut', '03': 'dead', '04': 'struck' } },
          residentCode: { items: ['residentCode'] },
          individualNumber: { items: ['individualNumber'] },
          protectedUntil: { items: ['protectedUntil'] },
        },
      },
      {
        id: 'change',
        register: 'resident_change',
        file: 'change',
        fields: {
          addressee: { items: ['addressee'] },
          history: { items: ['history'] },
          resident: { items: ['addressee'] },
          event: {
            items: ['event'],
            codes: {
              '01': 'movedIn',
              '02': 'born',
              '03': 'entered',
              '11': 'movedWithin',
              '21': 'movedOut',
              '22': 'died',
              '23': 'struck',
              '31': 'householdSplit',
              '32': 'householdJoined',
              '33': 'headChanged',
              '41': 'corrected',
            },
          },
          happenedOn: { items: ['happenedOn'] },
          notifiedOn: { items: ['notifiedOn'] },
          processedOn: { items: ['processedOn'] },
          name: { items: ['name'] },
          ...address('address'),
        },
      },
    ],
  },
}
