import type { MoveOffer } from '../../platform/moving/offer.ts'
import { wastes } from './codes/wastes.ts'
import { permitKinds } from './registers/kinds.ts'
import { facilityTypes } from './rules/facility-types.ts'

const text = (number: number, id: string, ja: string, en: string, length: number, required = false) => ({
  number,
  id,
  title: { ja, en },
  type: 'text',
  length,
  required,
  personal: false,
})
const code = (number: number, id: string, ja: string, en: string, length: number, codes: string, required = false) => ({
  ...text(number, id, ja, en, length, required),
  type: 'code',
  codes,
})
const day = (number: number, id: string, ja: string, en: string, required = false) => ({
  ...text(number, id, ja, en, 8, required),
  type: 'date',
  empty: ['00000000', '99999999'],
})

const csv = (id: string, ja: string, en: string, pattern: string) => ({
  id,
  title: { ja, en },
  pattern,
  encoding: 'cp932',
  form: { kind: 'delimited', delimiter: ',', header: true },
  required: true,
  group: 'waste',
})

/** The old register of waste operators, as a sample: three files that name each other by number. */
const layout = {
  id: 'waste-sample',
  version: '2026.1',
  title: { ja: '産業廃棄物処理業（見本レイアウト）', en: 'Waste operators (sample layout)' },
  files: [
    {
      ...csv('operator', '処理業者', 'Operators', 'GYOSHA*.csv'),
      key: ['operatorNumber'],
      items: [
        text(1, 'operatorNumber', '固有番号', 'Operator number', 6, true),
        text(2, 'name', '業者名', 'Name', 120, true),
        text(3, 'kana', '業者名カナ', 'Reading', 120),
        text(4, 'corporateNumber', '法人番号', 'Corporate number', 13),
        text(5, 'address', '所在地', 'Address', 200, true),
        text(6, 'phone', '電話番号', 'Phone', 20),
        { ...text(7, 'representative', '代表者', 'Representative', 80), personal: true },
      ],
    },
    {
      ...csv('permit', '許可', 'Permits', 'KYOKA*.csv'),
      key: ['permitNumber'],
      parent: { file: 'operator', join: { operatorNumber: 'operatorNumber' } },
      items: [
        text(1, 'permitNumber', '許可番号', 'Permit number', 11, true),
        text(2, 'operatorNumber', '固有番号', 'Operator number', 6, true),
        text(3, 'authority', '許可主体', 'Authority', 3, true),
        code(4, 'kind', '業の種類', 'Kind', 1, 'kind', true),
        { ...code(5, 'waste', '取扱品目', 'Wastes', 4, 'waste'), repeats: 5 },
        day(6, 'grantedOn', '許可年月日', 'Granted', true),
        day(7, 'expiresOn', '許可期限', 'Expires', true),
        text(8, 'office', '窓口', 'Office', 40),
      ],
    },
    {
      ...csv('facility', '処理施設', 'Facilities', 'SHISETSU*.csv'),
      key: ['facilityNumber'],
      parent: { file: 'operator', join: { operatorNumber: 'operatorNumber' } },
      required: false,
      items: [
        text(1, 'facilityNumber', '施設番号', 'Facility number', 12, true),
        text(2, 'operatorNumber', '固有番号', 'Operator number', 6, true),
        text(3, 'name', '施設名', 'Name', 120, true),
        code(4, 'type', '施設種類', 'Type', 6, 'facilityType', true),
        text(5, 'address', '設置場所', 'Address', 200, true),
        day(6, 'permittedOn', '設置許可年月日', 'Permitted', true),
      ],
    },
  ],
  codes: [
    {
      id: 'kind',
      title: { ja: '業の種類', en: 'Kinds' },
      codes: permitKinds.map(one => ({ code: one.code, label: one.label.ja })),
    },
    {
      id: 'waste',
      title: { ja: '品目', en: 'Wastes' },
      codes: wastes.map(one => ({ code: one.code, label: one.name.ja })),
    },
    {
      id: 'facilityType',
      title: { ja: '施設の種類', en: 'Types' },
      codes: facilityTypes.map(one => ({ code: one.code, label: one.label.ja })),
    },
  ],
}

const address = (field: string, item: string) => ({
  [`${field}.municipality`]: { items: [item], address: 'municipality' as const },
  [`${field}.town`]: { items: [item], address: 'town' as const },
  [`${field}.rest`]: { items: [item], address: 'rest' as const },
})

export const wasteMove: MoveOffer = {
  layout,
  mapping: {
    characters: 'unicode',
    targets: [
      {
        id: 'operator',
        register: 'waste_operator',
        file: 'operator',
        fields: {
          operatorNumber: { items: ['operatorNumber'], zeros: 6 },
          name: { items: ['name'] },
          nameKana: { items: ['kana'] },
          corporateNumber: { items: ['corporateNumber'] },
          ...address('address', 'address'),
          phone: { items: ['phone'] },
          representative: { items: ['representative'] },
        },
      },
      {
        id: 'permit',
        register: 'waste_permit',
        file: 'permit',
        // The permit keeps name and address of its holder as the certificate prints them.
        joins: [{ file: 'operator', on: { operatorNumber: 'operatorNumber' } }],
        fields: {
          permitNumber: { items: ['permitNumber'], zeros: 11 },
          operator: { items: ['operatorNumber'], zeros: 6 },
          holder: { items: ['operator.name'] },
          ...address('holderAddress', 'operator.address'),
          authority: { items: ['authority'], zeros: 3 },
          kind: { items: ['kind'] },
          wastes: { items: ['waste.1', 'waste.2', 'waste.3', 'waste.4', 'waste.5'], separator: '、' },
          office: { items: ['office'], constant: 'headquarters' },
          grantedOn: { items: ['grantedOn'] },
          expiresOn: { items: ['expiresOn'] },
        },
      },
      {
        id: 'facility',
        register: 'waste_facility',
        file: 'facility',
        fields: {
          name: { items: ['name'] },
          operator: { items: ['operatorNumber'], zeros: 6 },
          type: { items: ['type'] },
          ...address('address', 'address'),
          office: { constant: 'headquarters' },
          permitText: { items: ['facilityNumber'] },
          permittedOn: { items: ['permittedOn'] },
        },
      },
    ],
  },
}
