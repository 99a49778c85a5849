import { defineSystem } from '../../src/platform/system.ts'
import { booking, court, member } from './registers.ts'
import { loadCourts } from './sample.ts'

const on = (acts: readonly string[], ...registers: readonly string[]) =>
  registers.flatMap(register => acts.map(act => `${register}.${act}`))

export const tennisClub = defineSystem({
  id: 'tennis-club',
  title: { ja: 'テニスクラブ', en: 'Tennis club' },
  summary: { ja: 'コート、会員、予約の台帳です。', en: 'Courts, members and bookings.' },
  measures: [],
  open: '/tennis/courts',
  task: {
    title: { ja: 'コートをさがす', en: 'Find a court' },
    text: { ja: 'いま開いているコートがわかります。', en: 'See which are open now.' },
    path: '/tennis/courts',
  },
  registers: [court, member, booking],
  roles: [
    {
      id: 'tennisSecretary',
      title: { ja: 'クラブの書記', en: 'Secretary' },
      permissions: on(['read', 'readPersonal', 'create', 'change'], 'tennis_court', 'tennis_member', 'tennis_booking'),
      heldIn: ['prefecture'],
    },
    {
      id: 'tennisCaptain',
      title: { ja: 'クラブの主将（承認）', en: 'Captain (approves)' },
      permissions: on(['read', 'approve'], 'tennis_court', 'tennis_booking'),
      heldIn: ['prefecture'],
    },
  ],
  sampleRoles: { officer: ['tennisSecretary'], chief: ['tennisCaptain'] },
  menu: [{ zone: 'public', title: { ja: 'テニス', en: 'Tennis' }, path: '/tennis/courts', order: 60 }],
  sample: loadCourts,
})
