import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixedClock } from '../../src/base/clock.ts'
import { projectRoot } from '../../src/base/root.ts'
import { newId } from '../../src/base/uuid.ts'
import type { Actor } from '../../src/platform/access/actor.ts'
import { checkRoles, permissionsOf } from '../../src/platform/access/permissions.ts'
import { visitor } from '../../src/platform/access/session.ts'
import { type Assembled, assemble } from '../../src/platform/assemble.ts'
import { folderObjects } from '../../src/platform/files/folder.ts'
import { fileStore } from '../../src/platform/files/store.ts'
import { createTables } from '../../src/platform/registers/fixture.ts'
import { sampleId } from '../../src/platform/registers/sample.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { loadAssets } from '../../src/web/assets/assets.ts'
import { createListener, type Listener } from '../../src/web/server.ts'
import { freshDatabase, type TestDatabase } from '../database.ts'
import { filesOfGuide } from '../tennis-club/guide.ts'
import { tennisClub } from '../tennis-club/system.ts'
import { testSecrets } from '../tennis-club.ts'

// Sunday noon in Japan.
const clock = fixedClock('2026-11-22T03:00:00Z')
const organisation = newId()
let db: TestDatabase
let club: Assembled
let publicSite: Listener

const roles = checkRoles(tennisClub.roles, permissionsOf(tennisClub.registers))
const holder = (role: string): Actor => ({
  kind: 'person',
  person: newId(),
  name: `見本 ${role}`,
  organisation,
  tenants: [organisation],
  permissions: new Set(roles.get(role)?.permissions),
})
const act = (actor: Actor) => ({ actor, clock, language: 'ja' as const, reason: '大会' })
const secretary = act(holder('tennisSecretary'))
const captain = act(holder('tennisCaptain'))

const page = async (path: string): Promise<{ status: number; text: string }> => {
  const response = await publicSite.fetch(new Request(`http://localhost${path}`))
  return { status: response.status, text: await response.text() }
}

beforeAll(async () => {
  db = await freshDatabase()
  await createTables(db.database, tennisClub.registers)
  club = assemble({
    region,
    systems: [tennisClub],
    database: db.database,
    secrets: testSecrets(),
    files: fileStore(folderObjects('unused'), testSecrets()),
    mail: { from: 'mihon@example.jp' },
    clock,
    prefecture: organisation,
    organisations: [organisation],
  })
  publicSite = createListener({
    zone: 'public',
    clock,
    site: { prefecture: region.prefecture.name, service: region.service },
    routes: club.routes,
    menu: club.menu,
    assets: await loadAssets(),
    secret: new Uint8Array(32).fill(1),
    logger: pino({ level: 'silent' }),
    visitor: { ...visitor, organisation },
    resolveActor: async () => ({ ...visitor, organisation }),
    onRefusal: () => {},

    rate: null,
  })
  await tennisClub.sample?.(club.services, () => {})
})
afterAll(() => db.drop())

test('the guide shows the files that this test runs', async () => {
  const files = await filesOfGuide('docs/adding-a-system.md')
  expect([...files.keys()]).toEqual(['registers', 'system', 'sample'].map(name => `test/tennis-club/${name}.ts`))
  for (const [file, code] of files) expect(code, file).toBe(await readFile(join(projectRoot, file), 'utf8'))
})

describe('the club runs', () => {
  test('courts are published, found by their reading, and open on a Sunday at noon', async () => {
    const all = await page('/tennis/courts?hours.openAt=now')
    expect(all.status).toBe(200)
    expect(all.text).toContain('10件見つかりました')
    expect(all.text).toContain('いま開いています')
    expect((await page(`/tennis/courts?q=${encodeURIComponent('みほん')}`)).text).toContain('10件見つかりました')
    const court = await page(`/tennis/courts/${sampleId('tennis_court', 0)}`)
    expect(court.text).toContain('href="tel:0220000000"')
    expect(court.text).not.toContain('鍵の番号')
    expect((await page('/en/tennis/courts')).text).toContain('Mihon')
  })

  test('a court may not be filtered by what is not public, and a wrong value is named', async () => {
    expect((await page('/tennis/courts?keyBox=1234')).status).toBe(400)
    const wrong = await page('/tennis/courts?surface=ice')
    expect(wrong.status).toBe(400)
    expect(wrong.text).toContain('「種類」の条件「ice」を読み取れません')
  })

  test('a booking counts, and is found, only after the captain approved it', async () => {
    const members = club.services.registers.service('tennis_member')
    const bookings = club.services.registers.service('tennis_booking')
    const { approvals } = club.services.registers
    const { id: member } = await members.create(secretary, {
      number: 'A-1',
      name: '見本 次郎',
      phone: '022-000-0099',
      illness: 'なし',
    })
    const change = bookings.draftCreate(secretary, {
      title: '秋の大会',
      court: sampleId('tennis_court', 0),
      day: '2026-11-29',
      member,
    })
    const proposal = await approvals.propose(secretary, bookings.register.definition.title, [change], change)
    expect((await page('/search?q=秋の')).text).not.toContain('秋の大会')
    await expect(approvals.approve(secretary, proposal, '')).rejects.toThrow('not permitted')
    await approvals.approve(captain, proposal, 'よし')
    const found = await page('/search?q=秋の')
    expect(found.text).toContain('秋の大会')
    expect(found.text).not.toContain('A-1')
    const shown = await page(`/tennis/bookings/${change.id}`)
    expect(shown.text).toContain(`/tennis/courts/${sampleId('tennis_court', 0)}`)
    expect(shown.text).not.toContain('会員')
  })

  test('a court has one booking a day', async () => {
    const bookings = club.services.registers.service('tennis_booking')
    const values = { title: '二つめ', court: sampleId('tennis_court', 0), day: '2026-11-29', member: null }
    const { approvals } = club.services.registers
    const change = bookings.draftCreate(secretary, values)
    const proposal = await approvals.propose(secretary, bookings.register.definition.title, [change], change)
    await expect(approvals.approve(captain, proposal, '')).rejects.toMatchObject({ name: 'InputError' })
  })

  test('members have no public page, and a look at one is in the ledger', async () => {
    expect((await page('/api/v1/tennis_member')).status).toBe(404)
    const members = club.services.registers.service('tennis_member')
    const { id } = await members.create(secretary, { number: 'A-2', name: '見本 花子', phone: null, illness: null })
    await members.get(secretary, id)
    const [entry] = await db.database
      .owner`select event from ledger.entry where record = ${id} and event = 'record.read'`
    expect(entry).toBeDefined()
    await expect(members.get(captain, id)).rejects.toThrow('not permitted')
  })

  test('loading the sample twice adds nothing', async () => {
    await tennisClub.sample?.(club.services, () => {})
    const [row] = await db.database.owner`select count(*)::int as count from register.tennis_court`
    expect(row?.count).toBe(10)
  })
})
