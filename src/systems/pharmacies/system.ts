import { defineSystem } from '../../platform/system.ts'
import { pharmacy } from './registers.ts'
import { loadPharmacies } from './sample.ts'

/** ミヤギ薬局けんさく: a directory, and nothing but declarations. */
export const pharmacies = defineSystem({
  id: 'pharmacies',
  title: { ja: '薬局けんさく', en: 'Pharmacy search' },
  summary: {
    ja: '薬局が報告した機能から、いま開いている薬局や在宅・外国語に対応する薬局をさがせます。',
    en: 'Find a pharmacy by what it reports: open now, visits at home, languages.',
  },
  measures: ['4-1-S4'],
  open: '/pharmacies',
  task: {
    title: { ja: 'いま開いている薬局をさがす', en: 'Find a pharmacy that is open now' },
    text: { ja: '開店時間、電話、地図がわかります。', en: 'With hours, phone and map.' },
    path: '/pharmacies?hours.openAt=now',
  },
  registers: [pharmacy],
  roles: [
    {
      id: 'pharmacyOfficer',
      title: { ja: '薬局情報担当', en: 'Pharmacy officer' },
      permissions: ['read', 'create', 'change', 'remove', 'import', 'export'].map(act => `pharmacy.${act}`),
      heldIn: ['prefecture'],
    },
  ],
  sampleRoles: { officer: ['pharmacyOfficer'] },
  menu: [{ zone: 'public', title: { ja: '薬局', en: 'Pharmacies' }, path: '/pharmacies', order: 40 }],
  sample: loadPharmacies,
})
