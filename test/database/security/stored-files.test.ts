import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Clock } from '../../../src/base/clock.ts'
import { UnavailableError } from '../../../src/base/problem.ts'
import { createSecrets } from '../../../src/platform/database/secrets.ts'
import { type FileStore, fileStore, sha256Of } from '../../../src/platform/files/store.ts'
import type { FileValue } from '../../../src/platform/registers/field.ts'
import { keepUnreferencedDays, sweepFiles } from '../../../src/platform/registers/stored-files/sweep.ts'
import { verifyFiles } from '../../../src/platform/registers/stored-files/verify.ts'
import { type SecurityClub, securityClub } from './club.ts'

let club: SecurityClub
beforeAll(async () => {
  club = await securityClub()
})
afterAll(() => club?.drop())

const bytesOf = (text: string) => new TextEncoder().encode(text)
const put = async (text: string): Promise<FileValue> => {
  const bytes = bytesOf(text)
  return { sha256: await club.files.put(bytes), name: '見本.txt', type: 'text/plain', size: bytes.byteLength }
}
const empty = { open: null, leaflet: null, plan: null, application: null, diagnosis: null }
const papers = () => club.registers.service('club_paper')
const registers = () => club.registers.all().map(service => service.register)
const isThere = async (text: string): Promise<boolean> => {
  const [name = ''] = club.files.seal.names(sha256Of(text))
  return (await club.files.objects.look(name)) !== null
}

/** The store's times are those of the real clock. */
const later = (days: number): Clock => ({ now: () => new Date(Date.now() + days * 86_400_000) })
const owner = () => club.test.database.owner
const sweep = (clock: Clock, files: FileStore = club.files) =>
  sweepFiles({ owner: owner(), registers: registers(), files, secrets: club.registers.tools.secrets, clock })
const verify = (files: FileStore = club.files) => verifyFiles(owner(), registers(), files, club.registers.tools.secrets)

describe('the sweep', () => {
  test('removes what nothing came to refer to, when it is old, and nothing else', async () => {
    const record = await papers().create(club.act('all'), {
      ...empty,
      number: 'S-1',
      plan: await put('今の図面'),
      diagnosis: await put('封をした診断書'),
      application: await put('前の申請書'),
    })
    await papers().change(club.act('all'), record.id, 1, { application: null, diagnosis: await put('次の診断書') })
    const guest = club.registers.service('club_guest')
    const proposed = guest.draftCreate(club.act('all', '見本'), {
      number: 'S-2',
      name: '見本',
      illness: null,
      visits: null,
      letter: await put('起案の紹介状'),
      home: null,
      club: null,
    })
    await club.registers.approvals.propose(club.act('all', '見本'), { ja: '見本', en: 'Sample' }, [proposed], proposed)
    await club.files.put(bytesOf('発行した文書'))
    await owner()`insert into musubi.document (tenant, id, register, record, version, kind, fiscal_year, number, sha256, issued_at, issued_by_name)
      values (${club.actors.all.organisation}, gen_random_uuid(), 'club_paper', ${record.id}, 1, 'x', 2026, '第1号', ${sha256Of('発行した文書')}, now(), '見本')`
    await put('送られなかった下書き')
    expect(await sweep(later(keepUnreferencedDays - 1))).toEqual({ removed: 0, foreign: 0 })
    expect(await isThere('送られなかった下書き')).toBe(true)
    expect(await sweep(later(keepUnreferencedDays + 1))).toEqual({ removed: 1, foreign: 0 })
    expect(await isThere('送られなかった下書き')).toBe(false)
    for (const text of ['今の図面', '封をした診断書', '前の申請書', '次の診断書', '起案の紹介状', '発行した文書'])
      expect(await isThere(text), text).toBe(true)
    expect((await verify()).count).toBe(0)
  })

  test('leaves alone what is not of this platform, and what was put again', async () => {
    const foreign = fileStore(club.files.objects, createSecrets([{ id: 1, bytes: Buffer.alloc(32, 99) }]))
    const other = await foreign.put(bytesOf('別の基盤のファイル'))
    await put('また送られた')
    const again: FileStore = {
      ...club.files,
      objects: {
        ...club.files.objects,
        // Put again between the list and the removal.
        look: async name => {
          const facts = await club.files.objects.look(name)
          return facts && { ...facts, at: later(keepUnreferencedDays + 1).now() }
        },
      },
    }
    expect(await sweep(later(keepUnreferencedDays + 1), again)).toEqual({ removed: 0, foreign: 1 })
    expect(await foreign.get(other)).toEqual(Buffer.from('別の基盤のファイル'))
    expect(await isThere('また送られた')).toBe(true)
  })

  test('removes nothing when a reference cannot be read', async () => {
    await put('残るもの')
    const { id } = await papers().create(club.act('all'), { ...empty, number: 'S-9', diagnosis: await put('x') })
    await owner()`update history.club_paper set data = jsonb_set(data, '{diagnosis,sealed}', '"AAAA"') where id = ${id}`
    await expect(sweep(later(30))).rejects.toThrow('nothing is removed')
    expect(await isThere('残るもの')).toBe(true)
    expect((await verify()).findings).toMatchObject([{ kind: 'file', register: 'club_paper', record: id }])
    await owner()`delete from history.club_paper where id = ${id}`
    await owner()`delete from register.club_paper where id = ${id}`
  })
})

describe('verify', () => {
  test('names the file that is missing and the one that was altered, with what refers to it', async () => {
    const [lost, altered] = [await put('失われる'), await put('書き換えられる')]
    const a = await papers().create(club.act('all'), { ...empty, number: 'V-1', plan: lost })
    const b = await papers().create(club.act('all'), { ...empty, number: 'V-2', diagnosis: altered })
    const whole = await verify()
    expect(whole).toMatchObject({ count: 0, unproven: [] })
    expect(whole.references).toBeGreaterThan(whole.files)
    const pathOf = ({ sha256 }: FileValue) => join(club.files.objects.place, club.files.seal.names(sha256)[0] ?? '')
    await rm(pathOf(lost))
    await writeFile(pathOf(altered), 'x')
    const { count, findings } = await verify()
    expect(count).toBe(2)
    const messages = findings.map(({ record, message }) => [record, message.en])
    expect(messages).toContainEqual([
      a.id,
      expect.stringContaining(`(plan, version 1): file ${lost.sha256} is missing`),
    ])
    expect(messages).toContainEqual([
      b.id,
      expect.stringContaining(`(diagnosis, version 1): file ${altered.sha256} was altered`),
    ])
  })

  test('says that it could not check where the store does not answer', async () => {
    const report = await verify({ ...club.files, get: () => Promise.reject(new UnavailableError('away')) })
    expect(report).toMatchObject({ count: 0, unproven: [{ en: expect.stringContaining('does not answer') }] })
  })
})
