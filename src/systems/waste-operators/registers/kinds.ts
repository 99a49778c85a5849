import type { Choice } from '../../../platform/registers/field.ts'

/** What the fourth digit of a permit number says. */
export interface PermitKind {
  readonly code: string
  readonly label: { readonly ja: string; readonly en: string }
  /** 特別管理産業廃棄物. */
  readonly special: boolean
  /** 積替え・保管 of a haulier. */
  readonly transshipment: boolean
  readonly work: 'collection' | 'treatment' | 'disposal' | 'treatment-and-disposal'
}

const works = [
  ['collection', '収集運搬業（積替え・保管を除く）', 'Collection and transport, without transshipment'],
  ['collection', '収集運搬業（積替え・保管を含む）', 'Collection and transport, with transshipment'],
  ['treatment', '処分業（中間処理）', 'Intermediate treatment'],
  ['disposal', '処分業（最終処分）', 'Final disposal'],
  ['treatment-and-disposal', '処分業（中間処理・最終処分）', 'Intermediate treatment and final disposal'],
] as const

/**
 * 業の種類 in the order of 衛環21号: 0 and 5 are without transshipment, 1 and 6 with it. (A page that is often copied has
 * them the other way round.)
 */
export const permitKinds: readonly PermitKind[] = [false, true].flatMap(special =>
  works.map(([work, ja, en], index) => ({
    code: String(special ? index + 5 : index),
    label: special
      ? { ja: `特別管理産業廃棄物${ja}`, en: `Specially controlled waste: ${en}` }
      : { ja: `産業廃棄物${ja}`, en },
    special,
    transshipment: index === 1,
    work,
  })),
)

export const permitKindChoices: readonly Choice[] = permitKinds.map(({ code, label }) => ({ code, label }))

/** Kinds whose permit has transshipment and storage (積替え・保管). */
export const transshipmentKinds: readonly string[] = permitKinds
  .filter(({ transshipment }) => transshipment)
  .map(({ code }) => code)

export const findPermitKind = (code: string): PermitKind | undefined => permitKinds.find(kind => kind.code === code)
