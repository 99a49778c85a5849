import { defineSystem } from '../../platform/system.ts'
import { residentMove } from './moving.ts'
import { residentRegisters } from './registers.ts'
import { residentMover, residentOfficer } from './roles.ts'
import { loadResidents } from './sample.ts'

/** 住民データの遠隔地保管: people as in residents' records, moved in from the municipalities' systems. Only declarations. */
export const residentRecords = defineSystem({
  id: 'resident-records',
  title: { ja: '住民データの遠隔地保管', en: 'Remote keeping of residents’ data' },
  summary: {
    ja: '市町村の住民データを、災害で失われないよう離れた場所にも保管します。公開はしません。',
    en: 'Residents’ data of the municipalities, kept far away too so that no disaster destroys it. Never published.',
  },
  measures: ['2-3-T3'],
  // Nothing of it is public: the entry's own page says what is kept, and where.
  open: '/plan/2-3-T3',
  registers: residentRegisters,
  roles: [residentOfficer, residentMover],
  sampleRoles: {
    officer: [residentMover.id, 'mover'],
    chief: ['moveApprover'],
    municipal: [residentOfficer.id, residentMover.id, 'mover'],
  },
  moves: [residentMove],
  sample: loadResidents,
})
