import { fixedClock } from '../src/base/clock.ts'
import { nationalCodes } from '../src/base/codes/index.ts'
import { newId } from '../src/base/uuid.ts'
import type { Act, Actor } from '../src/platform/access/actor.ts'
import { createRegister } from '../src/platform/database/schema/table.ts'
import { createSecrets, type Secrets } from '../src/platform/database/secrets.ts'
import { checkRegisters } from '../src/platform/registers/check.ts'
import { defineRegister, type RegisterDefinition } from '../src/platform/registers/definition.ts'
import type { Field, FieldKindId } from '../src/platform/registers/field.ts'
import { exampleContext, type KindExamples, kindExamples } from '../src/platform/registers/kinds/examples.ts'
import { prepareRegister } from '../src/platform/registers/register.ts'
import { Registers } from '../src/platform/registers/registers.ts'
import { tableSpecsOf } from '../src/platform/registers/table.ts'
import { freshDatabase, type TestDatabase } from './database.ts'

// A tennis club: a system that no prefecture has, so that the platform is tested without any system of the plan.

const one = (ja: string, en: string) => ({ label: { ja, en } })

export const member = defineRegister({
  id: 'club_member',
  title: { ja: '会員', en: 'Member' },
  description: { ja: 'テニスクラブの会員（見本）。', en: 'Members of a tennis club (sample).' },
  fieldClass: 'internal',
  fields: {
    number: { kind: 'text', ...one('会員番号', 'Number'), required: true, unique: true, class: 'public' },
    name: { kind: 'text', ...one('氏名', 'Name'), required: true, class: 'personal', maxLength: 60 },
    nickname: { kind: 'text', ...one('愛称', 'Nickname'), class: 'public', column: 'ニックネーム' },
    level: {
      kind: 'choice',
      ...one('級', 'Level'),
      class: 'public',
      of: [
        { code: '1', label: { ja: '初級', en: 'Beginner' } },
        { code: '2', label: { ja: '中級', en: 'Intermediate' } },
        { code: '3', label: { ja: '上級', en: 'Advanced' } },
      ],
    },
    joinedOn: {
      kind: 'date',
      ...one('入会日', 'Joined'),
      class: 'public',
      formerly: [{ id: 'entryDay', until: '2030-03-31' }],
    },
    fee: { kind: 'yen', ...one('会費', 'Fee'), min: 0 },
    address: { kind: 'address', ...one('住所', 'Address'), class: 'personal' },
    place: { kind: 'point', ...one('位置', 'Place') },
    illness: { kind: 'text', ...one('既往症', 'Illness'), class: 'special' },
    coach: { kind: 'yesNo', ...one('指導員', 'Coach') },
    license: {
      kind: 'text',
      ...one('指導員資格', 'Licence'),
      when: { equal: [{ field: 'coach' }, { value: true }] },
    },
    note: { kind: 'longText', ...one('備考', 'Note') },
  },
  naming: ['number', 'nickname'],
  list: ['number', 'name', 'nickname', 'level', 'joinedOn'],
  search: ['number', 'name', 'nickname'],
  filters: ['level', 'joinedOn', 'coach'],
  sort: ['number', '-joinedOn'],
  publish: { path: '/club/members', license: 'CC BY 4.0', keywords: [{ ja: 'テニス', en: 'Tennis' }] },
  documents: [
    {
      id: 'membership',
      title: { ja: '会員証明書', en: 'Certificate of membership' },
      number: '庭球第{document.number}号',
      lines: [
        { kind: 'text', text: '庭球第{document.number}号', align: 'right' },
        { kind: 'text', text: '{document.day}', align: 'right' },
        { kind: 'space', lines: 1 },
        { kind: 'text', text: '{name}　様' },
        { kind: 'issuer' },
        { kind: 'heading', text: '会　員　証　明　書' },
        {
          kind: 'text',
          text: '下記の者は、本会の会則（見本）第３条の規定により入会し、現に会員であることを証明します。なお、この証明書は{document.day}現在の台帳に基づいて作成したものであり、その後の異動は反映していません。',
        },
        { kind: 'text', text: '記', align: 'center' },
        { kind: 'fields', of: ['number', 'name', 'level', 'joinedOn', 'address'] },
      ],
      when: { filled: 'joinedOn' },
    },
  ],
})

