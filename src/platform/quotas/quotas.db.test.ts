import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { type Clock, dayInJapan } from '../../base/clock.ts'
import { InputError } from '../../base/problem.ts'
import { createSecrets } from '../database/secrets.ts'
import { inTenants } from '../database/transaction.ts'
import { folderObjects } from '../files/folder.ts'
import { type FileStore, fileStore } from '../files/store.ts'
import { exportRecords } from '../registers/export/export.ts'
import { actOf, actor, away, club, createTables, everything, home, member, registersOf } from '../registers/fixture.ts'
import { fileOfBytes } from '../registers/import/file.ts'
import { importRecords } from '../registers/import/import.ts'
import { exampleContext } from '../registers/kinds/examples.ts'
import type { Registers } from '../registers/registers.ts'
import { createSettings, type SettingsService } from '../settings/service.ts'
import { takePlace } from './places.ts'
import { createQuotas, type QuotaService } from './service.ts'
import { quotaSettings } from './settings.ts'

const clock: Clock = { now: () => new Date('2026-11-22T03:00:00Z') }
const secrets = createSecrets([{ id: 1, bytes: Buffer.alloc(32, 7) }])
const operator = '01900000-0000-7000-8000-0000000000aa'

let db: TestDatabase
let settings: SettingsService
let folder: string
let files: FileStore

interface Process {
  readonly quotas: QuotaService
  readonly registers: Registers
}

/** What one process has of its own: the database is everybody's. */
const startProcess = (): Process => {
  const quotas = createQuotas({
    database: db.database,
    clock,
    settings,
    secrets,
    registers: () => own.all().map(one => one.register),
  })
  const own = registersOf(db.database, [club, member], quotas.room)
  return { quotas, registers: own }
}
let one: Process

const officer = actor(home, everything('club', 'club_member'))
const act = actOf(officer)
const values = (name: string) => ({
  name,
  nameKana: null,
  level: 'a',
  sports: null,
  foundedOn: null,
  note: null,
})
const create = ({ registers }: Process, name: string, who = act) => registers.service('club').create(who, values(name))

const setLimit = async (setting: string, limit: number, organisation = home): Promise<void> => {
  await db.database
    .owner`delete from musubi.organisation_setting where setting = ${setting} and tenant = ${organisation}`
  await db.database.owner`
    insert into musubi.organisation_setting (tenant, id, setting, valid_from, value, entered_at, entered_by_name)
    values (${organisation}, gen_random_uuid(), ${setting}, ${dayInJapan(clock.now())}, ${`${limit}`}::text::jsonb, now(), '見本')`
  settings.forget()
}
const messageOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => 'no error',
    (reason: unknown) => reason,
  )
  return error instanceof InputError ? (error.problems[0]?.message.ja ?? '') : String(error)
}
const rows = async (): Promise<number> =>
  Number((await db.database.owner`select count(*)::int as n from register.club where removed_at is null`)[0]?.['n'])
const recordsOf = async ({ quotas }: Process, organisation = home) =>
  (await quotas.view(organisation)).usage.records.get('club')

