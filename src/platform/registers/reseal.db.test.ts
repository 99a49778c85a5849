import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { createSecrets, loadSecrets, parseKeys } from '../database/secrets.ts'
import { verifyRecords } from '../ledger/verify-records.ts'
import { checkRegisters } from './check.ts'
import { defineRegister } from './definition.ts'
import { actOf, actor, createTables, everything, home } from './fixture.ts'
import { exampleContext } from './kinds/examples.ts'
import { prepareRegister } from './register.ts'
import { Registers } from './registers.ts'
import { resealStale } from './reseal.ts'
import { recordReader } from './verify.ts'

const patient = defineRegister({
  id: 'reseal_patient',
  title: { ja: '受診簿', en: 'Patients' },
  description: { ja: '見本の受診簿です。', en: 'Sample patients.' },
  fields: {
    number: { kind: 'text', label: { ja: '番号', en: 'Number' }, required: true, unique: true },
    card: { kind: 'text', label: { ja: '証の番号', en: 'Card' }, class: 'special' },
    illness: { kind: 'text', label: { ja: '病名', en: 'Illness' }, class: 'special' },
  },
  naming: ['number'],
  list: ['number'],
  search: ['number'],
  filters: [],
  sort: ['number'],
  unique: [['card']],
})

let db: TestDatabase
let folder: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'musubi-reseal-'))
  db = await freshDatabase()
  await createTables(db.database, [patient])
})
afterAll(async () => {
  await db?.drop()
  rmSync(folder, { recursive: true, force: true })
})

test('values from before organisations had keys are sealed anew, each by a revision, and are found and refused twice again', async () => {
  const secrets = loadSecrets(folder)
  const before = createSecrets(parseKeys(readFileSync(join(folder, 'keys', 'special.key'), 'utf8')))
  const registersWith = (some: typeof secrets) =>
    new Registers([...checkRegisters([patient], []).values()].map(prepareRegister), {
      database: db.database,
      secrets: some,
      context: () => exampleContext,
    })
  const old = registersWith(before).service('reseal_patient')
  const all = registersWith(secrets)
  const now = all.service('reseal_patient')
  const act = actOf(actor(home, new Set(everything('reseal_patient'))))
  const first = await old.create(act, { number: '1', card: 'K-1', illness: '花粉症' })
  const removed = await old.create(act, { number: '2', card: 'K-2', illness: null })
  await old.remove(act, removed.id, 1)
  const fresh = await now.create(act, { number: '3', card: 'K-3', illness: null })
  // The index of the platform's key hides that there is one already.
  const twice = await now.create(act, { number: '4', card: 'K-1', illness: null })
  await now.remove(act, twice.id, 1)

  const job = { ...act, actor: { ...act.actor, kind: 'system' as const, person: null, name: 'Musubi' } }
  expect(await resealStale(now.register, all.tools, { ...job, reason: '団体の鍵で封をし直しました' })).toBe(1)
  expect(await resealStale(now.register, all.tools, job)).toBe(0)
  const [row] = await db.database
    .owner`select version, card, illness from register.reseal_patient where id = ${first.id}`
  expect(row?.['version']).toBe(2)
  for (const field of ['card', 'illness'])
    expect(
      Buffer.from(row?.[field] as Uint8Array)
        .subarray(1, 18)
        .toString('hex'),
    ).toContain(home.replaceAll('-', ''))
  expect((await now.get(act, first.id)).row.values).toMatchObject({ number: '1', card: 'K-1', illness: '花粉症' })
  await expect(now.create(act, { number: '5', card: 'K-1', illness: null })).rejects.toThrow()
  expect((await now.get(act, fresh.id)).row.version).toBe(1)
  expect((await verifyRecords(db.database.owner, [recordReader(now.register)])).findings).toEqual([])
  // Without the organisation's key nothing opens any more.
  const sealed = row?.['card'] as Buffer
  expect(() => before.open(sealed, { register: 'reseal_patient', field: 'card', record: first.id })).toThrow(
    'not there',
  )
})
