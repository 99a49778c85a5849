import type { DocumentDefinition, RegisterDefinition } from '../registers/definition.ts'
import type { TextField } from '../registers/field.ts'
import { defineSetting, type SettingDefinition } from './definition.ts'

const numberMark = '{document.number}'

const literally = (text: string): string => text.replace(/[.{}]/g, mark => `\\${mark}`)

/** Texts with the number in them, and no mark that the definition's own pattern does not use. */
const patternOf = (own: string): string => {
  const known = [...new Set(['{document.year}', ...(own.match(/\{[^}]+\}/g) ?? [])])].map(literally)
  const rest = `(?:[^{}]|${known.join('|')})*`
  return `${rest}${literally(numberMark)}${rest}`
}
const idOf = (register: string, document: string): string => `documents.${register}.${document}`

const settingOf = (register: string, document: DocumentDefinition): SettingDefinition<TextField> =>
  defineSetting({
    id: idOf(register, document.id),
    group: { ja: '文書番号', en: 'Numbers of documents' },
    field: {
      kind: 'text',
      maxLength: 60,
      required: true,
      pattern: {
        source: patternOf(document.number),
        hint: { ja: `${numberMark} を含めてください。`, en: `It must hold ${numberMark}.` },
      },
      label: { ja: `「${document.title.ja}」の文書番号`, en: `Number of “${document.title.en}”` },
      help: {
        ja: `${numberMark} は年度ごとの通し番号、{document.year} は年度に置き換わります。`,
        en: `${numberMark} becomes the number counted in the fiscal year, {document.year} the year.`,
      },
    },
    default: document.number,
  })

/** One setting for each document that a register issues: how its numbers are written. */
export const documentSettings = (registers: readonly RegisterDefinition[]): readonly SettingDefinition<TextField>[] =>
  registers.flatMap(({ id, documents = [] }) => documents.map(document => settingOf(id, document)))

/** The setting of a document. */
export const documentSetting = (register: string, document: DocumentDefinition): SettingDefinition<TextField> =>
  settingOf(register, document)
