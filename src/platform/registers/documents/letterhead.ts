import type { Bilingual } from '../../../base/bilingual.ts'
import { isDay } from '../../../base/calendar/days.ts'
import { InputError, type Problem, RefusedError } from '../../../base/problem.ts'
import { isId, newId } from '../../../base/uuid.ts'
import { type Act, may } from '../../access/actor.ts'
import type { Database, Transaction } from '../../database/connection.ts'
import { inTenants } from '../../database/transaction.ts'
import { entryRow, insertEntries } from '../../ledger/store.ts'
import { letterheadEntered } from '../events.ts'

/** Who issues, as it stands at the head of an organisation's letters. */
export interface Letterhead {
  /** 名義: 見本市長　見本 太郎. */
  readonly issuer: string
  /** Name of the organisation. */
  readonly organisation: string
  /** 担当, address and telephone, one line each, at the foot. */
  readonly contact: readonly string[]
  /** `omitted` prints 公印省略, `place` leaves the square for the seal, `none` prints neither. */
  readonly seal: Seal
}

const seals = ['omitted', 'place', 'none'] as const
export type Seal = (typeof seals)[number]

/** What an administrator enters: holds from a day on, until the next one. */
export interface LetterheadInput {
  /** Id of the department whose letters carry it; none for the whole body. */
  readonly department?: string
  readonly validFrom: string
  readonly organisation: string
  /** 担当部署. */
  readonly office: string
  /** 職名, as letters write it: 見本市長. */
  readonly headTitle: string
  readonly headName: string
  readonly address: string
  readonly phone: string
  readonly seal: Seal
}

export interface EnteredLetterhead extends LetterheadInput {
  readonly id: string
  readonly departmentName: Bilingual | null
  readonly enteredAt: string
  readonly enteredBy: string
}

export const isSeal = (value: unknown): value is Seal => seals.some(seal => seal === value)

/** Texts with their longest length in characters: a line of a letter. */
export const letterheadTexts = {
  organisation: 60,
  office: 80,
  headTitle: 40,
  headName: 40,
  address: 120,
  phone: 40,
} as const

export const permissionForLetterheads = 'access.manage'

const entered = (row: Readonly<Record<string, unknown>>): EnteredLetterhead => ({
  id: String(row['id']),
  ...(row['department'] ? { department: String(row['department']) } : {}),
  departmentName: row['department']
    ? { ja: String(row['department_ja'] ?? ''), en: String(row['department_en'] ?? '') }
    : null,
  validFrom: String(row['valid_from']),
  organisation: String(row['organisation']),
  office: String(row['office']),
  headTitle: String(row['head_title']),
  headName: String(row['head_name']),
  address: String(row['address']),
  phone: String(row['phone']),
  seal: isSeal(row['seal']) ? row['seal'] : 'omitted',
  enteredAt: String(row['entered_at']),
  enteredBy: String(row['entered_by_name']),
})

/** The department's own, else that of the nearest department above it, else the body's. */
const rowOfDay = async (
  tx: Transaction,
  body: string,
  department: string | null,
  day: string,
): Promise<EnteredLetterhead | null> => {
  const [row] = await tx`
    with recursive above as (
      select id, parent, 0 as steps from musubi.organisation
        where id = ${department} and tenant = ${body} and kind = 'department'
      union all
      select o.id, o.parent, a.steps + 1 from musubi.organisation o join above a on o.id = a.parent
        where o.kind = 'department' and o.tenant = ${body} and a.steps < 10
    )
    select l.*, d.name_ja as department_ja, d.name_en as department_en from musubi.letterhead l
      left join above a on a.id = l.department left join musubi.organisation d on d.id = l.department
      where l.tenant = ${body} and l.valid_from <= ${day} and (l.department is null or a.id is not null)
      order by a.steps nulls last, l.valid_from desc, l.id desc limit 1`
  return row ? entered(row) : null
}

const contactOf = ({ office, address, phone }: LetterheadInput): readonly string[] => [
  ...(office ? [`担当　${office}`] : []),
  ...(address ? [address] : []),
  ...(phone ? [`電話　${phone}`] : []),
]

/**
 * The letterhead of a day of the organisation for which the actor acts; before anything was entered, its own name, and the
 * seal left out.
 * @param department whose letter it is; null for the body's
 */
