import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { fixedClock } from '../../base/clock.ts'
import type { Act } from '../access/actor.ts'
import { organisationId } from '../access/keys.ts'
import { loadOrganisations, personId, sampleAccess } from '../access/sample.ts'
import { openPool } from '../database/pool.ts'
import { loadSecrets, type Secrets } from '../database/secrets.ts'
import { folderObjects } from '../files/folder.ts'
import { type FileStore, fileStore } from '../files/store.ts'
import { record } from '../ledger/service.ts'
import { verifyRecords } from '../ledger/verify-records.ts'
import { checkRegisters } from '../registers/check.ts'
import { defineRegister } from '../registers/definition.ts'
import type { RecordValues } from '../registers/field.ts'
import { club, createTables, everything } from '../registers/fixture.ts'
import { exampleContext } from '../registers/kinds/examples.ts'
import { prepareRegister } from '../registers/register.ts'
import { Registers } from '../registers/registers.ts'
import { verifyFiles } from '../registers/stored-files/verify.ts'
import { recordReader } from '../registers/verify.ts'
import { checkFolder } from './folder.ts'
import { createLeave, type LeaveService } from './service.ts'
import { countRows, keepsRows, tableName, tenantTables } from './tables.ts'

const [ken, shi, machi] = ['ken', 'shi', 'machi'].map(organisationId) as [string, string, string]

const patient = defineRegister({
  id: 'club_patient',
  title: { ja: '受診簿', en: 'Patients' },
  description: { ja: '見本の受診簿です。', en: 'Sample patients.' },
  fields: {
    number: { kind: 'text', label: { ja: '番号', en: 'Number' }, required: true, unique: true },
    illness: { kind: 'text', label: { ja: '病名', en: 'Illness' }, class: 'special' },
    letter: { kind: 'file', label: { ja: '紹介状', en: 'Letter' }, class: 'special' },
  },
  naming: ['number'],
  list: ['number'],
  search: ['number'],
  filters: [],
  sort: ['number'],
})
const log = defineRegister({
  id: 'club_log',
  title: { ja: '日誌', en: 'Logs' },
  description: { ja: '見本の日誌です。', en: 'Sample logs.' },
  fields: { text: { kind: 'text', label: { ja: '内容', en: 'Text' }, required: true } },
  naming: ['text'],
  list: ['text'],
  search: ['text'],
  filters: [],
  sort: ['text'],
  retention: { years: 5, basis: { ja: '見本法3条', en: 'Sample Act, article 3' } },
})
const definitions = [club, patient, log]

let db: TestDatabase
let folder: string
let secrets: Secrets
let files: FileStore
let registers: Registers
let leave: LeaveService
let minute = 0

/** Each act a minute later: what came after the export is told from what came before. */
const act = (organisation: string, person: string, permissions: readonly string[], reason?: string): Act => {
  minute += 1
  return {
    clock: fixedClock(new Date(Date.UTC(2026, 10, 22, 3, minute))),
    language: 'ja',
    ...(reason ? { reason } : {}),
    actor: {
      kind: 'person',
      person: personId(person),
      name: `見本 ${person}`,
      organisation,
      tenants: [organisation],
      permissions: new Set(permissions),
    },
  }
}
const first = (reason?: string) => act(ken, 'a', ['tenants.leave'], reason)
const second = () => act(ken, 'b', ['tenants.leave'])
const officer = (organisation: string) =>
  act(organisation, organisation === shi ? 'c' : 'd', [...everything('club', 'club_patient', 'club_log')], '見本の登録')

const create = (organisation: string, register: string, values: Partial<RecordValues>) =>
  registers.service(register).create(officer(organisation), values as RecordValues)

const fill = async (organisation: string, name: string) => {
  const bytes = Buffer.from(`紹介状 ${name}`)
  const sha256 = await files.put(bytes, organisation)
  const letter = { sha256, name: '紹介状.txt', type: 'text/plain', size: bytes.byteLength }
  await create(organisation, 'club', { name, level: 'a' })
  const made = await create(organisation, 'club_patient', { number: `${name}-1`, illness: '花粉症', letter: null })
  // As a form would: a file that came through the store.
  await registers.service('club_patient').change(officer(organisation), made.id, 1, { letter })
  await create(organisation, 'club_log', { text: `${name}の日誌` })
  return { sha256, patient: made.id }
}

const rowsOf = async (tenant: string) => {
  const counts: Record<string, number> = {}
  for (const table of await tenantTables(db.database.owner)) {
    const n = await countRows(db.database.owner, table, tenant)
    if (n > 0) counts[tableName(table)] = n
  }
  return counts
}

