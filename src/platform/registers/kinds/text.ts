import { fill } from '../../../base/bilingual.ts'
import { bad, type Result } from '../../../base/problem.ts'
import type { LongTextField, TextField } from '../field.ts'
import { textCell } from './cells.ts'
import { exactText, scalarKind } from './scalar.ts'
import { characters, checkCharacters, tidy } from './typing.ts'

/** Bound of fields that name none: long enough for every name and title, short enough for a list and an index. */
const usualMaxLength = 400
const usualMaxLongLength = 20_000

const tooLong = (max: number) =>
  bad(fill({ ja: '{max}文字以内で入力してください。', en: 'Enter {max} characters or fewer.' }, { max }))

/** Patterns cover the whole text, as in HTML and not as in JSON Schema. */
const whole = (source: string) => `^(?:${source})$`

const parseText = (text: string, field: TextField): Result<string> => {
  const checked = checkCharacters(tidy(text), false)
  if (!checked.ok) return checked
  const max = field.maxLength ?? usualMaxLength
  if (characters(checked.value) > max) return tooLong(max)
  if (field.pattern && !new RegExp(whole(field.pattern.source), 'u').test(checked.value)) return bad(field.pattern.hint)
  return checked
}

const expectedText = {
  ja: '空でない文字列を、前後の空白や改行のない形で送ってください。空は null です。',
  en: 'Send a text that is not empty and has no blanks around it and no line breaks; nothing is null.',
}

/** A line of text, kept as written, variant kanji and selectors included. */
export const text = scalarKind({
  kind: 'text',
  column: 'text',
  cell: textCell,
  parse: parseText,
  print: value => value,
  fromJson: exactText(parseText, expectedText),
  schema: field => ({
    type: 'string',
    minLength: 1,
    maxLength: field.maxLength ?? usualMaxLength,
    ...(field.pattern ? { pattern: whole(field.pattern.source) } : {}),
  }),
  show: value => value,
  searchTexts: value => [value],
  filters: ['equal', 'filled'],
  sortable: true,
})

const parseLongText = (text: string, field: LongTextField): Result<string> => {
  const checked = checkCharacters(tidy(text), true)
  if (!checked.ok) return checked
  const max = field.maxLength ?? usualMaxLongLength
  return characters(checked.value) > max ? tooLong(max) : checked
}

/** Text of several lines. */
export const longText = scalarKind({
  kind: 'longText',
  column: 'text',
  cell: textCell,
  parse: parseLongText,
  print: value => value,
  fromJson: exactText(parseLongText, {
    ja: '空でない文字列を、前後の空白がなく、改行が \\n の形で送ってください。空は null です。',
    en: 'Send a text that is not empty, has no blanks around it and \\n as line end; nothing is null.',
  }),
  schema: field => ({
    type: 'string',
    minLength: 1,
    maxLength: field.maxLength ?? usualMaxLongLength,
  }),
  show: value =>
    value
      .split('\n')
      .flatMap(line => line.trim() || [])
      .join(' '),
  searchTexts: value => [value],
  filters: ['filled'],
  sortable: false,
})
