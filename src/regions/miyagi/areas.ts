import type { AreaDefinition } from '../../platform/region.ts'

/** The seven areas (広域圏) by which the prefecture plans. */
export const areas = [
  { id: 'sennan', name: { ja: '仙南', en: 'Sennan' } },
  { id: 'sendai', name: { ja: '仙台都市', en: 'Sendai metropolitan' } },
  { id: 'osaki', name: { ja: '大崎', en: 'Osaki' } },
  { id: 'kurihara', name: { ja: '栗原', en: 'Kurihara' } },
  { id: 'tome', name: { ja: '登米', en: 'Tome' } },
  { id: 'ishinomaki', name: { ja: '石巻', en: 'Ishinomaki' } },
  { id: 'kesennuma', name: { ja: '気仙沼・本吉', en: 'Kesennuma and Motoyoshi' } },
] as const satisfies readonly AreaDefinition[]
