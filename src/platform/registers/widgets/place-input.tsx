import { say } from '../../../base/bilingual.ts'
import { SelectField, TextField } from '../../../ui/field.tsx'
import type { AddressField, PointField } from '../field.ts'
import { addressParts, outside } from '../kinds/address.ts'
import { pointParts } from '../kinds/point.ts'
import { Group } from './group.tsx'
import { boxProps, type FieldInputProps } from './props.ts'

export const AddressInput = (props: FieldInputProps<AddressField>) => {
  const { id, texts, language, context, field, problems, aboutSelf } = props
  const [municipality, town, rest] = addressParts
  const part = (of: (typeof addressParts)[number]) => ({ language, name: id + of.suffix, label: of.label, problems })
  const chosen = texts[0] ?? ''
  const places = context.municipalities().map(one => ({ value: one.code, label: say(one.name, language) }))
  const known = chosen === '' || chosen === outside.text || places.some(place => place.value === chosen)
  return (
    <Group field={boxProps(props)} class="address">
      <SelectField
        {...part(municipality)}
        required={field.required}
        value={chosen}
        empty={{ ja: '選択してください', en: 'Please choose' }}
        choices={[
          ...places,
          // What was typed elsewhere and is no code (an imported draft) is not lost by showing the form.
          ...(known ? [] : [{ value: chosen, label: chosen }]),
          { value: outside.text, label: say(outside.label, language) },
        ]}
      />
      <TextField
        {...part(town)}
        value={texts[1] ?? ''}
        help={{
          ja: '例 本町三丁目（区域外の住所は都道府県名から）',
          en: 'Outside the region: from the prefecture on',
        }}
        autocomplete={aboutSelf ? 'address-line1' : 'off'}
      />
      <TextField {...part(rest)} value={texts[2] ?? ''} autocomplete={aboutSelf ? 'address-line2' : 'off'} />
    </Group>
  )
}

export const PointInput = (props: FieldInputProps<PointField>) => {
  const { id, texts, language, problems, field } = props
  const hint = {
    ja: '度の小数で入力してください（例 35.6812 と 139.7671）。度分秒（35°40\'8"）も使えます。',
    en: 'In degrees, for example 35.6812 and 139.7671; 35°40\'8" is understood too.',
  }
  return (
    <Group field={boxProps(props, hint)} class="point">
      {pointParts.map((part, index) => (
        <TextField
          language={language}
          name={id + part.suffix}
          label={part.label}
          problems={problems}
          required={field.required}
          value={texts[index] ?? ''}
          width="medium"
          autocomplete="off"
        />
      ))}
    </Group>
  )
}
