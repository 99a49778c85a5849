import { fill, say } from '../../../base/bilingual.ts'
import { bad, good, type Problem, type Result } from '../../../base/problem.ts'
import type { ChoicesField } from '../field.ts'
import { textsCell } from './cells.ts'
import { choiceLabel, choicesMessage, findChoice } from './choice.ts'
import type { FieldKind } from './kind.ts'
import { tidy } from './typing.ts'

const otherMarks = ['、', ',', '・', '，', '\n', '／', '/'] as const

/**
 * Splits a cell such as `金属くず;木くず` into its choices. Semicolons always part; the other marks that people use part
 * only when no code or label of the field holds them (廃酸・廃アルカリ may be one choice).
 */
export const splitChoices = (texts: readonly string[], field: ChoicesField): readonly string[] => {
  const words = field.of.flatMap(choice => [choice.code, choice.label.ja, choice.label.en])
  const marks = otherMarks.filter(mark => !words.some(word => word.includes(mark)))
  return texts
    .flatMap(text => text.split(/[;；]/))
    .flatMap(text => {
      const item = tidy(text)
      if (findChoice(field.of, item)) return [item]
      return marks.reduce<readonly string[]>((parts, mark) => parts.flatMap(part => part.split(mark)), [item])
    })
    .map(tidy)
    .filter(item => item !== '')
}

/** In the order of the definition, each once: two people who tick the same boxes store the same value. */
const ordered = (codes: ReadonlySet<string>, field: ChoicesField): readonly string[] =>
  field.of.map(choice => choice.code).filter(code => codes.has(code))

const counted = (codes: readonly string[], field: ChoicesField): Result<readonly string[] | null> => {
  const { min, max } = field
  if (codes.length === 0) return good(null)
  if (min !== undefined && codes.length < min)
    return bad(fill({ ja: '{min}つ以上選んでください。', en: 'Choose {min} or more.' }, { min }))
  if (max !== undefined && codes.length > max)
    return bad(fill({ ja: '{max}つまで選べます。', en: 'Choose {max} at most.' }, { max }))
  return good(codes)
}

export const choices: FieldKind<'choices'> = {
  kind: 'choices',
  columns: () => [{ suffix: '', type: 'text[]' }],
  store: value => [value],
  load: cells => {
    const codes = textsCell(cells[0])
    return codes === null || codes.length === 0 ? null : codes
  },
  parts: () => [{ suffix: '' }],
  read: (texts, field) => {
    const codes = new Set<string>()
    for (const item of splitChoices(texts, field)) {
      const found = findChoice(field.of, item)
      if (!found) return bad(choicesMessage(field.of))
      codes.add(found.code)
    }
    return counted(ordered(codes, field), field)
  },
  write: value => [(value ?? []).join(';')],
  toJson: value => value,
  fromJson: (json, field) => {
    if (json === null || json === undefined) return good(null)
    if (!Array.isArray(json) || json.length === 0)
      return bad({
        ja: 'コードの配列を送ってください。空は null です。',
        en: 'Send an array of codes; nothing is null.',
      })
    const problems: Problem[] = []
    const codes = new Set<string>()
    json.forEach((item: unknown, index) => {
      const known = field.of.find(choice => choice.code === item)
      if (!known) problems.push({ field: String(index), message: choicesMessage(field.of) })
      else if (codes.has(known.code))
        problems.push({
          field: String(index),
          message: { ja: '同じコードが2回あります。', en: 'This code is there twice.' },
        })
      else codes.add(known.code)
    })
    return problems.length > 0 ? { ok: false, problems } : counted(ordered(codes, field), field)
  },
  schema: field => ({
    type: 'array',
    items: { type: 'string', enum: field.of.map(choice => choice.code) },
    uniqueItems: true,
    minItems: field.min ?? 1,
    ...(field.max === undefined ? {} : { maxItems: field.max }),
  }),
  show: (value, field, language) =>
    value.map(code => say(choiceLabel(field.of, code), language)).join(language === 'ja' ? '、' : ', '),
  searchTexts: (value, field) =>
    value.flatMap(code => {
      const label = choiceLabel(field.of, code)
      return label.ja === label.en ? [label.ja] : [label.ja, label.en]
    }),
  filters: ['includes', 'filled'],
  sortable: false,
}
