import type { Child } from 'hono/jsx'
import type { Language } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import { Words } from '../../../ui/words.tsx'
import type { Actor } from '../../access/actor.ts'
import type { Change } from '../change.ts'
import type { RecordValues } from '../field.ts'
import { showField } from '../kinds/index.ts'
import type { RecordRow } from '../record.ts'
import type { RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import { visibleFields } from '../visibility.ts'
import type { Prospect } from './act.ts'

/** A value in a line: a list of sub-records by their number, which says enough beside the others. */
const short = (
  registers: Registers,
  change: Change,
  field: RegisterField,
  value: RecordValues[string],
  language: Language,
): string => {
  if (Array.isArray(value) && field.field.kind === 'rows')
    return language === 'ja' ? `${value.length}件` : String(value.length)
  const text = showField(field.field, value ?? null, language, registers.service(change.register.id).context())
  return text === '' ? (language === 'ja' ? '（なし）' : '(none)') : text
}

const ChangeLines = ({
  registers,
  change,
  before,
  actor,
  language,
}: {
  readonly registers: Registers
  readonly change: Change
  readonly before: Partial<RecordValues>
  readonly actor: Actor
  readonly language: Language
}) => {
  // References lead to what is the same as before; their ids would tell nobody anything.
  const fields = visibleFields(change.register, actor).filter(
    ({ id, field }) =>
      change.changed.includes(id) &&
      field.kind !== 'reference' &&
      field.kind !== 'file' &&
      JSON.stringify(before[id] ?? null) !== JSON.stringify(change.values[id] ?? null),
  )
  return (
    <ul class="changes">
      {change.operation === 'create' ? <li>{change.register.definition.title[language]}</li> : null}
      {fields.map(field => (
        <li>
          {field.field.label[language]}
          {language === 'ja' ? '：' : ': '}
          {change.operation === 'change' ? (
            <>
              <Words text={short(registers, change, field, before[field.id] ?? null, language)} />
              <span aria-hidden="true"> → </span>
              <span class="visually-hidden">{language === 'ja' ? 'から' : ' becomes '}</span>
            </>
          ) : null}
          <strong>
            <Words text={short(registers, change, field, change.values[field.id] ?? null, language)} />
          </strong>
        </li>
      ))}
    </ul>
  )
}

/** What would be done with one record, in lines. */
export const ProspectLines = ({
  registers,
  row,
  prospect,
  actor,
  language,
}: {
  readonly registers: Registers
  readonly row: RecordRow
  readonly prospect: Prospect
  readonly actor: Actor
  readonly language: Language
}): Child =>
  prospect.kind === 'message' ? (
    <Words text={prospect.text[language]} />
  ) : (
    <div>
      {prospect.matter.changes.map(change => (
        <ChangeLines
          registers={registers}
          change={change}
          before={change.id === row.id ? row.values : {}}
          actor={actor}
          language={language}
        />
      ))}
    </div>
  )

/** Why not, each reason a line. */
export const Reasons = ({
  problems,
  language,
}: {
  readonly problems: readonly Problem[]
  readonly language: Language
}) => (
  <ul class="changes">
    {problems.map(problem => (
      <li>
        <Words text={problem.message[language]} />
      </li>
    ))}
  </ul>
)
