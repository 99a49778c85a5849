import { say } from '../../../base/bilingual.ts'
import { bad, good, type Result } from '../../../base/problem.ts'
import { foldWidth } from '../../../base/text/fold.ts'
import type { Choice, ChoiceField } from '../field.ts'
import { textCell } from './cells.ts'
import { exactText, scalarKind } from './scalar.ts'

const folded = (text: string): string => foldWidth(text).toLowerCase().replace(/\s+/g, ' ').trim()

/**
 * Finds a choice by its code, else by its label in either language; width and capitals do not count. A label that two
 * choices share finds none: guessing would be worse than asking.
 */
export const findChoice = (of: readonly Choice[], text: string): Choice | undefined => {
  const exact = of.find(choice => choice.code === text)
  if (exact) return exact
  const wanted = folded(text)
  const byCode = of.filter(choice => folded(choice.code) === wanted)
  if (byCode.length > 0) return byCode.length === 1 ? byCode[0] : undefined
  const byLabel = of.filter(choice => folded(choice.label.ja) === wanted || folded(choice.label.en) === wanted)
  return byLabel.length === 1 ? byLabel[0] : undefined
}

/** Named choices in a message help; forty of them do not. */
export const choicesMessage = (of: readonly Choice[]) => {
  const offered = of.filter(choice => !choice.retired)
  if (offered.length > 10)
    return { ja: '選択肢の中から選んでください。', en: 'Choose one of the choices that are offered.' }
  return {
    ja: `次の中から選んでください: ${offered.map(choice => choice.label.ja).join('、')}`,
    en: `Choose one of: ${offered.map(choice => choice.label.en).join(', ')}`,
  }
}

/** The label of a code; a code that the definition no longer knows shows as itself. */
export const choiceLabel = (of: readonly Choice[], code: string) =>
  of.find(choice => choice.code === code)?.label ?? { ja: code, en: code }

const parse = (text: string, field: ChoiceField): Result<string> => {
  const found = findChoice(field.of, text)
  return found ? good(found.code) : bad(choicesMessage(field.of))
}

export const choice = scalarKind({
  kind: 'choice',
  column: 'text',
  cell: textCell,
  parse,
  print: value => value,
  fromJson: (json, field, context) => exactText(parse, choicesMessage(field.of))(json, field, context),
  schema: field => ({ type: 'string', enum: field.of.map(choice => choice.code) }),
  show: (value, field, language) => say(choiceLabel(field.of, value), language),
  searchTexts: (value, field) => {
    const label = choiceLabel(field.of, value)
    return label.ja === label.en ? [label.ja] : [label.ja, label.en]
  },
  filters: ['equal', 'oneOf', 'filled'],
  sortable: true,
})
