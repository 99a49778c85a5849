import { bad, good } from '../../../base/problem.ts'
import { textCell } from './cells.ts'
import { withoutValues } from './range.ts'
import { scalarKind } from './scalar.ts'

/** A code with a structure or a check digit; all that it knows is in its CodeDefinition. */
export const code = scalarKind({
  kind: 'code',
  column: 'text',
  cell: textCell,
  parse: (text, field, context) => withoutValues(context.code(field.code).read(text)),
  print: value => value,
  fromJson: (json, field, context) => {
    const definition = context.code(field.code)
    if (typeof json !== 'string' || json === '') return bad(exactForm(definition.pattern))
    const result = withoutValues(definition.read(json))
    if (!result.ok) return result
    return result.value === json ? good(json) : bad(exactForm(definition.pattern))
  },
  schema: (field, context) => ({ type: 'string', pattern: context.code(field.code).pattern }),
  show: (value, field, _language, context) => context.code(field.code).show?.(value) ?? value,
  searchTexts: (value, field, context) => {
    const shown = context.code(field.code).show?.(value) ?? value
    return shown === value ? [value] : [value, shown]
  },
  filters: ['equal', 'filled'],
  sortable: true,
})

const exactForm = (pattern: string) => ({
  ja: `コードを区切りのない形（${pattern}）の文字列で送ってください。`,
  en: `Send the code as a text in its plain form (${pattern}).`,
})
