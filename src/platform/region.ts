import type { Bilingual } from '../base/bilingual.ts'
import type { Random } from '../base/random.ts'
import type { PlanDefinition } from './plan/measure.ts'

/** A place on the map in degrees, WGS 84 (JGD2011). */
export interface MapPoint {
  readonly latitude: number
  readonly longitude: number
}

/** A group of municipalities that the prefecture plans and reports by (圏域). */
export interface AreaDefinition {
  readonly id: string
  readonly name: Bilingual
}

/**
 * A municipality, a ward of a designated city, or a code that one of them had earlier. Codes are kept as texts of six
 * digits with their check digit (全国地方公共団体コード).
 */
export interface MunicipalityDefinition {
  readonly code: string
  readonly kind: 'city' | 'town' | 'village' | 'ward'
  readonly name: Bilingual
  /** Reading in hiragana. */
  readonly kana: string
  /** 郡, where it lies in one. */
  readonly county?: Bilingual
  readonly area: string
  /** 法人番号; wards have none. Left out where it is not confirmed. */
  readonly corporateNumber?: string
  /** For a ward: code of its city. */
  readonly city?: string
  /** The town hall or ward office, to some 100 m. */
  readonly point: MapPoint
  /** First day of this code and name, YYYY-MM-DD; without it older than the records kept here. */
  readonly from?: string
  /** Last day of this code and name. */
  readonly until?: string
  /** Code that goes on after `until`. */
  readonly successor?: string
}

/** A department or section as the plan names it. What it is called now is configuration: `successor` or the database. */
export interface DepartmentDefinition {
  readonly id: string
  /** 部. */
  readonly division: Bilingual
  /** 課・室. */
  readonly name: Bilingual
  /** Who carries its work now, where that is known. Never guessed. */
  readonly successor?: { readonly name: Bilingual; readonly from: string; readonly source: string }
}

/** An office outside the headquarters, with the municipalities that it looks after. */
export interface OfficeDefinition {
  readonly id: string
  readonly kind: 'health' | 'promotion'
  /** Code of the city that runs it; without it the prefecture does. */
  readonly runBy?: string
  readonly name: Bilingual
  readonly municipalities: readonly string[]
  /** Not confirmed from a source: to be checked by the prefecture before real use. */
  readonly sample: boolean
}

/** Keys of a region's organisations, from which their ids are made: definitions name organisations by them. */
export const officeKey = (office: string): string => `office-${office}`
export const departmentKey = (department: string): string => `department-${department}`

/** What is a prefecture's own, as data. The platform reads it and never names a place itself. */
export interface RegionDefinition {
  readonly id: string
  readonly prefecture: {
    readonly code: string
    readonly name: Bilingual
    readonly kana: string
    readonly corporateNumber: string
    readonly point: MapPoint
  }
  /** Name of the service as residents see it. */
  readonly service: Bilingual
  /** Every municipality and ward, earlier codes included, in the order of the national code list. */
  readonly municipalities: readonly MunicipalityDefinition[]
  readonly areas: readonly AreaDefinition[]
  readonly departments: readonly DepartmentDefinition[]
  readonly offices: readonly OfficeDefinition[]
  readonly plan: PlanDefinition
  readonly map: { readonly centre: MapPoint; readonly zoom: number }
  readonly timeZone: string
  /** Signs and what may stand for them in common characters (縮退マップ), where the region brings such a map. */
  readonly shrink?: () => ReadonlyMap<string, readonly string[]>
  readonly sample: RegionSample
}

/** A part of an invented name with its reading in katakana. */
export type NamePart = readonly [text: string, kana: string]

/** Invented names and places of the region, for the sample data of every system. The same seed gives the same. */
export interface RegionSample {
  /**
   * @param trades what stands behind the invented word: 薬局, 運送
   * @param forms patterns with `～` for the name, such as legal forms
   */
  names(
    seed: string,
    count: number,
    trades: readonly NamePart[],
    forms?: readonly string[],
  ): readonly { readonly name: string; readonly kana: string }[]
  person(random: Random): { readonly name: string; readonly kana: string }
  place(
    random: Random,
    municipality?: string,
  ): {
    readonly address: { readonly municipality: string; readonly town: string; readonly rest: string }
    readonly point: MapPoint
  }
  /** Code of a municipality or ward, as often as people live there. */
  municipality(random: Random): string
  phone(index: number): string
  email(index: number): string
  website(index: number): string
}

/** Whether a code or name was in use on a day (YYYY-MM-DD). */
export const inUseOn = (entry: { readonly from?: string; readonly until?: string }, day: string): boolean =>
  (entry.from === undefined || entry.from <= day) && (entry.until === undefined || day <= entry.until)

/** The municipalities and wards of a day, in the region's order. */
export const municipalitiesOn = (region: RegionDefinition, day: string): readonly MunicipalityDefinition[] =>
  region.municipalities.filter(municipality => inUseOn(municipality, day))
