import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../src/base/clock.ts'
import { newId } from '../../src/base/uuid.ts'
import type { Built } from '../../src/commands/build-platform.ts'
import { withPlatform } from '../../src/commands/with-platform.ts'
import type { Act } from '../../src/platform/access/actor.ts'
import { organisationId } from '../../src/platform/access/keys.ts'
import { openKeys } from '../../src/platform/backup/sealing/key-copy.ts'
import { loadSecrets } from '../../src/platform/database/secrets.ts'
import { folderObjects } from '../../src/platform/files/folder.ts'
import { fileStore } from '../../src/platform/files/store.ts'
import { region } from '../../src/regions/miyagi/index.ts'
import { systems } from '../../src/systems/index.ts'
import { sampleIndividualNumber } from '../../src/systems/resident-records/sample.ts'
import { preparedFolder } from '../platform/prepared.ts'
import { cleanUp, interrupt, musubi, up } from '../platform/process.ts'

afterEach(cleanUp)

const passphrase = 'five words are enough here'
const [shiroishi, kakuda] = ['042064', '042081'].map(organisationId) as [string, string]
const numbers = { [shiroishi]: sampleIndividualNumber(1), [kakuda]: sampleIndividualNumber(2) }
const place = (record: string) => ({ register: 'resident', field: 'individualNumber', record })

const run = async (parameters: readonly string[], env: Readonly<Record<string, string>>) => {
  const command = musubi(parameters, { env })
  return { code: await command.ended, out: command.stdout(), err: command.stderr() }
}

/** Works beside the running platform, as its pages would. */
const beside = async <T>(folder: string, work: (built: Built) => Promise<T>): Promise<T> => {
  let result: { readonly of: T } | undefined
  await withPlatform(region, systems, folder, async built => {
    result = { of: await work(built) }
    return 0
  })
  if (!result) throw new Error('nothing was done')
  return result.of
}

const officerOf = ({ services }: Built, organisation: string): Act => {
  const act = services.systemAct('見本の登録')
  return { ...act, actor: { ...act.actor, organisation, tenants: [organisation] } }
}

const person = ({ services }: Built, name: string, id: string): Act => ({
  clock: systemClock,
  language: 'ja',
  reason: '協定の終了（見本）',
  actor: {
    kind: 'person',
    person: id,
    name,
    organisation: services.system.organisation,
    tenants: [services.system.organisation],
    permissions: new Set(['tenants.leave']),
  },
})

const pdf = (organisation: string) => Buffer.from(`%PDF-1.4\n% ${organisation}\n%%EOF\n`)

interface Filled {
  readonly resident: string
  readonly sha256: string
  /** As copies of the table and of the store hold them. */
  readonly sealed: Buffer
}

const fill = async (built: Built, organisation: string): Promise<Filled> => {
  const { registers, files, database } = built.services
  const act = officerOf(built, organisation)
  const { id } = await registers.service('resident').create(act, {
    addressee: '000000000000001',
    name: '見本　太郎',
    bornOn: '1980-01-01',
    state: 'present',
    address: { municipality: '042064', town: '見本', rest: '1-1' },
    individualNumber: numbers[organisation] ?? '',
  })
  const bytes = pdf(organisation)
  const sha256 = await files.put(bytes, organisation)
  const meetings = registers.service('joint_meeting')
  const made = await meetings.create(act, { title: '見本の会議', heldOn: '2026-11-01' })
  const document = { sha256, name: '会議録.pdf', type: 'application/pdf', size: bytes.byteLength }
  await meetings.change(act, made.id, 1, { document })
  const [row] = await database.owner`select individual_number as sealed from register.resident where id = ${id}`
  return { resident: id, sha256, sealed: row?.['sealed'] as Buffer }
}

/** Bytes of the file as the store of a folder holds them, opened with the keys of another. */
const opensFile = async (store: string, keys: string, { sha256 }: Filled, organisation: string): Promise<boolean> => {
  const files = fileStore(folderObjects(join(store, 'files')), loadSecrets(keys))
  return files.get(sha256, organisation).then(
    bytes => Buffer.from(bytes).equals(pdf(organisation)),
    () => false,
  )
}
const opensValue = (keys: string, { resident, sealed }: Filled): boolean => {
  try {
    return loadSecrets(keys).open(sealed, place(resident)).length > 0
  } catch {
    return false
  }
}

