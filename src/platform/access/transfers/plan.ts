import { addDays } from '../../../base/calendar/days.ts'
import { readDay } from '../../../base/calendar/wareki.ts'
import type { Problem } from '../../../base/problem.ts'
import { searchForm } from '../../../base/text/fold.ts'
import { mayHold } from '../people/grants.ts'
import type { OrganisationKind, OrganisationRow } from '../people/organisations.ts'
import type { Roles } from '../permissions.ts'
import { headings, type TransferInput } from './read.ts'

/** What the body knows when a file of transfers is planned. */
export interface TransferState {
  /** The body whose transfers these are. */
  readonly body: string
  readonly kind: OrganisationKind
  /** The body and its departments. */
  readonly organisations: readonly OrganisationRow[]
  readonly people: readonly {
    readonly id: string
    readonly staff_number: string | null
    readonly email: string
    readonly name: string
    readonly status: string
  }[]
  readonly postings: readonly PeriodOf[]
  readonly grants: readonly (PeriodOf & { readonly role: string })[]
}

interface PeriodOf {
  readonly id: string
  readonly person: string
  readonly organisation: string
  readonly valid_from: string
  readonly valid_to: string | null
}

/** What happens to one person. */
interface TransferChange {
  readonly rows: readonly number[]
  readonly person: string
  readonly name: string
  /** First day in the new place; what was before ends the day before. */
  readonly day: string
  /** Leaves the body's service. */
  readonly leaves: boolean
  readonly postings: readonly { readonly organisation: string; readonly roles: readonly string[] }[]
  /** Postings and grants that end or, when they have not begun by then, are withdrawn. */
  readonly endsPostings: readonly string[]
  readonly endsGrants: readonly string[]
}

export interface TransferPlan {
  readonly changes: readonly TransferChange[]
  readonly problems: readonly Problem[]
}

const leaving = ['退職', '転出']

/** Transfers may be entered late, but not so late that the past would be rewritten. */
const mostDaysPast = 31

const covers = (period: { readonly valid_from: string | null; readonly valid_to: string | null }, day: string) =>
  (period.valid_from === null || period.valid_from <= day) && (period.valid_to === null || day <= period.valid_to)

/** Lists of transfers name a section with its division or without: 「環境生活部 循環型社会推進課」, 「循環型社会推進課」. */
const isCalled = (name: string, text: string): boolean => {
  const wanted = searchForm(text)
  return searchForm(name) === wanted || searchForm(name.split(/\s+/).at(-1) ?? '') === wanted
}

const withoutZeros = (text: string) => text.replace(/^0+/, '')

interface Planned {
  readonly row: number
  readonly person: TransferState['people'][number]
  readonly day: string
  readonly leaves: boolean
  readonly organisation: string
  readonly roles: readonly string[]
}

/**
 * What a file of transfers would do, without doing it. Several rows of one person on one day are one transfer with more
 * than one post (兼務). Every mistake of every row is told; one mistake anywhere means that nothing is entered.
 * @param today day in Japan
 */