const verified = async () => {
  const { owner } = db.database
  const records = await verifyRecords(
    owner,
    registers.all().map(one => recordReader(one.register)),
  )
  const stored = await verifyFiles(
    owner,
    registers.all().map(one => one.register),
    files,
    secrets,
  )
  return [...records.findings, ...stored.findings].map(one => one.message.en)
}

let of: { readonly shi: Awaited<ReturnType<typeof fill>>; readonly machi: Awaited<ReturnType<typeof fill>> }
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-leave-'))
  db = await freshDatabase()
  const { database } = db
  const named = (key: string, code: string) => ({ key, code, name: { ja: `見本${key}`, en: key } })
  await loadOrganisations(database.app, {
    prefecture: named('ken', '990000'),
    departments: [],
    municipalities: [named('shi', '991007'), named('machi', '993018')],
  })
  const person = (key: string, organisation: string) => ({
    key,
    name: `見本 ${key}`,
    kana: 'ミホン',
    email: `${key}@example.jp`,
    staffNumber: key,
    organisation,
    roles: ['auditor'],
    title: { ja: '', en: '' },
  })
  await sampleAccess(database.app, (tx, entry) => record(tx, entry, new Date('2026-11-01T00:00:00Z')), [
    person('a', 'ken'),
    person('b', 'ken'),
    person('c', 'shi'),
    person('d', 'machi'),
  ])
  // Somebody of the city works for the prefecture as well: that right goes with them.
  await database.owner`
    insert into musubi.grant (tenant, id, person, organisation, role, valid_from, granted_by)
    values (${ken}, ${personId('x')}, ${personId('c')}, ${ken}, 'auditor', '2026-01-01', ${personId('c')})`
  await createTables(database, definitions)
  secrets = loadSecrets(folder)
  files = fileStore(folderObjects(join(folder, 'files')), secrets)
  registers = new Registers(
    [...checkRegisters(definitions, [exampleContext.code('individualNumber')]).values()].map(prepareRegister),
    { database, secrets, context: () => exampleContext },
  )
  leave = createLeave({ database, registers, files, operator: ken, verifier: 'key', chunk: 1 })
  of = { shi: await fill(shi, '市'), machi: await fill(machi, '町') }
})
afterAll(async () => {
  await db?.drop()
  rmSync(folder, { recursive: true, force: true })
})

const sealedOf = async (id: string): Promise<Buffer> => {
  const [row] = await db.database.owner`select illness from register.club_patient where id = ${id}`
  return row?.['illness'] as Buffer
}
const placeOf = (record: string) => ({ register: 'club_patient', field: 'illness', record })