export const letterheadOn = (
  database: Database,
  act: Act,
  day: string,
  department: string | null = null,
): Promise<Letterhead> =>
  inTenants(database.app, act.actor.tenants, async tx => {
    const { organisation: id } = act.actor
    const found = await rowOfDay(tx, id, department, day)
    if (found) {
      const { organisation, headTitle, headName, seal } = found
      const issuer = [headTitle, headName].filter(part => part !== '').join('　')
      return { organisation, issuer: issuer || organisation, contact: contactOf(found), seal }
    }
    const [row] = await tx`select name_ja from musubi.organisation where id = ${id}`
    const name = String(row?.['name_ja'] ?? '')
    return { organisation: name, issuer: name, contact: [], seal: 'omitted' }
  })

/** All that were entered for the actor's organisation, the latest day first. */
export const letterheadsOf = (database: Database, act: Act): Promise<readonly EnteredLetterhead[]> => {
  if (!may(act.actor, permissionForLetterheads)) throw new RefusedError(permissionForLetterheads)
  return inTenants(database.app, act.actor.tenants, async tx =>
    (
      await tx`select l.*, d.name_ja as department_ja, d.name_en as department_en
        from musubi.letterhead l left join musubi.organisation d on d.id = l.department
        where l.tenant = ${act.actor.organisation} order by l.valid_from desc, l.id desc`
    ).map(entered),
  )
}

export interface LetterheadDepartment {
  readonly id: string
  readonly name: Bilingual
}

/** Departments of the actor's organisation that are not closed on the day. */
export const departmentsOf = (database: Database, act: Act, day: string): Promise<readonly LetterheadDepartment[]> =>
  inTenants(database.app, act.actor.tenants, async tx =>
    (
      await tx`select id, name_ja, name_en from musubi.organisation
        where tenant = ${act.actor.organisation} and kind = 'department' and (valid_to is null or valid_to >= ${day})
        order by name_ja, id`
    ).map(row => ({ id: String(row['id']), name: { ja: String(row['name_ja']), en: String(row['name_en']) } })),
  )

const noDepartment: Problem = {
  field: 'department',
  message: { ja: '自団体の組織を選んでください。', en: 'Choose a department of your own body.' },
}

const problemsIn = (input: LetterheadInput): readonly Problem[] => {
  const long = Object.entries(letterheadTexts).flatMap(([field, most]): Problem[] => {
    const text = input[field as keyof typeof letterheadTexts]
    return [...text].length > most || /[\n\r]/.test(text)
      ? [
          {
            field,
            message: { ja: `${most}文字までの1行で入力してください。`, en: `One line of at most ${most} characters.` },
          },
        ]
      : []
  })
  return [
    ...(isDay(input.validFrom)
      ? []
      : [{ field: 'validFrom', message: { ja: '日付を入力してください。', en: 'Enter a date.' } }]),
    ...(input.organisation === ''
      ? [{ field: 'organisation', message: { ja: '団体名を入力してください。', en: 'Enter the name.' } }]
      : []),
    ...(input.department === undefined || isId(input.department) ? [] : [noDepartment]),
    ...long,
  ]
}

/**
 * Enters the letterhead that holds from a day on. Nothing that was entered is changed: a correction of the same day is
 * entered again, and the latest counts. Documents that were issued stay as they are.
 * @throws InputError, RefusedError
 */
export const enterLetterhead = async (database: Database, act: Act, input: LetterheadInput): Promise<void> => {
  if (!may(act.actor, permissionForLetterheads)) throw new RefusedError(permissionForLetterheads)
  const problems = problemsIn(input)
  if (problems.length) throw new InputError(problems)
  const { actor } = act
  const at = act.clock.now()
  const id = newId()
  await inTenants(database.app, actor.tenants, async tx => {
    if (input.department !== undefined) {
      const [own] = await tx`select 1 from musubi.organisation
        where id = ${input.department} and tenant = ${actor.organisation} and kind = 'department'`
      if (!own) throw new InputError([noDepartment])
    }
    await tx`insert into musubi.letterhead ${tx({
      tenant: actor.organisation,
      id,
      department: input.department ?? null,
      valid_from: input.validFrom,
      organisation: input.organisation,
      office: input.office,
      head_title: input.headTitle,
      head_name: input.headName,
      address: input.address,
      phone: input.phone,
      seal: input.seal,
      entered_at: at.toISOString(),
      entered_by: actor.person,
      entered_by_name: actor.name,
    })}`
    const entry = entryRow(
      {
        event: letterheadEntered,
        tenant: actor.organisation,
        actor: actor.person,
        body: { letterhead: id, ...input },
      },
      at,
    )
    await insertEntries(tx, [entry])
  })
}
