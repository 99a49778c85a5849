import { dayInJapan } from '../../base/clock.ts'
import { defineSystem, type SystemDefinition } from '../../platform/system.ts'
import { wasteCodes } from './codes/index.ts'
import type { WasteConfiguration } from './configuration.ts'
import { wasteJobs } from './jobs.ts'
import { sanpaiKunLayout } from './layouts/layout.ts'
import { wasteMove } from './moving.ts'
import { wasteExtras } from './pages/extras.tsx'
import { wasteMenu, wasteRoutes } from './pages/routes.ts'
import { wasteRegisters } from './registers/index.ts'
import { wasteChief, wasteHealthOffice, wasteOfficer } from './roles.ts'
import { permitProblems } from './rules/permit-check.ts'
import { loadSample } from './sample/load.ts'
import { wasteSeveral } from './work/several.ts'
import { wasteWork } from './work/waiting.ts'

/** 産業廃棄物処理業等管理システム: what a prefecture brings along is its configuration. */
export const wasteOperators = (configuration: WasteConfiguration): SystemDefinition =>
  defineSystem({
    id: 'waste-operators',
    title: { ja: '産業廃棄物処理業等管理システム', en: 'Industrial waste operators' },
    summary: {
      ja: '産業廃棄物の処理業者、許可、処理施設、行政処分の台帳です。許可事務と公開を一つの記録で行います。',
      en: 'Operators, permits, facilities and disciplinary actions: one record for the office and the public.',
    },
    measures: ['3-1-5'],
    open: '/waste/permits',
    task: {
      title: { ja: '産業廃棄物の処理業者を調べる', en: 'Check a waste operator' },
      text: {
        ja: '業者の名前や許可番号から、許可が有効か、何を扱えるかを調べます。',
        en: 'By name or permit number: is the permit valid, and for which wastes?',
      },
      path: '/waste/permits',
    },
    registers: wasteRegisters(configuration),
    checks: { waste_permit: values => permitProblems(values, null) },
    roles: [wasteOfficer, wasteChief, wasteHealthOffice],
    sampleRoles: { officer: [wasteOfficer.id], chief: [wasteChief.id], office: [wasteHealthOffice.id] },
    codes: wasteCodes,
    indicators: [
      {
        measure: '3-1-5',
        kind: 'stock',
        unit: { ja: '件', en: 'records' },
        counts: [
          { register: 'waste_operator' },
          // What is given up cannot be revoked any more, so that of two days the revocation's is the earlier.
          { register: 'waste_facility', until: ['revokedOn', 'abolishedOn'] },
        ],
      },
    ],
    routes: wasteRoutes(configuration),
    extras: wasteExtras(configuration),
    several: wasteSeveral(configuration),
    work: wasteWork(configuration),
    menu: wasteMenu,
    moves: [wasteMove],
    layouts: services => [sanpaiKunLayout(configuration, services.region, () => dayInJapan(services.clock.now()))],
    jobs: wasteJobs(configuration),
    sample: (services, progress) => loadSample(configuration, services, progress),
  })
