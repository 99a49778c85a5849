import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { fixedClock } from '../../base/clock.ts'
import type { Act } from '../access/actor.ts'
import { organisationId } from '../access/keys.ts'
import { loadOrganisations } from '../access/sample.ts'
import type { KindContext } from '../registers/kinds/kind.ts'
import { defineSetting } from './definition.ts'
import { createSettings, type SettingsService } from './service.ts'

const seats = defineSetting({
  id: 'club.seats',
  group: { ja: '見本', en: 'Sample' },
  field: { kind: 'integer', min: 1, max: 9, label: { ja: '席', en: 'Seats' } },
  default: 4,
})
const days = defineSetting({
  id: 'club.openDays',
  group: { ja: '見本', en: 'Sample' },
  field: {
    kind: 'choices',
    of: ['sat', 'sun'].map(code => ({ code, label: { ja: code, en: code } })),
    label: { ja: '曜日', en: 'Days' },
  },
  default: null,
})

const context = (): KindContext => ({
  today: '2026-04-01',
  municipality: () => undefined,
  municipalities: () => [],
  municipalitiesWithin: code => [code],
  isHoliday: () => false,
  code: () => {
    throw new Error('no code')
  },
})

const [ken, shi, machi] = ['ken', 'shi', 'machi'].map(organisationId) as [string, string, string]
const clock = fixedClock('2026-04-01T00:00:00Z')
const administratorOf = (organisation: string, permissions = ['access.manage']): Act => ({
  clock,
  language: 'ja',
  actor: {
    kind: 'person',
    person: '01900000-0000-7000-8000-000000000001',
    name: '見本 良子',
    organisation,
    tenants: [organisation],
    permissions: new Set(permissions),
  },
})

let db: TestDatabase
let settings: SettingsService
let now = 0
beforeAll(async () => {
  db = await freshDatabase()
  const named = (key: string, code: string) => ({ key, code, name: { ja: key, en: key } })
  await loadOrganisations(db.database.app, {
    prefecture: named('ken', '990000'),
    departments: [],
    municipalities: [named('shi', '991007'), named('machi', '993018')],
  })
  settings = createSettings({
    definitions: [seats, days],
    database: db.database,
    context,
    operator: ken,
    now: () => now,
  })
})
afterAll(() => db.drop())

const set = (act: Act, organisation: string, validFrom: string, texts: string[] | null, setting = 'club.seats') =>
  settings.set(act, organisation, { setting, validFrom, texts, reason: '条例の改正' })

describe('settings of organisations', () => {
  test('hold from their day on, the last entry of a day counts, and nothing falls back to the default', async () => {
    const act = administratorOf(shi)
    await set(act, shi, '2026-04-10', ['7'])
    await set(act, shi, '2026-04-10', ['８'])
    await set(act, shi, '2026-05-01', null)
    await set(act, shi, '2026-04-01', ['sun;sat'], 'club.openDays')
    const on = (day: string) => settings.value(shi, seats, day)
    expect(await Promise.all(['2026-04-09', '2026-04-10', '2026-04-30', '2026-05-01'].map(on))).toEqual([4, 8, 8, 4])
    expect(await settings.value(shi, days, '2026-04-01')).toEqual(['sat', 'sun'])
    expect(await settings.value(machi, seats, '2026-04-10')).toBe(4)
    const [view] = await settings.list(act, shi, '2026-04-12')
    expect([view?.value, view?.row?.valid_from, view?.coming.map(row => row.valid_from), view?.all.length]).toEqual([
      8,
      '2026-04-10',
      ['2026-05-01'],
      3,
    ])
  })

  test('are entered by the own administrator or the operator’s, and by nobody else', async () => {
    await set(administratorOf(ken), machi, '2026-04-02', ['5'])
    expect(await settings.value(machi, seats, '2026-04-02')).toBe(5)
    await expect(set(administratorOf(shi), machi, '2026-04-02', ['6'])).rejects.toThrow('access.manage')
    await expect(set(administratorOf(machi, []), machi, '2026-04-02', ['6'])).rejects.toThrow('access.manage')
    await expect(settings.list(administratorOf(shi), machi, '2026-04-02')).rejects.toThrow('access.manage')
  })

  test('tell what is wrong by box: past day, value out of range, no reason, an empty value', async () => {
    const wrong = (input: { validFrom: string; texts: string[]; reason: string }) =>
      settings.set(administratorOf(shi), shi, { setting: 'club.seats', ...input }).then(
        () => [],
        error => error.problems.map((problem: { field: string }) => problem.field),
      )
    expect(await wrong({ validFrom: '2026-03-31', texts: ['10'], reason: ' ' })).toEqual([
      'validFrom',
      'reason',
      'value',
    ])
    expect(await wrong({ validFrom: '2026-04-01', texts: [''], reason: 'x' })).toEqual(['value'])
    await expect(set(administratorOf(shi), shi, '2026-04-02', ['1'], 'club.none')).rejects.toThrow('club.none')
    await expect(set(administratorOf(ken), organisationId('none'), '2026-04-02', ['1'])).rejects.toThrow()
  })

  test('each change is in the ledger of the organisation, with the reason', async () => {
    const rows = await db.database.owner<{ tenant: string; content: string }[]>`
      select tenant, content from ledger.entry where event = 'setting.changed' and tenant = ${machi}`
    expect(rows).toHaveLength(1)
    expect(JSON.parse(rows[0]?.content ?? '{}')).toMatchObject({
      reason: '条例の改正',
      body: { setting: 'club.seats', from: '2026-04-02', value: 5, by: ken },
    })
  })

  test('what another process entered is seen after five seconds', async () => {
    expect(await settings.value(ken, seats, '2026-04-02')).toBe(4)
    const other = createSettings({ definitions: [seats], database: db.database, context, operator: ken })
    await other.set(administratorOf(ken), ken, {
      setting: 'club.seats',
      validFrom: '2026-04-02',
      texts: ['9'],
      reason: 'x',
    })
    expect(await settings.value(ken, seats, '2026-04-02')).toBe(4)
    now += 5_001
    expect(await settings.value(ken, seats, '2026-04-02')).toBe(9)
  })

  test('a definition that cannot be is refused at the start', () => {
    const make = (definitions: Parameters<typeof createSettings>[0]['definitions']) => () =>
      createSettings({ definitions, database: db.database, context, operator: ken })
    expect(make([seats, seats])).toThrow('club.seats: declared twice')
    expect(make([{ ...seats, default: 10 }])).toThrow('its default is refused')
    expect(make([{ ...seats, id: 'seats' }])).toThrow('block.name')
  })
})
