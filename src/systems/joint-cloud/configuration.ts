import type { Bilingual } from '../../base/bilingual.ts'

/** A municipality that may take part, with its people on a day. */
export interface MemberMunicipality {
  /** 全国地方公共団体コード, six digits. */
  readonly code: string
  readonly name: Bilingual
  /** Its figure until the organisation's own setting says otherwise; null where none is known. */
  readonly population: number | null
}

/** What differs from prefecture to prefecture, as data of the region. */
export interface JointCloudConfiguration {
  readonly municipalities: readonly MemberMunicipality[]
  readonly population: {
    readonly source: Bilingual
    /** Day of the figures, YYYY-MM-DD. */
    readonly day: string
    /** Whether somebody compared the figures with their source. Pages say so while nobody did. */
    readonly confirmed: boolean
  }
}

export const municipalityName = (configuration: JointCloudConfiguration, code: string): Bilingual =>
  configuration.municipalities.find(one => one.code === code)?.name ?? { ja: code, en: code }