describe('a body leaves', () => {
  let departure: string
  let copy: { readonly sealed: Buffer; readonly index: Buffer; readonly file: Buffer; readonly name: string }

  test('only people of the operator with the permission carry it through', async () => {
    await expect(leave.begin(act(shi, 'c', ['tenants.leave'], 'x'), machi)).rejects.toThrow('tenants.leave')
    await expect(leave.begin(act(ken, 'a', [], 'x'), shi)).rejects.toThrow('tenants.leave')
    await expect(leave.begin(first('x'), ken)).rejects.toMatchObject({ problems: [{ field: 'leaving' }] })
    departure = await leave.begin(first('協定の終了（見本）'), shi)
    await expect(leave.begin(first('again'), shi)).rejects.toMatchObject({ problems: [{ field: 'leaving' }] })
  })

  test('the export is complete, its counts are those of the tables, and its checksums hold', async () => {
    const before = await rowsOf(shi)
    const to = join(folder, 'export')
    const exported = await leave.export(first(), departure, to)
    for (const [table, count] of Object.entries(before))
      if (table !== 'ledger.entry') {
        expect(exported.tables[table], table).toBe(count)
        expect(readFileSync(join(to, 'tables', `${table}.jsonl`), 'utf8').split('\n')).toHaveLength(count + 1)
      }
    expect(exported.entries).toBe(before['ledger.entry'])
    expect(Object.keys(before)).toEqual(
      expect.arrayContaining(['register.club', 'history.club_patient', 'musubi.person']),
    )
    const [opened = ''] = readFileSync(join(to, 'registers/club_patient.jsonl'), 'utf8').split('\n')
    expect(JSON.parse(opened)).toMatchObject({
      values: { number: '市-1', illness: '花粉症', letter: { sha256: of.shi.sha256 } },
    })
    expect(readFileSync(join(to, 'files', of.shi.sha256), 'utf8')).toBe('紹介状 市')
    expect(readFileSync(join(to, 'README.md'), 'utf8')).toContain('日誌（`club_log`）：5年、見本法3条')
    expect(await checkFolder(to)).toEqual([])
    writeFileSync(join(to, 'registers/club.csv'), 'altered')
    rmSync(join(to, 'counts.json'))
    expect(await checkFolder(to)).toEqual(['counts.json: missing', 'registers/club.csv: altered'])
    await expect(leave.export(first(), departure, to)).rejects.toThrow('is not empty')
  })

  test('nothing is erased before law, receiver and a second person have had their say', async () => {
    await expect(leave.erase(second(), departure)).rejects.toThrow()
    await expect(leave.check(first(), departure, '0'.repeat(64))).rejects.toMatchObject({
      problems: [{ field: 'manifest' }],
    })
    const { manifest } = await leave.get(first(), departure)
    await leave.check(first(), departure, `${manifest}\n`)
    const [retained] = await leave.retained(first(), await leave.get(first(), departure))
    expect(retained).toMatchObject({ id: 'club_log', until: '2031-11-22', decision: null })
    await expect(leave.confirm(second(), departure)).rejects.toThrow(/日誌|Logs/)
    await expect(leave.decide(first(), departure, 'club_log', 'handed-over', ' ')).rejects.toMatchObject({
      problems: [{ field: 'receipt.club_log' }],
    })
    await leave.decide(first(), departure, 'club_log', 'kept', '')
    await expect(leave.confirm(first(), departure)).rejects.toThrow(/別の責任者|another person/)
    await create(shi, 'club', { name: '出力の後', level: 'b' })
    await expect(leave.confirm(second(), departure)).rejects.toThrow(/もう一度出力|Export again/)
    await leave.export(first(), departure, join(folder, 'export-2'))
    const again = await leave.get(first(), departure)
    await leave.check(first(), departure, again.manifest ?? '')
    await leave.confirm(second(), departure)
    expect(Object.keys(await rowsOf(shi)).length).toBeGreaterThan(8)
  })

  test('what law keeps stays readable; the rest is gone and the check of everything holds', async () => {
    expect(await verified()).toEqual([])
    expect(await leave.erase(second(), departure)).toBe(false)
    const left = await rowsOf(shi)
    expect(Object.keys(left).filter(name => /^(register|history)\./.test(name))).toEqual([
      'register.club_log',
      'history.club_log',
    ])
    expect(await verified()).toEqual([])
    await expect(files.get(of.shi.sha256, shi)).rejects.toThrow('missing')
    expect((await leave.get(first(), departure)).state).toBe('partly')
  })

  test('once it is handed over nothing remains, and old copies are unreadable', async () => {
    // Made anew, as a copy of the table and of the store from before would hold it.
    const own = secrets.forTenant(shi)
    const place = placeOf(of.shi.patient)
    const stored = files.seal.seal(of.shi.sha256, Buffer.from('紹介状 市'), shi)
    copy = {
      sealed: own.seal('"花粉症"', place),
      index: own.blindIndex('"花粉症"', place),
      file: Buffer.from(stored.bytes),
      name: stored.name,
    }
    expect(secrets.open(copy.sealed, place)).toBe('"花粉症"')
    // A file of an old system, of a move that was not over.
    const piece = await files.put(Buffer.from('旧システムの行'), shi)
    const { owner } = db.database
    const [id, at] = [personId('m'), new Date().toISOString()]
    const made = { tenant: shi, id, layout: 'l', name: '見本' }
    await owner`insert into musubi.move_mapping ${owner({ ...made, content: '{}', updated_at: at, updated_by_name: '見本' })}`
    await owner`insert into musubi.move ${owner({ ...made, mapping: id, characters: '{}', sample: true, created_at: at, created_by_name: '見本' })}`
    await owner`insert into musubi.move_file ${owner({ tenant: shi, move: id, file: 'f', name: 'f.csv', sha256: piece, size: 1, pieces: [piece], put_at: at, put_by_name: '見本' })}`
    await leave.decide(first(), departure, 'club_log', 'handed-over', '受領書 第1号')
    await leave.confirm(second(), departure)
    const [pieceName = ''] = files.seal.ownNames(piece, shi)
    expect(await files.objects.look(pieceName)).not.toBeNull()
    expect(await leave.erase(second(), departure)).toBe(true)
    expect(await files.objects.look(pieceName)).toBeNull()
    expect((await leave.get(first(), departure)).traces).toEqual(
      expect.arrayContaining(['register.club', 'history.club_log', 'musubi.person', 'auth.user']),
    )
    // Walks the catalogue: every table with the column, whatever it is.
    const left = await rowsOf(shi)
    expect(Object.keys(left).toSorted()).toEqual(['ledger.entry', 'musubi.organisation'])
    expect(left['musubi.organisation']).toBe(1)
    expect((await tenantTables(db.database.owner)).filter(keepsRows)).toHaveLength(1)
    const [user] = await db.database.owner`select count(*)::int as n from auth."user" where email = 'c@example.jp'`
    expect(user?.['n']).toBe(0)
    const [grant] = await db.database.owner`select count(*)::int as n from musubi.grant where person = ${personId('c')}`
    expect(grant?.['n']).toBe(0)
    expect(() => secrets.open(copy.sealed, place)).toThrow('not there')
    expect(() => loadSecrets(folder).open(copy.sealed, place)).toThrow('not there')
    expect(files.seal.open(copy.name, copy.file)).toBeNull()
    expect(secrets.blindIndexes('"花粉症"', place)).not.toContainEqual(copy.index)
    expect(() => secrets.forTenant(shi).seal('x', place)).toThrow()
    expect(await verified()).toEqual([])
  })

  test('its bytes are gone from the database’s files once the tables were written anew; one in use waits', async () => {
    const admin = openPool(db.url('admin'), { max: 1 })
    onTestFinished(() => admin.end())
    const holds = async (table: string, text: string): Promise<boolean> => {
      await admin`checkpoint`
      const [row] = await admin<{ found: boolean }[]>`
        select position(convert_to(${text}, 'utf8') in pg_read_binary_file(pg_relation_filepath(${table}))) > 0 as found`
      return row?.found ?? false
    }
    expect(await holds('history.club_log', '市の日誌')).toBe(true)
    const { traces } = await leave.get(first(), departure)
    // While a transaction runs that may have seen the rows (this one), no table is written anew.
    const waiting = await admin.begin(async tx => {
      await tx`select pg_current_xact_id()`
      await db.database.owner`update musubi.departure set traces_after = pg_current_xact_id() where id = ${departure}`
      return leave.removeTraces(second(), departure)
    })
    expect(waiting).toBe(traces.length)
    // Others' transactions on the same server, and snapshots of those who connect, are of before as well.
    const [mark] = await admin<
      { xid: string }[]
    >`select traces_after::text as xid from musubi.departure where id = ${departure}`
    const older = async (): Promise<number> => {
      const [row] = await admin<{ n: number }[]>`
        select count(*)::int as n from pg_stat_activity where pid <> pg_backend_pid()
          and greatest(age(backend_xmin), age(backend_xid)) >= age(${mark?.xid ?? ''}::text::xid)`
      return row?.n ?? 0
    }
    await expect.poll(older, { timeout: 60_000, interval: 200 }).toBe(0)
    await db.database.app.begin(async tx => {
      await tx`select 1 from history.club_log`
      expect(await leave.removeTraces(second(), departure)).toBeGreaterThan(0)
    })
    const inUse = await leave.get(first(), departure)
    expect(inUse.traces).toContain('history.club_log')
    expect(inUse.traces_gone_at).toBeNull()
    await expect.poll(() => leave.removeTraces(second(), departure), { timeout: 60_000, interval: 200 }).toBe(0)
    for (const table of ['register.club_log', 'history.club_log', 'register.club', 'musubi.person'])
      for (const text of ['市の日誌', '出力の後', 'c@example.jp']) expect(await holds(table, text), table).toBe(false)
    // What others wrote is in the new files.
    expect(await holds('history.club_log', '町の日誌')).toBe(true)
    const done = await leave.get(first(), departure)
    expect(done.traces).toEqual([])
    expect(done.traces_gone_at).not.toBeNull()
    const [open] = await db.database.owner`select count(*)::int as n from pg_index where indisclustered`
    expect(open?.['n']).toBe(0)
  }, 180_000)

  test('others keep everything, and stay readable', async () => {
    expect(await rowsOf(machi)).toMatchObject({ 'register.club': 1, 'register.club_patient': 1, 'musubi.person': 1 })
    expect(Buffer.from(await files.get(of.machi.sha256)).toString()).toBe('紹介状 町')
    const sealed = await sealedOf(of.machi.patient)
    expect(secrets.open(sealed, placeOf(of.machi.patient))).toBe('"花粉症"')
  })

  test('a revision that is taken away elsewhere is still found', async () => {
    await db.database.owner`delete from history.club_log where tenant = ${machi}`
    const findings = await verified()
    expect(findings.some(text => text.includes('is gone'))).toBe(true)
    expect(findings.some(text => text.includes('has no revision'))).toBe(true)
  })
})