beforeAll(async () => {
  db = await freshDatabase()
  await createTables(db.database, [club, member])
  const { owner } = db.database
  for (const id of [operator, home, away])
    await owner`insert into musubi.organisation (tenant, id, kind, name_ja, name_en) values (${id}, ${id}, 'municipality', '見本町', 'Sample')`
  settings = createSettings({
    definitions: quotaSettings,
    database: db.database,
    context: () => exampleContext,
    operator,
  })
  folder = mkdtempSync(join(tmpdir(), 'musubi-quotas-'))
  files = fileStore(folderObjects(folder), secrets)
})
afterAll(async () => {
  await db?.drop()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(async () => {
  const { owner } = db.database
  await owner`truncate register.club, history.club, musubi.usage, musubi.organisation_setting`
  settings.forget()
  one = startProcess()
})

describe('records', () => {
  test('beyond the limit are refused with the figure, the limit and who can change it; a removed one makes room', async () => {
    await setLimit('quotas.records', 2)
    const first = await create(one, 'A')
    await create(one, 'B')
    const message = await messageOf(create(one, 'C'))
    for (const words of ['現在 2件', '1件増え', '上限は 2件', '運営する団体の利用者管理者', '記録されていません'])
      expect(message).toContain(words)
    expect(await rows()).toBe(2)
    // Changing needs no room, and another organisation has its own.
    await one.registers.service('club').change(act, first.id, 1, { note: 'x' })
    await create(one, 'Z', actOf(actor(away, everything('club'))))
    await one.registers.service('club').remove(act, first.id, 2)
    await create(one, 'C')
    expect(await recordsOf(one)).toBe(2)
    expect(await recordsOf(one, away)).toBe(1)
  })

  test('are what all processes wrote, also after a restart, without counting rows each time', async () => {
    const two = startProcess()
    await create(one, 'A')
    await create(two, 'B')
    await one.quotas.flush()
    await two.quotas.flush()
    await one.quotas.flush()
    expect(await recordsOf(one)).toBe(2)
    expect(await recordsOf(two)).toBe(2)
    expect(await recordsOf(startProcess())).toBe(2)
    // Nobody counted: what is kept is believed until the night, or until somebody would be refused by it.
    await db.database.owner`update musubi.usage set amount = 40 where what = 'records/club'`
    const later = startProcess()
    expect(await recordsOf(later)).toBe(40)
    await setLimit('quotas.records', 3)
    await create(later, 'C')
    expect(await recordsOf(later)).toBe(3)
    expect(await messageOf(create(later, 'D'))).toContain('現在 3件')
  })

  test('what a killed process did not keep is counted at night', async () => {
    await create(one, 'A')
    await one.quotas.flush()
    await create(one, 'B')
    const after = startProcess()
    expect(await recordsOf(after)).toBe(1)
    await after.quotas.recount(files)
    expect(await recordsOf(after)).toBe(2)
    await db.database.owner`update register.club set removed_at = now()`
    await after.quotas.recount(files)
    expect(await recordsOf(after)).toBe(0)
  })

  test('of an import count before it is written: all of the file or nothing', async () => {
    await setLimit('quotas.records', 3)
    await create(one, 'A')
    const bring = (names: readonly string[], dryRun = false) =>
      importRecords(
        one.registers,
        one.registers.service('club'),
        act,
        fileOfBytes('clubs.csv', Buffer.from(`名称,級\r\n${names.map(name => `${name},a\r\n`).join('')}`)),
        { dryRun },
      )
    const message = await messageOf(bring(['B', 'C', 'D']))
    expect(message).toContain('現在 1件、この操作で 3件増え、上限は 3件')
    expect(await messageOf(bring(['B', 'C', 'D'], true))).toBe(message)
    expect(await rows()).toBe(1)
    expect(await bring(['A', 'B', 'C'])).toMatchObject({ written: true, created: 2, unchanged: 1 })
    expect(await recordsOf(one)).toBe(3)
    expect(await messageOf(create(one, 'D'))).toContain('上限は 3件')
  })

  test('proposed by one officer count when the other approves', async () => {
    await setLimit('quotas.records', 1)
    const { approvals } = one.registers
    const service = one.registers.service('club')
    const propose = (name: string) => {
      const draft = service.draftCreate(act, values(name))
      return approvals.propose(act, { ja: name, en: name }, [draft], draft)
    }
    const [first, second] = [await propose('A'), await propose('B')]
    const chief = actOf(actor(home, everything('club')))
    await approvals.approve(chief, first, '')
    expect(await messageOf(approvals.approve(chief, second, ''))).toContain('上限は 1件')
    expect(await rows()).toBe(1)
  })
})

describe('files', () => {
  const bytes = (length: number, fill: number) => Buffer.alloc(length, fill)

  test('beyond the limit are not kept; the same contents count once', async () => {
    await setLimit('quotas.fileMegabytes', 1)
    const guarded = one.quotas.guard(files)
    await guarded.put(bytes(600_000, 1), home)
    await guarded.put(bytes(600_000, 1), home)
    const message = await messageOf(guarded.put(bytes(600_000, 2), home))
    for (const words of ['現在 600 kB', 'このファイルは 600 kB', '上限は 1 MB', '保管されていません'])
      expect(message).toContain(words)
    await guarded.put(bytes(400_000, 3), home)
    expect((await one.quotas.view(home)).limits.fileBytes).toBe(1_000_000)
    await one.quotas.flush()
    const [row] = await db.database.owner`select amount from musubi.usage where tenant = ${home} and what = 'files'`
    expect(Number(row?.['amount'])).toBe(1_000_000)
    // Nothing refers to them: at night they are found to be nobody's.
    await one.quotas.recount(files)
    expect((await one.quotas.view(home)).usage.files).toBe(0)
  })
})

describe('imports and exports at once', () => {
  test('hold a place in all processes until their transaction ends, and say which limit they meet', async () => {
    await setLimit('quotas.importsAtOnce', 2)
    const two = startProcess()
    const { app } = db.database
    const held = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const first = inTenants(app, [home], async tx => {
      await one.quotas.room.begin(tx, act, 'import')
      await two.quotas.room.begin(tx, act, 'export')
      // The second place, as another process would take it.
      await inTenants(app, [home], async other => {
        await two.quotas.room.begin(other, act, 'import')
        begun.resolve()
        await held.promise
      })
    })
    await begun.promise
    expect(await two.quotas.view(home)).toMatchObject({ imports: 2, exports: 1 })
    const bring = (who = act) =>
      importRecords(
        two.registers,
        two.registers.service('club'),
        who,
        fileOfBytes('clubs.csv', Buffer.from('名称,級\r\nA,a\r\n')),
      )
    expect(await messageOf(bring())).toContain('すでに 2件動いています')
    // Another organisation's places are its own.
    await expect(bring(actOf(actor(away, everything('club'))))).resolves.toMatchObject({ written: true })
    held.resolve()
    await first
    expect(await bring()).toMatchObject({ written: true })
    expect(await two.quotas.view(home)).toMatchObject({ imports: 0, exports: 0 })
  })

  test('an export takes a place', async () => {
    await setLimit('quotas.exportsAtOnce', 1)
    const give = () =>
      exportRecords(one.registers, one.registers.service('club').register, act, {
        format: 'csv',
        query: { search: '', filters: [], sort: { field: null, descending: false } },
      })
    await inTenants(db.database.app, [home], async tx => {
      expect(await takePlace(tx, 'export', home, 1)).toBe(true)
      expect(await messageOf(give())).toContain('すでに 1件動いています')
    })
    await expect(give()).resolves.toBeDefined()
  })
})

test('only the operator changes a limit', async () => {
  const administrator = (organisation: string) => actOf(actor(organisation, new Set(['access.manage'])))
  const input = { setting: 'quotas.records', validFrom: dayInJapan(clock.now()), texts: ['5'], reason: '増設' }
  await expect(settings.set(administrator(home), home, input)).rejects.toThrow('not permitted')
  await settings.set(administrator(operator), home, input)
  expect((await one.quotas.view(home)).limits.records).toBe(5)
})