test('a body leaves: exported, checked, confirmed, erased, and then unreadable in every copy; the others come back whole', async () => {
  const folder = await preparedFolder('empty')
  const at = (name: string) => join(dirname(folder), name)
  const env = {
    MUSUBI_DATA: folder,
    MUSUBI_BACKUP: at('repository'),
    MUSUBI_BACKUP_SECONDS: '1',
    MUSUBI_KEYS_PASSPHRASE: passphrase,
  }
  const running = await up(['--no-sample'], { env })
  const of = await beside(folder, async built => ({
    leaving: await fill(built, shiroishi),
    staying: await fill(built, kakuda),
  }))
  expect((await run(['backup'], env)).code).toBe(0)
  await run(['backup', 'keys', '--to', at('keys.old')], env)
  // What somebody may have kept: the repository, the store, the key folder.
  cpSync(at('repository'), at('repository.old'), { recursive: true })
  cpSync(folder, at('data.old'), { recursive: true, filter: path => !path.startsWith(join(folder, 'postgres')) })
  expect([opensValue(folder, of.leaving), await opensFile(at('data.old'), folder, of.leaving, shiroishi)]).toEqual([
    true,
    true,
  ])

  const [first, second] = [newId(), newId()]
  const departure = await beside(folder, built => built.leave.begin(person(built, '見本 一', first), shiroishi))
  const exported = await run(['leave', '042064', '--to', at('export')], env)
  expect(exported).toMatchObject({ code: 0 })
  expect((await run(['leave', '--check', at('export')], env)).err).toContain('The folder is whole.')
  expect(readFileSync(join(at('export'), 'registers/resident.jsonl'), 'utf8')).toContain(numbers[shiroishi])
  expect((await run(['leave', '042064', '--erase'], env)).code).toBe(1)
  await beside(folder, async built => {
    const { leave } = built
    const act = person(built, '見本 一', first)
    // What law keeps is named before anything else, with its law.
    const retained = await leave.retained(act, await leave.get(act, departure))
    expect(retained).toMatchObject([{ id: 'resident', years: 150, decision: null }])
    expect(retained[0]?.basis.ja).toContain('第34条')
    await leave.check(act, departure, exported.out.slice(0, 64))
    await expect(leave.confirm(person(built, '見本 二', second), departure)).rejects.toThrow(
      /Not decided|決まっていません/,
    )
    await leave.decide(act, departure, 'resident', 'handed-over', '受領書 第1号')
    await leave.confirm(person(built, '見本 二', second), departure)
  })
  const erased = await run(['leave', '042064', '--erase'], env)
  expect(erased).toMatchObject({ code: 0 })
  expect(erased.err).toContain(at('keys.old'))
  expect((await run(['verify', '--en'], env)).out).toContain('Everything fits.')

  expect((await run(['backup', 'new-epoch'], env)).out).toContain('Key epoch 2 begins')
  const destroyed = await run(['backup', 'destroy-epoch', '1', '--reason', '退去（見本）'], env)
  expect(destroyed).toMatchObject({ code: 0 })
  expect(destroyed.out).toContain(at('keys.old'))
  expect((await run(['verify', '--en'], env)).out).toContain('Everything fits.')

  // The one copy that still opens is the one that both commands told to destroy.
  const told = openKeys(readFileSync(at('keys.old'), 'utf8'), { kind: 'passphrase', passphrase })
  mkdirSync(join(at('told'), 'keys'), { recursive: true })
  for (const [name, text] of Object.entries(told)) writeFileSync(join(at('told'), 'keys', name), text, { mode: 0o600 })
  expect(opensValue(at('told'), of.leaving)).toBe(true)
  const live = readFileSync(join(at('told'), 'keys', `tenant-${shiroishi}.key`))
  for (const copy of ['told', 'keys.old', 'data.old/keys']) rmSync(at(copy), { recursive: true })

  await run(['backup', 'keys', '--to', at('keys.new')], env)
  const kept = openKeys(readFileSync(at('keys.new'), 'utf8'), { kind: 'passphrase', passphrase })
  expect(kept[`tenant-${shiroishi}.key`]).toMatch(/^destroyed /)
  expect(kept['backup-1.key']).toMatch(/^destroyed /)
  expect([opensValue(folder, of.leaving), await opensFile(at('data.old'), folder, of.leaving, shiroishi)]).toEqual([
    false,
    false,
  ])
  expect(await opensFile(folder, folder, of.leaving, shiroishi)).toBe(false)
  const old = await run(
    ['restore', '--from', at('repository.old'), '--keys', at('keys.new'), '--data', at('again')],
    env,
  )
  expect(old.code).toBe(1)
  expect(old.err).toMatch(/^musubi: .*keys/)
  expect(existsSync(at('again')) ? readdirSync(at('again')) : []).toEqual([])
  expect(await interrupt(running)).toBe(0)

  const target = at('restored')
  const there = { ...env, MUSUBI_DATA: target }
  expect(
    (await run(['restore', '--from', at('repository'), '--keys', at('keys.new'), '--data', target], there)).code,
  ).toBe(0)
  expect((await run(['verify', '--en'], there)).out).toContain('Everything fits.')
  await beside(target, async ({ services }) => {
    const { owner } = services.database
    const rows = await owner`select tenant, id, individual_number as sealed from register.resident`
    expect(rows.map(row => row['tenant'])).toEqual([kakuda])
    expect(loadSecrets(target).open(rows[0]?.['sealed'] as Buffer, place(of.staying.resident))).toContain(
      numbers[kakuda],
    )
  })
  expect(await opensFile(target, target, of.staying, kakuda)).toBe(true)
  expect(await opensFile(target, target, of.leaving, shiroishi)).toBe(false)
  expect(opensValue(target, of.leaving)).toBe(false)

  // A copy that was forgotten comes back: the next start destroys the key again.
  writeFileSync(join(target, 'keys', `tenant-${shiroishi}.key`), live, { mode: 0o600 })
  expect(opensValue(target, of.leaving)).toBe(true)
  const again = await up(['--no-sample'], { env: there })
  expect(again.stderr()).toContain(`the key of ${shiroishi}, which has left`)
  expect(opensValue(target, of.leaving)).toBe(false)
  expect(await interrupt(again)).toBe(0)
}, 400_000)
