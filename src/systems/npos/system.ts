import { defineSystem } from '../../platform/system.ts'
import { npo } from './registers.ts'
import { loadNpos } from './sample.ts'

/** みやぎNPO情報ネット: a directory, and nothing but declarations. */
export const npos = defineSystem({
  id: 'npos',
  title: { ja: 'NPO情報ネット', en: 'NPO information net' },
  summary: {
    ja: '県内のNPO法人・市民活動団体を、活動の分野や地域、募集しているものからさがせます。',
    en: 'Find non-profit organisations by field of work, place, or what they look for.',
  },
  measures: ['3-1-S4'],
  open: '/npos',
  task: {
    title: { ja: 'NPOをさがす', en: 'Find a non-profit organisation' },
    text: { ja: '活動の分野、地域、ボランティアの募集から。', en: 'By field of work, place, or volunteers wanted.' },
    path: '/npos',
  },
  registers: [npo],
  roles: [
    {
      id: 'npoOfficer',
      title: { ja: 'NPO担当', en: 'NPO officer' },
      permissions: ['read', 'readPersonal', 'create', 'change', 'remove', 'import', 'export'].map(act => `npo.${act}`),
      heldIn: ['prefecture'],
    },
  ],
  sampleRoles: { officer: ['npoOfficer'] },
  menu: [{ zone: 'public', title: { ja: 'NPO', en: 'Non-profits' }, path: '/npos', order: 50 }],
  sample: loadNpos,
})
