import { InputError, NotFoundError, RefusedError } from '../../../base/problem.ts'
import { newId } from '../../../base/uuid.ts'
import { type Act, may, maySomewhere } from '../../access/actor.ts'
import type { Database } from '../../database/connection.ts'
import { inTenants } from '../../database/transaction.ts'
import type { Register } from '../register.ts'
import { permission } from '../visibility.ts'
import { type ColumnMapping, targetOfId } from './mapping.ts'

export interface SavedMapping {
  readonly id: string
  readonly name: string
  readonly mapping: ColumnMapping
  /** When it was last saved, ISO 8601. */
  readonly savedAt: string
}

/** Mappings are made by those who import; those who export use them too. */
const requireUse = (act: Act, register: Register): void => {
  const wanted = permission(register.id, 'import')
  if (!maySomewhere(act.actor, wanted) && !may(act.actor, permission(register.id, 'export')))
    throw new RefusedError(wanted)
}

/** The mappings that the actor's own organisation saved. @throws RefusedError */
export const listMappings = async (
  database: Database,
  act: Act,
  register: Register,
): Promise<readonly SavedMapping[]> => {
  requireUse(act, register)
  return inTenants(database.app, act.actor.tenants, async tx => [
    ...(await tx<
      SavedMapping[]
    >`select id, name, mapping, to_json(updated_at) #>> '{}' as "savedAt" from musubi.column_mapping
      where tenant = ${act.actor.organisation} and register = ${register.id} order by name`),
  ])
}

/** @param name the mapping's id or name @throws NotFoundError */
export const findMapping = async (
  database: Database,
  act: Act,
  register: Register,
  name: string,
): Promise<SavedMapping> => {
  const found = (await listMappings(database, act, register)).find(one => one.id === name || one.name === name)
  if (!found) throw new NotFoundError(`mapping ${name}`)
  return found
}

/** @throws InputError for a name that is none */
const nameIn = (name: string): string => {
  const title = name.trim()
  if (title !== '' && title.length <= 100) return title
  throw new InputError([
    {
      field: 'name',
      message: {
        ja: '対応づけの名前を100文字以内で入力してください。',
        en: 'Give the mapping a name of at most 100 characters.',
      },
    },
  ])
}

const requireMaking = (act: Act, register: Register): void => {
  const wanted = permission(register.id, 'import')
  if (!maySomewhere(act.actor, wanted)) throw new RefusedError(wanted)
}

/** Another mapping has the name: which one may be replaced must be said. */
const taken = (name: string): InputError =>
  new InputError([
    {
      field: 'name',
      value: name,
      message: {
        ja: 'この名前の対応づけが既にあります。別の名前にするか、置き換えることを下で選んでください。',
        en: 'Another mapping has this name. Give a different one, or choose below to replace it.',
      },
    },
  ])

/**
 * Saves under a name. What has the name already is replaced only when it is the one that was said.
 * @param replacing id of the mapping that is mended, or that the person chose to replace
 * @throws InputError, RefusedError
 */
export const saveMapping = async (
  database: Database,
  act: Act,
  register: Register,
  name: string,
  mapping: ColumnMapping,
  replacing?: string,
): Promise<SavedMapping> => {
  requireMaking(act, register)
  const title = nameIn(name)
  const { columns, constants = {}, words = {} } = mapping
  const ids = [...Object.values(columns), ...Object.keys(constants), ...Object.keys(words)].filter(id => id !== '')
  const unknown = ids.find(id => targetOfId(register, id) === undefined)
  if (unknown !== undefined)
    throw new InputError([
      {
        value: unknown,
        message: { ja: '台帳にない項目が選ばれています。選び直してください。', en: 'The register has no such field.' },
      },
    ])
  const savedAt = act.clock.now().toISOString()
  return inTenants(database.app, act.actor.tenants, async tx => {
    const [row] = await tx<{ id: string }[]>`
      insert into musubi.column_mapping (tenant, id, register, name, mapping, updated_at)
      values (${act.actor.organisation}, ${newId()}, ${register.id}, ${title}, ${tx.json({ ...mapping })}, ${savedAt})
      on conflict (tenant, register, name) do update set mapping = excluded.mapping, updated_at = excluded.updated_at
        where column_mapping.id::text = ${replacing ?? ''}
      returning id`
    if (!row) throw taken(title)
    return { id: row.id, name: title, mapping, savedAt }
  })
}

/**
 * Gives a mapping another name; links and exports that name it by its id go on. @throws InputError for a name that another
 * one has, NotFoundError, RefusedError
 */
export const renameMapping = async (
  database: Database,
  act: Act,
  register: Register,
  id: string,
  name: string,
): Promise<void> => {
  requireMaking(act, register)
  const title = nameIn(name)
  await inTenants(database.app, act.actor.tenants, async tx => {
    const [other] = await tx`select 1 from musubi.column_mapping
      where tenant = ${act.actor.organisation} and register = ${register.id} and name = ${title} and id <> ${id}`
    if (other)
      throw new InputError([
        {
          field: 'name',
          value: title,
          message: {
            ja: 'この名前の対応づけが既にあります。別の名前にしてください。',
            en: 'Another mapping has this name. Choose a different one.',
          },
        },
      ])
    const renamed =
      await tx`update musubi.column_mapping set name = ${title}, updated_at = ${act.clock.now().toISOString()}
      where tenant = ${act.actor.organisation} and register = ${register.id} and id = ${id} returning id`
    if (renamed.length === 0) throw new NotFoundError(`mapping ${id}`)
  })
}

/** What was imported or exported under it stays as it is. @throws NotFoundError, RefusedError */
export const deleteMapping = async (database: Database, act: Act, register: Register, id: string): Promise<void> => {
  requireMaking(act, register)
  await inTenants(database.app, act.actor.tenants, async tx => {
    const deleted = await tx`delete from musubi.column_mapping
      where tenant = ${act.actor.organisation} and register = ${register.id} and id = ${id} returning id`
    if (deleted.length === 0) throw new NotFoundError(`mapping ${id}`)
  })
}
