import { boxAttributes, OneBox, Option, SelectField } from '../../../ui/field.tsx'
import { fieldId } from '../../../ui/field-id.ts'
import { Words } from '../../../ui/words.tsx'
import type { ReferenceField } from '../field.ts'
import { boxProps, type FieldInputProps } from './props.ts'

/** Longer lists are slow to send and to scroll: a box that suggests takes their place. */
const selectLimit = 300

export const ReferenceInput = (props: FieldInputProps<ReferenceField>) => {
  const { id, language, options = [] } = props
  const chosen = (props.texts[0] ?? '').trim()
  const named = options.find(option => option.id === chosen)
  if (options.length > 1 && options.length <= selectLimit)
    return (
      <SelectField
        {...boxProps(props)}
        value={chosen}
        empty={{ ja: '選択してください', en: 'Please choose' }}
        choices={[
          ...(chosen === '' || named ? [] : [{ value: chosen, label: chosen }]),
          ...options.map(option => ({ value: option.id, label: option.name })),
        ]}
      />
    )
  const list = `${fieldId(id)}-list`
  const nameId = `${fieldId(id)}-name`
  const hint = { ja: '番号か名称を入力してください。', en: 'Enter its number or its name.' }
  const box = boxProps(props, hint)
  const attributes = boxAttributes(box)
  return (
    <OneBox field={box}>
      <input
        {...attributes}
        type="text"
        class="input"
        value={named?.key ?? chosen}
        list={options.length > 0 ? list : undefined}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={[attributes['aria-describedby'], named ? nameId : ''].filter(Boolean).join(' ') || undefined}
      />
      {named ? (
        <p class="field-help" id={nameId}>
          <Words text={language === 'ja' ? `現在：${named.name}` : `Now: ${named.name}`} />
        </p>
      ) : null}
      {options.length > 0 ? (
        <datalist id={list}>
          {options.map(option => (
            <Option value={option.key ?? option.id} label={option.name} />
          ))}
        </datalist>
      ) : null}
    </OneBox>
  )
}
