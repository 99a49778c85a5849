import type { OfficeDefinition } from '../../platform/region.ts'
import { municipalities } from './municipalities.ts'

/** Codes in use now of an area's municipalities, wards apart. */
const inArea = (area: string): readonly string[] =>
  municipalities
    .filter(({ kind, until, ...entry }) => entry.area === area && kind !== 'ward' && until === undefined)
    .map(({ code }) => code)

const sendaiCity = '041009'
const outsideSendaiCity = inArea('sendai').filter(code => code !== sendaiCity)

/**
 * Health offices (保健所) are sample configuration: which municipality belongs to which, and the branch offices, are to be
 * confirmed by the prefecture. The promotion offices (地方振興事務所) follow the areas.
 */
export const offices: readonly OfficeDefinition[] = [
  {
    id: 'health-sennan',
    kind: 'health',
    name: { ja: '仙南保健所', en: 'Sennan health office' },
    municipalities: inArea('sennan'),
    sample: true,
  },
  {
    id: 'health-shiogama',
    kind: 'health',
    name: { ja: '塩釜保健所', en: 'Shiogama health office' },
    municipalities: outsideSendaiCity,
    sample: true,
  },
  {
    id: 'health-sendai',
    kind: 'health',
    runBy: sendaiCity,
    name: { ja: '仙台市保健所', en: 'Sendai City health office' },
    municipalities: [sendaiCity],
    sample: true,
  },
  {
    id: 'health-osaki',
    kind: 'health',
    name: { ja: '大崎保健所', en: 'Osaki health office' },
    municipalities: [...inArea('osaki'), ...inArea('kurihara')],
    sample: true,
  },
  {
    id: 'health-ishinomaki',
    kind: 'health',
    name: { ja: '石巻保健所', en: 'Ishinomaki health office' },
    municipalities: [...inArea('ishinomaki'), ...inArea('tome')],
    sample: true,
  },
  {
    id: 'health-kesennuma',
    kind: 'health',
    name: { ja: '気仙沼保健所', en: 'Kesennuma health office' },
    municipalities: inArea('kesennuma'),
    sample: true,
  },
  {
    id: 'promotion-ogawara',
    kind: 'promotion',
    name: { ja: '大河原地方振興事務所', en: 'Ogawara regional promotion office' },
    municipalities: inArea('sennan'),
    sample: false,
  },
  {
    id: 'promotion-sendai',
    kind: 'promotion',
    name: { ja: '仙台地方振興事務所', en: 'Sendai regional promotion office' },
    municipalities: inArea('sendai'),
    sample: false,
  },
  {
    id: 'promotion-hokubu',
    kind: 'promotion',
    name: { ja: '北部地方振興事務所', en: 'Northern regional promotion office' },
    municipalities: [...inArea('osaki'), ...inArea('kurihara')],
    sample: false,
  },
  {
    id: 'promotion-tobu',
    kind: 'promotion',
    name: { ja: '東部地方振興事務所', en: 'Eastern regional promotion office' },
    municipalities: [...inArea('ishinomaki'), ...inArea('tome')],
    sample: false,
  },
  {
    id: 'promotion-kesennuma',
    kind: 'promotion',
    name: { ja: '気仙沼地方振興事務所', en: 'Kesennuma regional promotion office' },
    municipalities: inArea('kesennuma'),
    sample: false,
  },
]