export const planTransfers = (
  rows: readonly TransferInput[],
  state: TransferState,
  roles: Roles,
  today: string,
): TransferPlan => {
  const problems: Problem[] = []
  const byNumber = new Map(state.people.flatMap(person => (person.staff_number ? [[person.staff_number, person]] : [])))
  const byShortNumber = new Map<string, TransferState['people'][number] | 'several'>()
  for (const person of state.people)
    if (person.staff_number) {
      const short = withoutZeros(person.staff_number)
      byShortNumber.set(short, byShortNumber.has(short) ? 'several' : person)
    }
  const byEmail = new Map(state.people.map(person => [person.email, person]))
  const roleByName = new Map(
    [...roles.values()].flatMap(role => [
      [role.title.ja, role],
      [role.title.en, role],
      [role.id, role],
    ]),
  )
  const holdable = [...roles.values()].filter(role => mayHold(roles, role.id, state.kind))
  const organisationById = new Map(state.organisations.map(organisation => [organisation.id, organisation]))

  const planned: Planned[] = []
  for (const input of rows) {
    const wrong = (column: keyof typeof headings, value: string, ja: string, en: string) => {
      problems.push({
        row: input.row,
        column: headings[column][0] ?? column,
        ...(value ? { value } : {}),
        message: { ja, en },
      })
    }
    const before = problems.length

    const short = byShortNumber.get(withoutZeros(input.staffNumber))
    const person = input.staffNumber
      ? (byNumber.get(input.staffNumber) ?? (short === 'several' ? undefined : short))
      : byEmail.get(input.email)
    if (!input.staffNumber && !input.email)
      wrong(
        'staffNumber',
        '',
        '職員番号またはメールアドレスを入力してください。',
        'Enter the staff number or e-mail address.',
      )
    else if (!person)
      wrong(
        input.staffNumber ? 'staffNumber' : 'email',
        input.staffNumber || input.email,
        '登録されていない職員です。先に利用者を登録してください。',
        'Nobody is registered with this. Register the person first.',
      )
    else if (person.status === 'left') wrong('name', '', '退職した職員です。', 'This person has left.')
    else if (searchForm(person.name) !== searchForm(input.name))
      wrong(
        'name',
        '',
        '氏名が登録と違います。別の職員でないか確かめてください。',
        'The name differs from the one registered.',
      )

    const read = readDay(input.day, today)
    const day = read.ok ? read.value : undefined
    if (day === undefined)
      wrong(
        'day',
        input.day,
        '発令日を「令和8年4月1日」や「2026-04-01」のように入力してください。',
        'Enter the day, such as 2026-04-01.',
      )
    else if (day < addDays(today, -mostDaysPast))
      wrong(
        'day',
        input.day,
        `${mostDaysPast}日より前の発令日は登録できません。`,
        `More than ${mostDaysPast} days ago.`,
      )

    const leaves = leaving.includes(input.to)
    let organisation: string | undefined
    const onDay = day ?? today
    if (!leaves) {
      const there = state.organisations.filter(one => covers(one, onDay))
      const exact = there.filter(one => searchForm(one.name_ja) === searchForm(input.to))
      const named = exact.length > 0 ? exact : there.filter(one => isCalled(one.name_ja, input.to))
      organisation = named.length === 1 ? named[0]?.id : undefined
      if (named.length === 0)
        wrong(
          'to',
          input.to,
          '発令日にこの名前の組織はありません。「組織」に登録されている名前を入力してください。退職のときは「退職」と入力してください。',
          'No such organisation on that day. Enter a name as registered among the organisations, or 退職 for someone who leaves.',
        )
      if (named.length > 1)
        wrong(
          'to',
          input.to,
          `この名前の組織が複数あります。${named.map(one => `「${one.name_ja}」`).join('・')}のどれかを入力してください。`,
          `Several organisations are called so. Enter one of: ${named.map(one => one.name_ja).join(', ')}.`,
        )
    }

    if (person && day) {
      const names = state.postings
        .filter(posting => posting.person === person.id && covers(posting, addDays(day, -1)))
        .map(posting => organisationById.get(posting.organisation)?.name_ja ?? '')
      if (names.length > 0 && !names.some(name => isCalled(name, input.from)))
        wrong(
          'from',
          input.from,
          `登録されている旧所属は「${names.join('・')}」です。`,
          `Registered: ${names.join(', ')}.`,
        )
    }

    const held: string[] = []
    for (const text of input.roles
      .split(/[、,;；/／]/)
      .map(part => part.trim())
      .filter(Boolean)) {
      const role = roleByName.get(text)
      if (!role)
        wrong(
          'roles',
          text,
          `「${text}」という役割はありません。使える役割：${holdable.map(one => one.title.ja).join('、')}`,
          `There is no role “${text}”. Roles: ${holdable.map(one => one.title.en).join(', ')}`,
        )
      else if (!mayHold(roles, role.id, state.kind))
        wrong(
          'roles',
          text,
          'この役割はこの種類の団体では使えません。',
          'People of this kind of body cannot hold this role.',
        )
      else held.push(role.id)
    }
    if (leaves && held.length > 0)
      wrong('roles', input.roles, '退職する職員に役割は付けられません。', 'Someone who leaves cannot hold a role.')

    if (problems.length === before && person && day && (leaves || organisation))
      planned.push({ row: input.row, person, day, leaves, organisation: organisation ?? '', roles: [...new Set(held)] })
  }

  const groups = new Map<string, Planned[]>()
  for (const one of planned) groups.set(one.person.id, [...(groups.get(one.person.id) ?? []), one])
  const changes: TransferChange[] = []
  for (const group of groups.values()) {
    const [first] = group
    if (!first) continue
    const odd = group.find(
      (one, at) =>
        one.day !== first.day ||
        (one.leaves && group.length > 1) ||
        group.findIndex(other => other.organisation === one.organisation) !== at,
    )
    if (odd) {
      problems.push({
        row: odd.row,
        column: '氏名',
        message: {
          ja: `${first.row}行目と同じ職員です。兼務は、同じ発令日で新所属の異なる行として入力してください。`,
          en: `The same person as in row ${first.row}. Enter several posts with one day and different organisations.`,
        },
      })
      continue
    }
    const open = (period: PeriodOf) =>
      period.person === first.person.id && (period.valid_to === null || period.valid_to >= first.day)
    changes.push({
      rows: group.map(one => one.row),
      person: first.person.id,
      name: first.person.name,
      day: first.day,
      leaves: first.leaves,
      postings: first.leaves ? [] : group.map(({ organisation, roles: held }) => ({ organisation, roles: held })),
      endsPostings: state.postings.filter(open).map(posting => posting.id),
      endsGrants: state.grants.filter(open).map(grant => grant.id),
    })
  }
  problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0))
  return { changes, problems }
}
