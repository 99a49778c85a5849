import type { Bilingual } from '../../base/bilingual.ts'
import { TextAreaField, TextField } from '../../ui/field.tsx'
import type { Field } from './field.ts'
import { ChoiceInput, ChoicesInput, YesNoInput } from './widgets/choice-input.tsx'
import { FileInput } from './widgets/file-input.tsx'
import { AddressInput, PointInput } from './widgets/place-input.tsx'
import { boxProps, type FieldInputProps } from './widgets/props.ts'
import { ReferenceInput } from './widgets/reference-input.tsx'
import { RowsInput } from './widgets/rows-input.tsx'

export type { FieldInputProps, ReferenceOption } from './widgets/props.ts'
export { FieldValue, fieldValue } from './widgets/value.tsx'

const hints = {
  kana: { ja: 'カタカナで入力してください。', en: 'In katakana.' },
  date: { ja: '例 令和8年4月1日、2026-04-01', en: 'For example 2026-04-01 or 令和8年4月1日' },
  dateTime: {
    ja: '例 令和8年4月1日 9:30、2026-04-01 9:30（日本時間）',
    en: 'For example 2026-04-01 9:30 (Japan time)',
  },
  openingHours: {
    ja: '例 月-金 09:00-18:00; 土 09:00-13:00; 日祝 休; 第3水 休; 備考 要予約',
    en: 'For example: Mon-Fri 09:00-18:00; Sat 09:00-13:00; Sun,Hol closed. A note comes last, after 備考.',
  },
  postcode: { ja: '例 100-0001', en: 'For example 100-0001' },
  phone: { ja: '例 012-345-6789', en: 'For example 012-345-6789' },
  url: { ja: 'https:// から入力してください。', en: 'Begin with https://.' },
} satisfies Record<string, Bilingual>

const unitHint = (unit: Bilingual | undefined): Bilingual | undefined =>
  unit && { ja: `単位：${unit.ja}`, en: `In ${unit.en}` }

/** The boxes in which a field is typed, with label, help and what is wrong with it. One for every kind. */
export const FieldInput = (props: FieldInputProps) => {
  const { texts, aboutSelf, context } = props
  const field: Field = props.field
  const value = texts[0] ?? ''
  const fills = (name: string) => (aboutSelf ? name : 'off')
  switch (field.kind) {
    case 'text':
      return <TextField {...boxProps(props)} value={value} autocomplete="off" />
    case 'kana':
      return <TextField {...boxProps(props, hints.kana)} value={value} autocomplete="off" />
    case 'longText':
      return <TextAreaField {...boxProps(props)} value={value} />
    case 'integer':
      return (
        <TextField
          {...boxProps(props, unitHint(field.unit))}
          value={value}
          inputmode="numeric"
          width="short"
          autocomplete="off"
        />
      )
    case 'decimal':
      return (
        <TextField
          {...boxProps(props, unitHint(field.unit))}
          value={value}
          inputmode="decimal"
          width="short"
          autocomplete="off"
        />
      )
    case 'yen':
      return (
        <TextField
          {...boxProps(props, unitHint({ ja: '円', en: 'yen' }))}
          value={value}
          inputmode="numeric"
          width="medium"
          autocomplete="off"
        />
      )
    case 'date':
      return <TextField {...boxProps(props, hints.date)} value={value} width="medium" autocomplete="off" />
    case 'dateTime':
      return <TextField {...boxProps(props, hints.dateTime)} value={value} width="medium" autocomplete="off" />
    case 'yesNo':
      return <YesNoInput {...props} field={field} />
    case 'choice':
      return <ChoiceInput {...props} field={field} />
    case 'choices':
      return <ChoicesInput {...props} field={field} />
    case 'code': {
      const example = context.code(field.code).examples.good[0]
      const hint = example === undefined ? undefined : { ja: `例 ${example}`, en: `For example ${example}` }
      return <TextField {...boxProps(props, hint)} value={value} width="medium" autocomplete="off" />
    }
    case 'phone':
      return (
        <TextField
          {...boxProps(props, hints.phone)}
          value={value}
          type="tel"
          width="medium"
          autocomplete={fills('tel')}
        />
      )
    case 'email':
      return <TextField {...boxProps(props)} value={value} type="email" autocomplete={fills('email')} />
    case 'url':
      return <TextField {...boxProps(props, hints.url)} value={value} type="url" autocomplete={fills('url')} />
    case 'postcode':
      return (
        <TextField
          {...boxProps(props, hints.postcode)}
          value={value}
          inputmode="numeric"
          width="short"
          autocomplete={fills('postal-code')}
        />
      )
    case 'address':
      return <AddressInput {...props} field={field} />
    case 'point':
      return <PointInput {...props} field={field} />
    case 'openingHours':
      return <TextField {...boxProps(props, hints.openingHours)} value={value} autocomplete="off" />
    case 'reference':
      return <ReferenceInput {...props} field={field} />
    case 'file':
      return <FileInput {...props} field={field} />
    case 'rows':
      return <RowsInput {...props} field={field} />
  }
}
