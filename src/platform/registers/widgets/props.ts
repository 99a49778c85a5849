import type { Bilingual, Language } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import type { FieldProps } from '../../../ui/field.tsx'
import type { Field } from '../field.ts'
import type { KindContext } from '../kinds/kind.ts'

/** A record that a reference may lead to. */
export interface ReferenceOption {
  readonly id: string
  readonly name: string
  /** What one types to choose it in a long register: its number, else its name. */
  readonly key?: string | undefined
}

export interface FieldInputProps<F extends Field = Field> {
  /** Name of the input: the field id, `vehicles.0.number` inside rows. */
  readonly id: string
  readonly field: F
  /** As `textsOf` and `writeField` give them: one for each part. */
  readonly texts: readonly string[]
  readonly problems?: readonly Problem[] | undefined
  readonly language: Language
  readonly context: KindContext
  /** For references: the records to choose from, or at least the one that is referred to now. */
  readonly options?: readonly ReferenceOption[] | undefined
  /** The form asks people about themselves, so that their browser may fill it in (WCAG 1.3.5). */
  readonly aboutSelf?: boolean | undefined
}

/** @param hint how to write a value of this kind; stands behind the field's own help */
export const boxProps = (props: FieldInputProps, hint?: Bilingual): FieldProps => {
  const { help } = props.field
  const both = help && hint ? { ja: `${help.ja} ${hint.ja}`, en: `${help.en} ${hint.en}` } : (help ?? hint)
  return {
    language: props.language,
    name: props.id,
    label: props.field.label,
    help: both,
    required: props.field.required,
    problems: props.problems,
  }
}
