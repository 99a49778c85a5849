import type { MoveMapping } from './mapping/definition.ts'

/** The old system of a tennis club: members, and bookings that belong to them. */
export const clubLayout = {
  id: 'club',
  version: '1',
  title: { ja: 'テニスクラブ（見本）', en: 'Tennis club (sample)' },
  files: [
    {
      id: 'member',
      title: { ja: '会員', en: 'Members' },
      pattern: 'KAIIN*.csv',
      encoding: 'cp932',
      form: { kind: 'delimited', delimiter: ',', header: true },
      key: ['number'],
      group: 'members',
      items: [
        { number: 1, id: 'number', title: '会員番号', type: 'text', length: 8, required: true, personal: false },
        { number: 2, id: 'family', title: '氏', type: 'text', length: 20, required: true },
        { number: 3, id: 'given', title: '名', type: 'text', length: 20 },
        { number: 4, id: 'level', title: '級', type: 'code', length: 2, codes: 'level', personal: false },
        {
          number: 5,
          id: 'joined',
          title: '入会日',
          type: 'eraDate',
          length: 7,
          eras: { '3': '昭和', '4': '平成', '5': '令和' },
          empty: ['0000000'],
          personal: false,
        },
        { number: 6, id: 'fee', title: '会費', type: 'number', length: 8, personal: false },
        { number: 7, id: 'illness', title: '既往症', type: 'text', length: 40 },
      ],
    },
    {
      id: 'booking',
      title: { ja: '予約', en: 'Bookings' },
      pattern: 'YOYAKU*.txt',
      encoding: 'cp932',
      form: { kind: 'fixed', unit: 'bytes' },
      key: ['court', 'day'],
      parent: { file: 'member', join: { number: 'number' } },
      group: 'bookings',
      items: [
        { number: 1, id: 'court', title: 'コート', type: 'text', length: 10, required: true, personal: false },
        { number: 2, id: 'day', title: '利用日', type: 'date', length: 8, required: true, personal: false },
        { number: 3, id: 'number', title: '会員番号', type: 'text', length: 8, personal: false },
      ],
    },
  ],
  codes: [
    {
      id: 'level',
      title: '級',
      codes: [
        { code: '01', label: '初級' },
        { code: '02', label: '中級' },
        { code: '03', label: '上級' },
        { code: '09', label: '特級', to: '2000-03-31' },
      ],
    },
  ],
}

export const clubMapping: MoveMapping = {
  characters: 'jis-x-0208',
  targets: [
    {
      id: 'member',
      register: 'club_member',
      file: 'member',
      fields: {
        number: { items: ['number'] },
        name: { items: ['family', 'given'], separator: '　' },
        nickname: { items: ['family'], characters: 'shrunk' },
        level: { items: ['level'], codes: { '01': '1', '02': '2', '03': '3', '09': '3' } },
        joinedOn: { items: ['joined'] },
        fee: { items: ['fee'] },
        illness: { items: ['illness'] },
      },
    },
    {
      id: 'booking',
      register: 'club_booking',
      file: 'booking',
      fields: { court: { items: ['court'] }, day: { items: ['day'] }, member: { items: ['number'] } },
    },
  ],
}
