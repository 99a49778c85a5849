import type { Language } from '../../../base/bilingual.ts'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { Details } from '../../../ui/details.tsx'
import { Section } from '../../../ui/page.tsx'
import type { RecordValues } from '../field.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register, RegisterField } from '../register.ts'
import { unitsTold, withUnit } from '../unit.ts'
import { FieldValue } from '../widgets.tsx'
import type { ReferenceLinks } from './references.ts'

interface RecordViewProps {
  readonly language: Language
  readonly register: Register
  readonly fields: readonly RegisterField[]
  readonly values: Partial<RecordValues>
  readonly context: KindContext
  readonly references: ReferenceLinks
  /** Where the file of a field is fetched. */
  readonly fileOf: (field: string) => string
  /** Leaves fields without a value out, as a reader of the public page expects; else they are folded at the end. */
  readonly filledOnly?: boolean
}

/** A record's fields under the headings of its definition. */
export const RecordView = (props: RecordViewProps) => {
  const { language, register, fields, values, context, references } = props
  const told = unitsTold(register, values)
  const filled = (field: RegisterField) => (values[field.id] ?? null) !== null
  const shown = fields.filter(field => filled(field) && !told.has(field.id))
  const empty = props.filledOnly ? [] : fields.filter(field => !filled(field))
  const list = (some: readonly RegisterField[]) => (
    <DefinitionList
      language={language}
      items={some.map(field => {
        const value = values[field.id] ?? null
        const link = typeof value === 'string' ? references.nameOf(field, value) : undefined
        return {
          term: field.field.label,
          value:
            value === null ? null : (
              <FieldValue
                field={withUnit(register, field.field, values)}
                value={value}
                language={language}
                context={context}
                {...(link ? { target: link } : {})}
                {...(field.field.kind === 'file' ? { download: props.fileOf(field.id) } : {})}
              />
            ),
        }
      })}
    />
  )
  const sections = register.definition.sections ?? []
  const folded = empty.length ? (
    <Details
      summary={language === 'ja' ? `記載のない項目（${empty.length}件）` : `Fields without an entry (${empty.length})`}
    >
      <ul class="values">
        {empty.map(field => (
          <li>{field.field.label[language]}</li>
        ))}
      </ul>
    </Details>
  ) : null
  if (sections.length === 0)
    return (
      <>
        {list(shown)}
        {folded}
      </>
    )
  const placed = new Set(sections.flatMap(section => section.fields))
  const rest = shown.filter(field => !placed.has(field.id))
  return (
    <>
      {sections.map(section => {
        const some = section.fields.flatMap(id => shown.filter(field => field.id === id))
        return some.length ? <Section title={section.title[language]}>{list(some)}</Section> : null
      })}
      {rest.length ? <Section title={language === 'ja' ? 'その他' : 'Other'}>{list(rest)}</Section> : null}
      {folded}
    </>
  )
}
