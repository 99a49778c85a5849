import { type Clock, dayInJapan } from '../base/clock.ts'
import { organisationId } from '../platform/access/keys.ts'
import type { RegionOrganisations } from '../platform/access/sample.ts'
import { departmentKey, municipalitiesOn, officeKey, type RegionDefinition } from '../platform/region.ts'

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
    key: departmentKey(department.id),
    name: {
      ja: `${department.division.ja} ${department.name.ja}`,
      en: `${department.name.en}, ${department.division.en}`,
    },
  })),
  // A city's own offices are its own to enter.
  offices: region.offices
    .filter(office => office.runBy === undefined)
    .map(({ id, name }) => ({ key: officeKey(id), name })),
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
  [
    organisations.prefecture,
    ...organisations.departments,
    ...(organisations.offices ?? []),
    ...organisations.municipalities,
  ].map(({ key }) => organisationId(key))
