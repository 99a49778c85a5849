import type { RegionDefinition } from '../../platform/region.ts'
import { areas } from './areas.ts'
import { departments } from './departments.ts'
import { municipalities } from './municipalities.ts'
import { offices } from './offices.ts'
import { plan } from './plan.ts'
import { sampleNames, samplePerson } from './sample/names.ts'
import { sampleEmail, samplePhone, samplePlace, sampleWebsite } from './sample/places.ts'
import { sampleMunicipality } from './sample/population.ts'

export const region: RegionDefinition = {
  id: 'miyagi',
  prefecture: {
    code: '040002',
    name: { ja: '宮城県', en: 'Miyagi Prefecture' },
    kana: 'みやぎけん',
    corporateNumber: '8000020040002',
    point: { latitude: 38.269, longitude: 140.872 },
  },
  service: { ja: '共同公共システム 結び（Musubi）', en: 'Musubi, shared public systems' },
  municipalities,
  areas,
  departments,
  offices,
  plan,
  map: { centre: { latitude: 38.38, longitude: 140.93 }, zoom: 9 },
  timeZone: 'Asia/Tokyo',
  sample: {
    names: sampleNames,
    person: samplePerson,
    place: samplePlace,
    municipality: sampleMunicipality,
    phone: samplePhone,
    email: sampleEmail,
    website: sampleWebsite,
  },
}
