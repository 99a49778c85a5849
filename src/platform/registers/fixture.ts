import { type Clock, fixedClock } from '../../base/clock.ts'
import { newId } from '../../base/uuid.ts'
import type { Act, Actor } from '../access/actor.ts'
import type { Database } from '../database/connection.ts'
import { planChange } from '../database/schema/change.ts'
import { changesToSql } from '../database/schema/change-sql.ts'
import { createSecrets } from '../database/secrets.ts'
import { checkRegisters } from './check.ts'
import { defineRegister, type RegisterDefinition } from './definition.ts'
import { exampleContext } from './kinds/examples.ts'
import { prepareRegister } from './register.ts'
import { Registers } from './registers.ts'
import type { Room } from './room.ts'
import { tableSpecsOf } from './table.ts'

/** A fictional sports club: what tests of the registers are made of. */
export const club: RegisterDefinition = defineRegister({
  id: 'club',
  title: { ja: 'クラブ', en: 'Clubs' },
  description: { ja: '見本のクラブです。', en: 'Sample clubs.' },
  fieldClass: 'public',
  fields: {
    name: { kind: 'text', label: { ja: '名称', en: 'Name' }, required: true, unique: true },
    nameKana: { kind: 'kana', of: 'name', label: { ja: 'よみ', en: 'Reading' } },
    level: {
      kind: 'choice',
      label: { ja: '級', en: 'Level' },
      required: true,
      of: [
        { code: 'a', label: { ja: '一級', en: 'First' } },
        { code: 'b', label: { ja: '二級', en: 'Second' } },
      ],
    },
    sports: {
      kind: 'choices',
      label: { ja: '種目', en: 'Sports' },
      of: [
        { code: 'tennis', label: { ja: '庭球', en: 'Tennis' } },
        { code: 'judo', label: { ja: '柔道', en: 'Judo' } },
      ],
    },
    foundedOn: { kind: 'date', label: { ja: '設立日', en: 'Founded' } },
    note: { kind: 'longText', label: { ja: '内部メモ', en: 'Internal note' }, class: 'internal' },
  },
  naming: ['name'],
  list: ['name', 'level', 'foundedOn'],
  search: ['name', 'nameKana'],
  filters: ['level', 'sports', 'foundedOn'],
  sort: ['name', 'foundedOn'],
  publish: { path: '/clubs', license: 'CC BY 4.0' },
})

export const member: RegisterDefinition = defineRegister({
  id: 'club_member',
  title: { ja: '会員', en: 'Members' },
  description: { ja: '見本の会員です。', en: 'Sample members.' },
  fields: {
    club: { kind: 'reference', to: 'club', label: { ja: 'クラブ', en: 'Club' }, required: true },
    number: { kind: 'text', label: { ja: '会員番号', en: 'Number' }, required: true, unique: true },
    name: { kind: 'text', label: { ja: '氏名', en: 'Name' }, class: 'personal', required: true },
    individualNumber: {
      kind: 'code',
      code: 'individualNumber',
      label: { ja: '個人番号', en: 'Individual number' },
      class: 'special',
    },
  },
  naming: ['number'],
  list: ['number', 'name'],
  search: ['number'],
  filters: ['club', 'individualNumber'],
  sort: ['name', 'number'],
  approval: { operations: ['create', 'change', 'remove'], expiresAfterDays: 14 },
})

/** Two organisations that must not see each other. */
export const home = '01900000-0000-7000-8000-000000000001'
export const away = '01900000-0000-7000-8000-000000000002'

const operations = [
  'read',
  'readPersonal',
  'readSpecial',
  'create',
  'change',
  'remove',
  'approve',
  'issue',
  'import',
  'export',
] as const

export const everything = (...registers: readonly string[]): ReadonlySet<string> =>
  new Set(registers.flatMap(register => operations.map(operation => `${register}.${operation}`)))

export const actor = (organisation: string, permissions: ReadonlySet<string>, person: string = newId()): Actor => ({
  kind: 'person',
  person,
  name: `見本 ${person.slice(-4)}`,
  organisation,
  tenants: [organisation],
  permissions,
})

export const actOf = (who: Actor, reason?: string, clock: Clock = fixedClock('2026-11-22T03:00:00Z')): Act => ({
  actor: who,
  clock,
  language: 'ja',
  ...(reason ? { reason } : {}),
})

/** Creates the tables of some registers in a test database. */
export const createTables = async (database: Database, definitions: readonly RegisterDefinition[]): Promise<void> => {
  const specs = tableSpecsOf(checkRegisters(definitions, exampleCodes()).values())
  await database.owner.unsafe(changesToSql(planChange([], specs)))
}

const exampleCodes = () => [exampleContext.code('individualNumber')]

export const registersOf = (
  database: Database,
  definitions: readonly RegisterDefinition[] = [club, member],
  room?: Room,
): Registers =>
  new Registers([...checkRegisters(definitions, exampleCodes()).values()].map(prepareRegister), {
    database,
    secrets: createSecrets([{ id: 1, bytes: Buffer.alloc(32, 7) }]),
    context: () => exampleContext,
    ...(room ? { room } : {}),
  })
