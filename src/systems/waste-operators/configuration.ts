import type { Bilingual } from '../../base/bilingual.ts'
import type { Random } from '../../base/random.ts'
import { departmentKey, officeKey } from '../../platform/region.ts'
import type { AddressValue, Choice, PointValue } from '../../platform/registers/field.ts'

/** Where applicants hand in: a health office, or the headquarters. */
export interface Window {
  readonly id: string
  readonly name: Bilingual
  /** Where it is a department of the headquarters: its id in the region. Else the window's id is that of an office. */
  readonly department?: string
  /** Codes of municipalities whose operators it serves. */
  readonly municipalities: readonly string[]
}

/** Makes invented operators; the region brings names and places. */
export interface SampleMaker {
  /** Distinct names, the same at each call. */
  names(seed: string, count: number): readonly { readonly name: string; readonly kana: string }[]
  person(random: Random): { readonly name: string; readonly kana: string }
  place(random: Random): { readonly address: AddressValue; readonly point: PointValue }
  phone(index: number): string
}

/** What differs from prefecture to prefecture, as data of the region. */
export interface WasteConfiguration {
  /** First three digits of the permits that this prefecture issues. */
  readonly authority: string
  /** City of the prefecture that issues permits of its own, for sample data. */
  readonly cityAuthority: string
  readonly windows: readonly Window[]
  /** For operators outside every window's municipalities: in a city with its own authority, or outside the prefecture. */
  readonly headquarters: Window
  /** Sign in front of document numbers, such as 循: `宮城県（循）指令第1号`. */
  readonly documentSign: string
  /** Days before the end of a permit on which its holder is reminded. */
  readonly reminderDays: readonly number[]
  /** Where alerts and reminders go. */
  readonly mailbox: string
  readonly sample: SampleMaker
}

export const allWindows = (configuration: WasteConfiguration): readonly Window[] => [
  ...configuration.windows,
  configuration.headquarters,
]

/** The windows as choices; whose record it is, is told by them. */
export const windowChoices = (configuration: WasteConfiguration): readonly Choice[] =>
  allWindows(configuration).map(({ id, name, department }) => ({
    code: id,
    label: name,
    organisation: department === undefined ? officeKey(id) : departmentKey(department),
  }))

/**
 * The window of an operator: the health office of the place, else the headquarters (Miyagi's pages: 保健所 by location, 県庁
 * when only in Sendai or outside the prefecture).
 */
export const windowOf = (configuration: WasteConfiguration, municipality: string | undefined): Window =>
  configuration.windows.find(window => municipality !== undefined && window.municipalities.includes(municipality)) ??
  configuration.headquarters
