import { type Clock, dayInJapan } from '../base/clock.ts'
import { organisationId, type RegionOrganisations } from '../platform/access/sample.ts'
import { municipalitiesOn, type RegionDefinition } from '../platform/region.ts'

/** A region's bodies: the prefecture, its departments, the municipalities of the day. */
export const organisationsOf = (region: RegionDefinition, clock: Clock): RegionOrganisations => ({
  prefecture: {
    key: region.prefecture.code,
    name: region.prefecture.name,
    kana: region.prefecture.kana,
    code: region.prefecture.code,
    corporateNumber: region.prefecture.corporateNumber,
  },
  departments: region.departments.map(department => ({
    key: `department-${department.id}`,
    name: {
      ja: `${department.division.ja} ${department.name.ja}`,
      en: `${department.name.en}, ${department.division.en}`,
    },
  })),
  municipalities: municipalitiesOn(region, dayInJapan(clock.now()))
    .filter(one => one.kind !== 'ward')
    .map(one => ({
      key: one.code,
      name: one.name,
      kana: one.kana,
      code: one.code,
      ...(one.corporateNumber ? { corporateNumber: one.corporateNumber } : {}),
    })),
})

export const idsOf = (organisations: RegionOrganisations): readonly string[] =>
  [organisations.prefecture, ...organisations.departments, ...organisations.municipalities].map(({ key }) =>
    organisationId(key),
  )
