import { say } from '../../../base/bilingual.ts'
import type { RowsField } from '../field.ts'
import { kindOf } from '../kinds/index.ts'
import { addRowName } from '../kinds/input.ts'
import { typedRows } from '../kinds/rows.ts'
import { FieldInput } from '../widgets.tsx'
import { Group } from './group.tsx'
import { boxProps, type FieldInputProps } from './props.ts'

/** One set of boxes for each row and an empty one for the next; without script, "add" sends the form and gets another. */
export const RowsInput = (props: FieldInputProps<RowsField>) => {
  const { id, field, language, context, problems, aboutSelf } = props
  const typed = typedRows(props.texts[0] ?? '')
  const full = field.max !== undefined && typed.length >= field.max
  const rows: readonly Readonly<Record<string, string>>[] = full ? typed : [...typed, {}]
  const hint = { ja: '空のままの行は登録されません。', en: 'Rows that are left empty do not count.' }
  return (
    <Group field={boxProps(props, hint)} class="rows">
      {rows.map((row, index) => (
        <fieldset class="row" id={`field-${id}.${index}`} tabindex={-1}>
          <legend>
            {say(field.label, language)} {index + 1}
          </legend>
          {Object.entries(field.fields)
            .filter(([, part]) => !part.retired)
            .map(([part, inner]) => (
              <FieldInput
                id={`${id}.${index}.${part}`}
                field={inner}
                texts={kindOf(inner)
                  .parts(inner)
                  .map(({ suffix }) => row[part + suffix] ?? '')}
                problems={problems}
                language={language}
                context={context}
                aboutSelf={aboutSelf}
              />
            ))}
        </fieldset>
      ))}
      {full ? null : (
        <button type="submit" class="button button-secondary" name={addRowName} value={id} formnovalidate>
          {language === 'ja' ? '行を追加' : 'Add a row'}
        </button>
      )}
    </Group>
  )
}
