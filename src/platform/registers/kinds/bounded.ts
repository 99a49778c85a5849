import { fill } from '../../../base/bilingual.ts'
import { bad, type Result } from '../../../base/problem.ts'
import type { FieldKindId } from '../field.ts'
import type { FieldKind } from './kind.ts'

/**
 * The longest text that a kind looks at, in UTF-16 units: far above every right value. Readers are lenient, and their
 * regular expressions try many ways to read white space and signs: a thousand blanks inside a moment took minutes.
 */
const usual = 400
const longest: Partial<Readonly<Record<FieldKindId, number>>> = {
  text: 100_000,
  longText: 200_000,
  rows: 2_000_000,
  openingHours: 2000,
  choices: 20_000,
  kana: 2000,
  address: 1000,
  email: 1000,
  url: 4000,
  file: 1000,
  date: 100,
  dateTime: 100,
}

const tooLong = (most: number): Result<never> =>
  bad(
    fill(
      { ja: '長すぎます。{most}文字以内で入力してください。', en: 'This is too long: {most} characters at most.' },
      { most },
    ),
  )

const isLong = (json: unknown, most: number): boolean => {
  if (typeof json === 'string') return json.length > most
  return (
    typeof json === 'object' &&
    json !== null &&
    Object.values(json).some(value => typeof value === 'string' && value.length > most)
  )
}

/** The same kind, which does not begin to read what is far too long. */
export const bounded = <K extends FieldKindId>(kind: FieldKind<K>): FieldKind<K> => {
  const most = longest[kind.kind] ?? usual
  return {
    ...kind,
    read: (texts, field, context) =>
      texts.some(text => text.length > most) ? tooLong(most) : kind.read(texts, field, context),
    fromJson: (json, field, context) => (isLong(json, most) ? tooLong(most) : kind.fromJson(json, field, context)),
  }
}
