import { offices } from './offices.ts'
import { sampleNames, samplePerson, wasteTrades } from './sample/names.ts'
import { samplePhone, samplePlace } from './sample/places.ts'

/**
 * What the system of waste operators needs to know of Miyagi. Sendai issues permits of its own: its health office is no
 * window of the prefecture. Codes and sign are to be confirmed by the prefecture.
 */
export const waste = {
  authority: '004',
  cityAuthority: '054',
  windows: offices.filter(({ kind, runBy }) => kind === 'health' && runBy === undefined),
  headquarters: {
    id: 'headquarters',
    name: { ja: '県庁 循環型社会推進課', en: 'Resource Circulation Division' },
    department: 'resource-circulation',
    municipalities: [],
  },
  documentSign: '循',
  reminderDays: [180, 90, 60, 30],
  mailbox: 'junkan@example.jp',
  sample: {
    names: (seed: string, count: number) => sampleNames(seed, count, wasteTrades),
    person: samplePerson,
    place: samplePlace,
    phone: samplePhone,
  },
} as const
