import { defineRegister } from '../../src/platform/registers/definition.ts'

const surfaces = [
  { code: 'clay', label: { ja: 'クレー', en: 'Clay' } },
  { code: 'grass', label: { ja: '芝', en: 'Grass' } },
]

export const court = defineRegister({
  id: 'tennis_court',
  title: { ja: 'テニスコート', en: 'Courts' },
  description: { ja: '借りられるコートです。', en: 'Courts that can be booked.' },
  fieldClass: 'public',
  fields: {
    name: { kind: 'text', label: { ja: '名称', en: 'Name' }, required: true, unique: true },
    nameKana: { kind: 'kana', of: 'name', label: { ja: 'フリガナ', en: 'Reading' } },
    surface: { kind: 'choice', of: surfaces, label: { ja: '種類', en: 'Surface' }, required: true },
    hours: { kind: 'openingHours', label: { ja: '開場時間', en: 'Opening hours' } },
    phone: { kind: 'phone', label: { ja: '電話', en: 'Phone' } },
    point: { kind: 'point', label: { ja: '位置', en: 'Place on the map' } },
    keyBox: { kind: 'text', label: { ja: '鍵の番号', en: 'Key box' }, class: 'internal' },
  },
  naming: ['name'],
  list: ['name', 'surface', 'phone', 'hours'],
  search: ['name', 'nameKana'],
  filters: ['hours', 'surface'],
  sort: ['name'],
  publish: { path: '/tennis/courts', license: 'CC BY 4.0' },
})

export const member = defineRegister({
  id: 'tennis_member',
  title: { ja: 'テニスクラブ会員', en: 'Members' },
  description: { ja: 'クラブの会員です。公開しません。', en: 'Members of the club; not published.' },
  fieldClass: 'personal',
  fields: {
    number: { kind: 'text', label: { ja: '会員番号', en: 'Number' }, required: true, unique: true, class: 'internal' },
    name: { kind: 'text', label: { ja: '氏名', en: 'Name' }, required: true },
    phone: { kind: 'phone', label: { ja: '電話', en: 'Phone' } },
    illness: { kind: 'text', label: { ja: '持病', en: 'Illness' }, class: 'special' },
  },
  naming: ['number'],
  list: ['number', 'name', 'phone'],
  search: ['number', 'name'],
  filters: [],
  sort: ['number'],
})

export const booking = defineRegister({
  id: 'tennis_booking',
  title: { ja: 'コートの予約', en: 'Bookings' },
  description: { ja: '承認された予約です。', en: 'Approved bookings.' },
  fieldClass: 'public',
  fields: {
    title: { kind: 'text', label: { ja: '催し', en: 'Event' }, required: true },
    court: { kind: 'reference', to: 'tennis_court', label: { ja: 'コート', en: 'Court' }, required: true },
    day: { kind: 'date', label: { ja: '利用日', en: 'Day' }, required: true },
    member: { kind: 'reference', to: 'tennis_member', label: { ja: '会員', en: 'Member' }, class: 'internal' },
  },
  naming: ['title'],
  list: ['title', 'court', 'day'],
  search: ['title'],
  filters: ['court', 'day'],
  sort: ['-day'],
  unique: [['court', 'day']],
  publish: { path: '/tennis/bookings', license: 'CC BY 4.0' },
  approval: { operations: ['create', 'change'], expiresAfterDays: 14 },
})
