import type { Transaction } from '../../database/connection.ts'
import type { PeopleLookup, PersonHint } from '../../ledger/people.ts'

/** More than anybody reads through: one types more letters instead. */
const mostFound = 30

const plain = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\s/g, '')

/**
 * People of the transaction's organisations by a part of their name, reading or e-mail address, or by their staff number;
 * a whole address or number gives only its owner.
 */
const findPeople = async (tx: Transaction, typed: string): Promise<readonly PersonHint[]> => {
  const text = plain(typed)
  if (text === '') return []
  const part = `%${text.replace(/[\\%_]/g, sign => `\\${sign}`)}%`
  const found = await tx<(PersonHint & { whole: boolean })[]>`
    select id, name, email, (email = ${text} or coalesce(lower(staff_number) = ${text}, false)) as whole
    from musubi.person
    where email like ${part} or lower(staff_number) = ${text}
      or regexp_replace(lower(normalize(name, nfkc)), '\\s', '', 'g') like ${part}
      or regexp_replace(lower(normalize(kana, nfkc)), '\\s', '', 'g') like ${part}
    order by whole desc, kana nulls last, name, id
    limit ${mostFound + 1}`
  const whole = found.filter(person => person.whole)
  return (whole.length > 0 ? whole : found).map(({ id, name, email }) => ({ id, name, email }))
}

/** The same for a person who is known by id; undefined for people of other organisations. */
const personHint = async (tx: Transaction, id: string): Promise<PersonHint | undefined> => {
  const [person] = await tx<PersonHint[]>`select id, name, email from musubi.person where id = ${id}`
  return person
}

/** For the ledger's search, in whose box people type a name. */
export const peopleLookup: PeopleLookup = { find: findPeople, byId: personHint, most: mostFound }