/** Bookings need a second officer, and refer to a member. */
export const booking = defineRegister({
  id: 'club_booking',
  title: { ja: '予約', en: 'Booking' },
  description: { ja: 'コートの予約（見本）。', en: 'Bookings of courts (sample).' },
  fields: {
    court: { kind: 'text', ...one('コート', 'Court'), required: true },
    day: { kind: 'date', ...one('利用日', 'Day'), required: true },
    member: { kind: 'reference', ...one('会員', 'Member'), to: 'club_member' },
    guests: { kind: 'integer', ...one('同伴者数', 'Guests'), min: 0, max: 8 },
  },
  naming: ['court', 'day'],
  list: ['court', 'day', 'member'],
  search: [],
  filters: ['day'],
  sort: ['day'],
  unique: [['court', 'day']],
  approval: { operations: ['create', 'change'], expiresAfterDays: 30 },
})

/** No set of fields tells two entries apart. */
export const remark = defineRegister({
  id: 'club_remark',
  title: { ja: '意見', en: 'Remark' },
  description: { ja: '会員の意見（見本）。', en: 'Remarks of members (sample).' },
  fields: { text: { kind: 'text', ...one('意見', 'Remark'), required: true } },
  naming: ['text'],
  list: ['text'],
  search: [],
  filters: [],
  sort: ['text'],
})

export const kindFieldId = (kind: string): string => `the${kind[0]?.toUpperCase()}${kind.slice(1)}`

/** One field of every kind, as the kinds' own examples declare it. */
export const specimen: RegisterDefinition = {
  id: 'club_specimen',
  title: { ja: '全種類', en: 'Every kind' },
  description: { ja: '全ての種類の項目（見本）。', en: 'A field of every kind (sample).' },
  fieldClass: 'public',
  fields: {
    key: { kind: 'text', ...one('番号', 'Key'), required: true, unique: true },
    ...Object.fromEntries(
      Object.entries<KindExamples<FieldKindId>>(kindExamples).map(([kind, { field }]): [string, Field] => {
        const label = { ja: `${kind}の項目`, en: `Field of ${kind}` }
        if (field.kind === 'kana') return [kindFieldId(kind), { ...field, label, of: 'theText' }]
        return [
          kindFieldId(kind),
          field.kind === 'reference' ? { ...field, label, to: 'club_specimen' } : { ...field, label },
        ]
      }),
    ),
  },
  naming: ['key'],
  list: ['key'],
  search: ['key'],
  filters: [],
  sort: ['key'],
  publish: { path: '/club/specimens', license: 'CC BY 4.0' },
}

export const clubRegisters: readonly RegisterDefinition[] = [member, booking, remark, specimen]

export const clubClock = fixedClock('2026-11-22T03:00:00Z')

export const testSecrets = (): Secrets => createSecrets([{ id: 1, bytes: Buffer.alloc(32, 7) }])

export interface TennisClub {
  readonly db: TestDatabase
  readonly registers: Registers
  readonly organisation: string
  /** An officer of the club with these permissions of every register. */
  officer(may: readonly string[], more?: Partial<Actor>): Actor
  act(actor: Actor, reason?: string): Act
  drop(): Promise<void>
}

export const everything = [
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

export const clubServices = (database: TestDatabase['database']): Registers => {
  const checked = checkRegisters(clubRegisters, nationalCodes)
  return new Registers([...checked.values()].map(prepareRegister), {
    database,
    secrets: testSecrets(),
    context: () => exampleContext,
  })
}

export const clubOfficer = (organisation: string, may: readonly string[], more: Partial<Actor> = {}): Actor => ({
  kind: 'person',
  person: newId(),
  name: '見本 花子',
  organisation,
  tenants: [organisation],
  permissions: new Set(clubRegisters.flatMap(register => may.map(what => `${register.id}.${what}`))),
  ...more,
})

export const clubAct = (actor: Actor, reason?: string): Act => ({
  actor,
  clock: clubClock,
  language: 'ja',
  ...(reason ? { reason } : {}),
})

export const tennisClub = async (): Promise<TennisClub> => {
  const db = await freshDatabase()
  for (const spec of tableSpecsOf(checkRegisters(clubRegisters, nationalCodes).values()))
    await db.database.owner.unsafe(createRegister(spec))
  const organisation = newId()
  await db.database.owner`insert into musubi.organisation (tenant, id, kind, name_ja, name_en)
    values (${organisation}, ${organisation}, 'municipality', '見本テニスクラブ', 'Sample Tennis Club')`
  return {
    db,
    registers: clubServices(db.database),
    organisation,
    officer: (may, more) => clubOfficer(organisation, may, more),
    act: clubAct,
    drop: () => db.drop(),
  }
}
