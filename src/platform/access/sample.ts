import { hashPassword } from 'better-auth/crypto'
import type { Bilingual } from '../../base/bilingual.ts'
import { DefinitionError } from '../../base/problem.ts'
import type { Sql } from '../database/connection.ts'
import { type EnterInLedger, grantGiven, personAdded } from './events.ts'
import { idOfKey, organisationId } from './keys.ts'
import { insertGrant } from './people/grants.ts'
import { insertOrganisation } from './people/organisations.ts'
import { insertPerson } from './people/people.ts'
import { administrator, auditor, custodian, operator, planner } from './roles.ts'
import { asTenants } from './tenancy.ts'

/** An organisation that always has the same id: of its key, as the region's data names it. */
interface RegionOrganisation {
  /** Unique and lasting in the region: a municipality's code, a department's short name. */
  readonly key: string
  readonly name: Bilingual
  readonly kana?: string
  readonly code?: string
  readonly corporateNumber?: string
}

export interface RegionOrganisations {
  readonly prefecture: RegionOrganisation
  /** Each under the prefecture, or under another department named by its key. */
  readonly departments: readonly (RegionOrganisation & { readonly parent?: string })[]
  /** Outside the headquarters: departments too. */
  readonly offices?: readonly RegionOrganisation[]
  readonly municipalities: readonly RegionOrganisation[]
}

export interface SamplePerson {
  readonly key: string
  readonly name: string
  readonly kana: string
  readonly email: string
  readonly staffNumber: string
  /** Key of the organisation. */
  readonly organisation: string
  readonly roles: readonly string[]
  /** What they show, for the list of sign-ins at the start. */
  readonly title: Bilingual
}

export const personId = (key: string): string => idOfKey(`person:${key}`)

/** Enters a region's bodies and departments; what is there already stays as it is. */
export const loadOrganisations = async (sql: Sql, region: RegionOrganisations): Promise<void> => {
  const all = [region.prefecture, ...region.departments, ...(region.offices ?? []), ...region.municipalities].map(
    ({ key }) => organisationId(key),
  )
  const twice = all.find((id, at) => all.indexOf(id) !== at)
  if (twice !== undefined) throw new DefinitionError(`the region names an organisation twice: ${twice}`)
  await asTenants(sql, all, async tx => {
    const body = organisationId(region.prefecture.key)
    const given = ({ key, ...rest }: RegionOrganisation) => ({ ...rest, id: organisationId(key) })
    await insertOrganisation(tx, { ...given(region.prefecture), kind: 'prefecture' })
    for (const { parent, ...department } of region.departments)
      await insertOrganisation(
        tx,
        { ...given(department), kind: 'department', parent: parent === undefined ? body : organisationId(parent) },
        body,
      )
    for (const office of region.offices ?? [])
      await insertOrganisation(tx, { ...given(office), kind: 'department', parent: body }, body)
    for (const municipality of region.municipalities)
      await insertOrganisation(tx, { ...given(municipality), kind: 'municipality' })
  })
}

/** The password of every sample person; printed at the start. */
export const samplePassword = 'mihon-no-tobira-2014'

export interface SampleRoles {
  /** Roles of a system's officer (担当), of the one who approves (課長), of an office's and of a municipality's officer. */
  readonly officer: readonly string[]
  readonly chief: readonly string[]
  readonly office?: readonly string[]
  readonly municipal: readonly string[]
}

/** The people of the demonstration: keys of the organisations in which they work, and what they may do. */
export const samplePeople = (
  region: RegionOrganisations,
  roles: SampleRoles,
  department: string = region.departments[0]?.key ?? region.prefecture.key,
): readonly SamplePerson[] => {
  const municipality = region.municipalities[0]
  const office = region.offices?.[0]
  return [
    {
      key: 'officer',
      name: '見本 太郎',
      kana: 'ミホン タロウ',
      email: 'tanto@example.jp',
      staffNumber: '900001',
      organisation: department,
      roles: roles.officer,
      title: { ja: '担当', en: 'officer' },
    },
    {
      key: 'chief',
      name: '見本 花子',
      kana: 'ミホン ハナコ',
      email: 'kacho@example.jp',
      staffNumber: '900002',
      organisation: department,
      roles: [...roles.chief, custodian.id],
      title: { ja: '課長(決裁)', en: 'chief (approves)' },
    },
    {
      key: 'auditor',
      name: '見本 一郎',
      kana: 'ミホン イチロウ',
      email: 'kansa@example.jp',
      staffNumber: '900003',
      organisation: region.prefecture.key,
      roles: [auditor.id],
      title: { ja: '監査担当', en: 'auditor' },
    },
    {
      key: 'administrator',
      name: '見本 良子',
      kana: 'ミホン リョウコ',
      email: 'kanri@example.jp',
      staffNumber: '900004',
      organisation: region.prefecture.key,
      roles: [administrator.id, operator.id, planner.id, custodian.id],
      title: { ja: '利用者管理者', en: 'administrator' },
    },
    ...(office && roles.office?.length
      ? [
          {
            key: 'office',
            name: '見本 三郎',
            kana: 'ミホン サブロウ',
            email: 'hoken@example.jp',
            staffNumber: '900005',
            organisation: office.key,
            roles: roles.office,
            title: { ja: `${office.name.ja}の担当`, en: `officer of the ${office.name.en}` },
          },
        ]
      : []),
    ...(municipality
      ? [
          {
            key: 'municipal',
            name: '見本 次郎',
            kana: 'ミホン ジロウ',
            email: 'shicho@example.jp',
            staffNumber: '900001',
            organisation: municipality.key,
            roles: roles.municipal,
            title: { ja: `${municipality.name.ja}の担当`, en: `officer of ${municipality.name.en}` },
          },
        ]
      : []),
  ]
}

/**
 * Enters the sample people with a sign-in and their roles. Deterministic, and nothing happens to one who is there.
 * @param since first day on which their grants hold
 */
export const sampleAccess = async (
  sql: Sql,
  enter: EnterInLedger,
  people: readonly SamplePerson[],
  since = '2014-04-01',
): Promise<{ readonly password: string; readonly people: readonly SamplePerson[] }> => {
  // One hash for all of them: it is one password, and the first start should be fast.
  const hash = await hashPassword(samplePassword)
  for (const person of people) {
    const id = personId(person.key)
    const organisation = organisationId(person.organisation)
    const [body] = await sql<{ tenant: string }[]>`select tenant from musubi.organisation where id = ${organisation}`
    if (!body) throw new DefinitionError(`sample person ${person.key}: no organisation ${person.organisation}`)
    const { tenant } = body
    await asTenants(sql, [tenant], async tx => {
      const [found] = await tx`select 1 from musubi.person where id = ${id}`
      if (found) return
      // Exempt from changing the first password: this one is printed at the start, for everybody to try.
      const password = { hash, mustChange: false }
      await insertPerson(tx, { ...person, id, tenant, organisation, validFrom: since, sample: true }, password)
      await enter(tx, {
        event: personAdded,
        tenant,
        actor: null,
        person: id,
        body: { person: id, organisation, from: since },
      })
      for (const role of person.roles) {
        const grant = idOfKey(`grant:${person.key}:${role}`)
        await insertGrant(tx, { id: grant, tenant, person: id, organisation, role, validFrom: since }, null)
        await enter(tx, {
          event: grantGiven,
          tenant,
          actor: null,
          person: id,
          body: { grant, role, organisation, from: since },
        })
      }
    })
  }
  return { password: samplePassword, people }
}
