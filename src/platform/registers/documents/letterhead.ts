import type { Act } from '../../access/actor.ts'
import type { Database } from '../../database/connection.ts'
import { inTenants } from '../../database/transaction.ts'

/** Who issues, as it stands at the head of an organisation's letters. */
export interface Letterhead {
  /** 名義: 見本市長 見本 太郎. */
  readonly issuer: string
  /** Name of the organisation. */
  readonly organisation: string
  /** 担当 and telephone, one line each, at the foot. */
  readonly contact: readonly string[]
  /** `omitted` prints 公印省略, `place` leaves the square for the seal, `none` prints neither. */
  readonly seal: 'omitted' | 'place' | 'none'
}

const isSeal = (value: unknown): value is Letterhead['seal'] =>
  value === 'omitted' || value === 'place' || value === 'none'

const settingName = (organisation: string): string => `letterhead.${organisation}`

/** The letterhead as configured; without one the organisation's own name, and the seal left out. */
export const readLetterhead = (database: Database, act: Act): Promise<Letterhead> =>
  inTenants(database.app, act.actor.tenants, async tx => {
    const id = act.actor.organisation
    const [row] = await tx`select
      (select name_ja from musubi.organisation where id = ${id}) as name,
      (select value from musubi.setting where name = ${settingName(id)}) as value`
    const organisation = String(row?.['name'] ?? '')
    const value: unknown = row?.['value'] ?? {}
    const get = (name: string): unknown =>
      typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
    const [issuer, contact, seal] = [get('issuer'), get('contact'), get('seal')]
    return {
      organisation,
      issuer: typeof issuer === 'string' && issuer !== '' ? issuer : organisation,
      contact: Array.isArray(contact) ? contact.filter(line => typeof line === 'string') : [],
      seal: isSeal(seal) ? seal : 'omitted',
    }
  })

/** For configuration: takes effect with the next document. */
export const saveLetterhead = async (
  database: Database,
  organisation: string,
  letterhead: Omit<Letterhead, 'organisation'>,
): Promise<void> => {
  await database.app`insert into musubi.setting (name, value) values (${settingName(organisation)}, ${database.app.json(
    {
      ...letterhead,
      contact: [...letterhead.contact],
    },
  )}) on conflict (name) do update set value = excluded.value, updated_at = now()`
}
