import { type Bilingual, fill } from '../../base/bilingual.ts'
import type { Problem } from '../../base/problem.ts'
import { isId } from '../../base/uuid.ts'
import type { Transaction } from '../database/connection.ts'

export interface PersonHint {
  readonly id: string
  readonly name: string
  readonly email: string
}

/** Who is meant by a name; the ledger itself knows ids only. */
export interface PeopleLookup {
  /** People of the transaction's organisations by a part of what they are called. */
  readonly find: (tx: Transaction, text: string) => Promise<readonly PersonHint[]>
  readonly byId: (tx: Transaction, id: string) => Promise<PersonHint | undefined>
  /** More than this many are no list to choose from. */
  readonly most: number
}

type Box = 'person' | 'actor'

/** What a box for a person shows: what was typed, or who is chosen, or among whom to choose. */
export interface PersonBox {
  readonly typed: string
  readonly chosen?: PersonHint
  readonly choices: readonly PersonHint[]
}

export interface ChosenPeople {
  readonly boxes: Readonly<Record<Box, PersonBox>>
  /** The query with ids where somebody was named: what is searched, entered in the ledger and paged through. */
  readonly query: URLSearchParams
  readonly problems: readonly Problem[]
}

const nobodyFound: Bilingual = {
  ja: '当てはまる利用者がいません。氏名、フリガナ、メールアドレス、職員番号、またはIDで探せます。',
  en: 'Nobody fits. Name, reading, e-mail address, staff number or id.',
}
const several: Bilingual = {
  ja: '{count}人が当てはまります。1人を選んでください。',
  en: '{count} people fit. Choose one.',
}
const tooMany: Bilingual = {
  ja: '当てはまる利用者が多すぎます。もう少し詳しく入力してください。',
  en: 'Too many people fit. Type more of the name.',
}

const boxOf = async (
  tx: Transaction,
  people: PeopleLookup,
  typed: string,
): Promise<PersonBox & { readonly problem?: Bilingual }> => {
  if (typed === '') return { typed, choices: [] }
  if (isId(typed)) {
    const chosen = await people.byId(tx, typed)
    return { typed, choices: [], ...(chosen ? { chosen } : {}) }
  }
  const found = await people.find(tx, typed)
  const [only] = found
  if (only === undefined) return { typed, choices: [], problem: nobodyFound }
  if (found.length === 1) return { typed, choices: [], chosen: only }
  if (found.length > people.most) return { typed, choices: [], problem: tooMany }
  return { typed, choices: found, problem: fill(several, { count: String(found.length) }) }
}

/** Reads the boxes for people. A name goes no further than this: an entry of the ledger stays for ever. */
export const choosePeople = async (
  tx: Transaction,
  people: PeopleLookup,
  given: URLSearchParams,
): Promise<ChosenPeople> => {
  const query = new URLSearchParams(given)
  const problems: Problem[] = []
  const read = async (name: Box): Promise<PersonBox> => {
    const { problem, ...box } = await boxOf(tx, people, (given.get(name) ?? '').trim())
    if (problem) problems.push({ field: name, message: problem })
    if (box.chosen) query.set(name, box.chosen.id)
    else if (!isId(box.typed)) query.delete(name)
    return box
  }
  return { boxes: { person: await read('person'), actor: await read('actor') }, query, problems }
}
