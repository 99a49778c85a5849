import { type Bilingual, fill } from '../../../base/bilingual.ts'
import type { Field } from '../field.ts'

const chosen: ReadonlySet<Field['kind']> = new Set(['yesNo', 'choice', 'choices', 'file', 'reference'])

/** What a required field says when it is empty. */
export const requiredMessage = (field: Field): Bilingual =>
  fill(
    chosen.has(field.kind)
      ? { ja: '「{label}」を選んでください。', en: 'Choose: {label}.' }
      : { ja: '「{label}」を入力してください。', en: 'Enter: {label}.' },
    { label: field.label },
  )
