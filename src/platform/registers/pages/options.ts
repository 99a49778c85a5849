import { type Bilingual, fill, type Language } from '../../../base/bilingual.ts'
import type { Problem } from '../../../base/problem.ts'
import { searchForm } from '../../../base/text/fold.ts'
import { isId } from '../../../base/uuid.ts'
import type { Act } from '../../access/actor.ts'
import { may } from '../../access/actor.ts'
import type { FormInput } from '../../routing/route.ts'
import type { RecordValues } from '../field.ts'
import { showField } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import { tidy } from '../kinds/typing.ts'
import { readListQuery } from '../query.ts'
import type { ListPage } from '../reader.ts'
import type { Register, RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { maySearch, permission, visibleFields } from '../visibility.ts'
import type { ReferenceOption } from '../widgets.tsx'
import type { Typed } from './form-input.ts'
import { nameOf } from './naming.ts'

/** Records that a reference field may be set to, by field id. */
export type Options = Readonly<Record<string, readonly ReferenceOption[]>>

/** Longer registers are no list to scroll: their records are chosen by typing a number or a name. */
const most = 200

/** Records among which somebody chooses after a name that several have. */
const mostCandidates = 50

/** Fields by which a record is told from others when it is typed: its codes and its name. */
const keysOf = (register: Register): readonly RegisterField[] => {
  const codes = register.fields.filter(({ field, class: kept }) => field.unique && kept !== 'special')
  return [...codes, ...register.definition.naming.map(id => register.field(id)).filter(field => !codes.includes(field))]
}

const texts = (register: Register, values: Partial<RecordValues>, context: KindContext): readonly string[] =>
  keysOf(register).flatMap(({ id, field }) => {
    const value = values[id] ?? null
    return value === null ? [] : [showField(field, value, 'ja', context)]
  })

const optionOf = (service: RegisterService, language: Language) => (row: Named) => ({
  id: row.id,
  name: nameOf(service.register, row.values, language, service.context()),
  key: texts(service.register, row.values, service.context())[0],
})

interface Named {
  readonly id: string
  readonly values: Partial<RecordValues>
}

const target = (registers: Registers, act: Act, { field }: RegisterField): RegisterService | undefined => {
  const service = field.kind === 'reference' ? registers.find(field.to) : undefined
  return service && may(act.actor, permission(service.register.id, 'read')) ? service : undefined
}

const find = async (service: RegisterService, act: Act, text: string, limit: number): Promise<ListPage | null> => {
  const { register } = service
  if (text !== '' && (!register.searchFields.length || !maySearch(register, act.actor))) return null
  const visible = new Set(visibleFields(register, act.actor).map(field => field.id))
  const query = readListQuery(register, new URLSearchParams({ q: text }), visible, { usual: limit, most: limit })
  if (!query.ok) return null
  const keys = keysOf(register).map(field => field.id)
  return service.list(act, query.value, [...keys, ...register.definition.naming])
}

/** A record asked for by its id, also where it is one of thousands. */
const byId = async (service: RegisterService, act: Act, id: string): Promise<readonly Named[]> => {
  const named = await service.names(act, [id])
  const name = named[0] && nameOf(service.register, named[0].values, 'ja', service.context())
  const page = name ? await find(service, act, name, mostCandidates) : null
  return page?.rows.filter(row => row.id === id).slice(0, 1) ?? named
}

/**
 * Choices for reference boxes: all records of a short register; of a longer one the record that is chosen, or those that
 * what was typed may mean.
 * @param typed texts of the form's boxes
 */
export const referenceOptions = async (
  registers: Registers,
  act: Act,
  fields: readonly RegisterField[],
  typed: Typed,
  language: Language,
): Promise<Options> => {
  const options: Record<string, readonly ReferenceOption[]> = {}
  for (const field of fields) {
    const service = target(registers, act, field)
    if (!service) continue
    const all = await find(service, act, '', most)
    const text = tidy(typed[field.id]?.[0] ?? '')
    const short = all !== null && all.next === null
    const rows: Named[] = short ? [...all.rows] : []
    if (isId(text) && !rows.some(row => row.id === text)) {
      const chosen = await byId(service, act, text)
      rows.unshift(...(chosen.length ? chosen : await service.names(act, [text])))
    } else if (!short && text !== '') rows.push(...((await find(service, act, text, mostCandidates))?.rows ?? []))
    options[field.id] = rows.map(optionOf(service, language))
  }
  return options
}

const notFound: Bilingual = {
  ja: '「{text}」に当たる記録がありません。番号か名称を確かめてください。',
  en: 'No record is called “{text}”. Check its number or its name.',
}
const several: Bilingual = {
  ja: '「{text}」に当たる記録がいくつかあります。一覧から選ぶか、番号を入力してください。',
  en: 'Several records may be meant by “{text}”. Choose one, or enter its number.',
}

interface ResolvedReferences {
  /** The form with ids where a number or a name was typed. */
  readonly input: FormInput
  /** What could not be told, by field. */
  readonly problems: ReadonlyMap<string, Problem>
}

/** Reference boxes take a record's number or its name, as officers know them; the form below knows ids only. */
export const resolveReferences = async (
  registers: Registers,
  act: Act,
  fields: readonly RegisterField[],
  input: FormInput,
): Promise<ResolvedReferences> => {
  const values: Record<string, readonly string[]> = { ...input.values }
  const problems = new Map<string, Problem>()
  for (const field of fields) {
    const service = target(registers, act, field)
    const text = tidy(input.values[field.id]?.[0] ?? '')
    if (!service || text === '' || isId(text)) continue
    const rows = (await find(service, act, text, mostCandidates))?.rows ?? []
    const folded = searchForm(text)
    const exact = rows.filter(row =>
      texts(service.register, row.values, service.context()).some(key => searchForm(key) === folded),
    )
    const [only, ...others] = exact.length ? exact : rows
    if (only && others.length === 0) values[field.id] = [only.id]
    else problems.set(field.id, { field: field.id, message: fill(only ? several : notFound, { text }) })
  }
  return { input: { ...input, values }, problems }
}
