import type { Bilingual } from '../../base/bilingual.ts'
import { isDay } from '../../base/calendar/days.ts'
import { bad, type Result } from '../../base/problem.ts'
import { isId } from '../../base/uuid.ts'
import type { FilterOperator } from './kinds/kind.ts'
import type { Register, RegisterField } from './register.ts'

/** What PostgreSQL reads as well: it knows no 30 February, and no place that is a day away. */
const isMoment = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-](?:0\d|1[0-4]):[0-5]\d))?$/.test(text) &&
  isDay(text.slice(0, 10)) &&
  !Number.isNaN(Date.parse(text))

/** Whether a column of this type can be compared with a text. */
export const isColumnText = (type: string, text: string): boolean => {
  switch (type) {
    case 'date':
      return isDay(text)
    case 'timestamptz':
      return !Number.isNaN(Date.parse(text))
    case 'bigint':
      return /^-?\d{1,15}$/.test(text)
    case 'numeric':
      return /^-?\d{1,30}(\.\d{1,30})?$/.test(text)
    case 'boolean':
      return text === 'true' || text === 'false'
    case 'uuid':
      return isId(text)
    default:
      return !text.includes('\0')
  }
}

/** Whether a list can be filtered by a value, so that the database is never asked what it cannot read. */
export const isFilterValue = (field: RegisterField, operator: FilterOperator, text: string): boolean => {
  if (operator === 'filled') return text === 'yes' || text === 'no'
  if (operator === 'openAt') return isMoment(text)
  if (operator === 'municipality') return /^\d{6}$/.test(text)
  const definition = field.field
  if (definition.kind === 'choice' || definition.kind === 'choices')
    return definition.of.some(choice => choice.code === text)
  if (definition.kind === 'dateTime' && !isMoment(text)) return false
  return isColumnText(field.columns[0]?.type ?? 'text', text)
}

const shown = (text: string): string => ([...text].length > 40 ? `${[...text].slice(0, 40).join('')}…` : text)

const municipality: Bilingual = { ja: '市町村', en: 'Municipality' }

/** What the box of a filter is labelled: an address is asked for by its municipality. */
export const filterLabel = (register: Pick<Register, 'filters'>, field: RegisterField): Bilingual => {
  const { kind, label } = field.field
  if (kind !== 'address') return label
  return register.filters.filter(one => one.field.kind === 'address').length === 1
    ? municipality
    : { ja: `${label.ja}（${municipality.ja}）`, en: `${label.en} (${municipality.en.toLowerCase()})` }
}

export const unreadableValue = (
  register: Pick<Register, 'filters'>,
  field: RegisterField,
  name: string,
  text: string,
): Result<never> => {
  const { ja, en } = filterLabel(register, field)
  return bad(
    {
      ja: `「${ja}」の条件「${shown(text)}」を読み取れません。条件を選びなおすか、正しい値を入力してください。`,
      en: `The filter "${en}" cannot be set to "${shown(text)}". Choose again, or enter a valid value.`,
    },
    { field: name, value: text },
  )
}
