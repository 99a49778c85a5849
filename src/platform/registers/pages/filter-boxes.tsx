import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx'
import { filterLabel } from '../filter-value.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register, RegisterField } from '../register.ts'

const any: Bilingual = { ja: '指定しない', en: 'Any' }
const with_ = (label: Bilingual, ja: string, en: string): Bilingual => ({
  ja: `${label.ja}（${ja}）`,
  en: `${label.en} (${en})`,
})

export const openNow: Bilingual = { ja: 'いま開いているところだけ', en: 'Open now' }

interface BoxProps {
  readonly field: RegisterField
  readonly query: URLSearchParams
  readonly language: Language
  readonly context: KindContext
}

const FilterBox = ({ field, register, query, language, context }: BoxProps & { readonly register: Register }) => {
  const label = filterLabel(register, field)
  const value = (name: string) => query.get(name) ?? ''
  switch (field.field.kind) {
    case 'choice':
    case 'choices':
      return (
        <SelectField
          language={language}
          name={field.id}
          label={label}
          filter
          value={value(field.id)}
          empty={any}
          choices={field.field.of.map(choice => ({ value: choice.code, label: choice.label[language] }))}
        />
      )
    case 'address':
      return (
        <SelectField
          language={language}
          name={field.id}
          label={label}
          filter
          value={value(field.id)}
          empty={any}
          choices={context.municipalities().map(town => ({ value: town.code, label: town.name[language] }))}
        />
      )
    case 'yesNo':
      return (
        <SelectField
          language={language}
          name={field.id}
          label={label}
          filter
          value={value(field.id)}
          empty={any}
          choices={[
            { value: 'true', label: language === 'ja' ? 'はい' : 'Yes' },
            { value: 'false', label: language === 'ja' ? 'いいえ' : 'No' },
          ]}
        />
      )
    case 'openingHours':
      return (
        <CheckField
          language={language}
          name={`${field.id}.openAt`}
          label={openNow}
          filter
          value="now"
          checked={value(`${field.id}.openAt`) !== ''}
        />
      )
    case 'date':
    case 'integer':
    case 'yen':
    case 'decimal':
    case 'dateTime':
      return (
        <>
          <TextField
            language={language}
            name={`${field.id}.from`}
            filter
            label={with_(label, 'から', 'from')}
            value={value(`${field.id}.from`)}
            width="short"
          />
          <TextField
            language={language}
            name={`${field.id}.to`}
            filter
            label={with_(label, 'まで', 'to')}
            value={value(`${field.id}.to`)}
            width="short"
          />
        </>
      )
    default:
      return (
        <TextField language={language} name={field.id} filter label={label} value={value(field.id)} width="medium" />
      )
  }
}

/** Where and when is what people ask first. */
export const isAskedFirst = ({ field }: RegisterField): boolean =>
  field.kind === 'openingHours' || field.kind === 'address'

/** The boxes of a list's filters, made from its fields' kinds. */
export const FilterBoxes = (
  props: Omit<BoxProps, 'field'> & {
    readonly register: Register
    readonly visible: ReadonlySet<string>
    /** Only those asked first, or only the others. */
    readonly which?: 'first' | 'others'
  },
) => (
  <>
    {props.register.definition.filters
      .filter(id => props.visible.has(id))
      .map(id => props.register.field(id))
      .filter(field => props.which === undefined || isAskedFirst(field) === (props.which === 'first'))
      .map(field => (
        <FilterBox
          field={field}
          register={props.register}
          query={props.query}
          language={props.language}
          context={props.context}
        />
      ))}
  </>
)
