import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { samplePassword } from '../../src/platform/access/sample.ts'
import { openPool } from '../../src/platform/database/pool.ts'
import { loadSecrets } from '../../src/platform/database/secrets.ts'
import { folderObjects } from '../../src/platform/files/folder.ts'
import { fileStore } from '../../src/platform/files/store.ts'
import { outsideWriter } from '../../src/platform/ledger/outside-writer.ts'
import { type SmallDisk, smallDisk } from '../faults/small-disk.ts'
import { ask, type Officer, signIn } from '../faults/staff.ts'
import { prepareFolder } from '../platform/prepared.ts'
import { cleanUp, interrupt, musubi, newFolder, type Ready, serverUrl, until, up } from '../platform/process.ts'

const probe = mkdtempSync(join(tmpdir(), 'musubi-disk-'))
const canMount = (() => {
  const disk = smallDisk(join(probe, 'probe'), 1)
  disk?.unmount()
  return disk !== undefined
})()

const disks: SmallDisk[] = []
const diskAt = (folder: string, megabytes: number): SmallDisk => {
  const disk = smallDisk(folder, megabytes)
  if (!disk) throw new Error('no disk could be mounted')
  disks.push(disk)
  return disk
}
let platform: Ready | undefined
afterAll(async () => {
  for (const disk of disks) disk.free()
  // The server on the disk first, or it would outlive it; then the disk, or its folder could not be removed.
  if (platform) await interrupt(platform)
  for (const disk of disks) disk.unmount()
  await cleanUp()
  rmSync(probe, { recursive: true, force: true })
})

describe.skipIf(!canMount)('a full disk (only root may mount one; skipped elsewhere)', () => {
  test('of the file store: an upload is refused and leaves nothing; with room it works again', async () => {
    const disk = diskAt(join(probe, 'files'), 2)
    const store = fileStore(folderObjects(join(disk.folder, 'files')), loadSecrets(join(probe, 'keys')))
    const first = await store.put(new TextEncoder().encode('最初の添付'))
    disk.fill()
    const bytes = new Uint8Array(300_000).fill(7)
    await expect(store.put(bytes)).rejects.toThrow(/ENOSPC/)
    expect(new TextDecoder().decode(await store.get(first))).toBe('最初の添付')
    disk.free()
    const again = await store.put(bytes)
    expect((await store.get(again)).length).toBe(bytes.length)
  })

  test('of the checkpoints outside: told once, nothing waits for it, and what it lacks is written when there is room', async () => {
    const disk = diskAt(join(probe, 'checkpoints'), 1)
    const lines: string[] = []
    const writer = outsideWriter([disk.folder], line => lines.push(line))
    const at = new Date('2026-11-22T03:00:00Z')
    const checkpoint = (size: number) => ({
      size,
      root: Buffer.alloc(32),
      at: at.toISOString(),
      note: `note ${size}\n`,
    })
    await writer.publish(checkpoint(1), at)
    disk.fill()
    // Fill also what is left of the last block of the checkpoint's own file.
    for (let size = 2; size < 400 && !writer.behind(); size += 1) await writer.publish(checkpoint(size), at)
    expect(writer.behind()).toBe(true)
    await writer.publish(checkpoint(500), at)
    expect(lines).toEqual([expect.stringContaining('ENOSPC')])
    disk.free()
    await writer.publish(checkpoint(500), at)
    expect(writer.behind()).toBe(false)
    const [file = ''] = readdirSync(disk.folder)
    const notes = readFileSync(join(disk.folder, file), 'utf8').trimEnd().split('\n')
    expect(JSON.parse(notes.at(-1) ?? '').note).toBe('note 500\n')
  })

  describe('of the data folder, database and all', () => {
    let disk: SmallDisk
    let site: Ready
    let officer: Officer
    const acknowledged: string[] = []
    const folder = newFolder()

    const enter = async (name: string) => {
      const answer = await officer.send('/registers/npo/new', {
        name,
        nameKana: 'ミホンノカイ',
        type: 'group',
        state: 'active',
        activities: '1',
        'address.municipality': '仙台市青葉区',
        'address.town': '本町三丁目',
        // Incompressible, so that the log fills.
        purpose: Buffer.from(crypto.getRandomValues(new Uint8Array(900))).toString('hex'),
      })
      if (answer.status === 303) acknowledged.push(name)
      return answer
    }

    beforeAll(async () => {
      disk = diskAt(folder, 900)
      await prepareFolder('sample', folder)
      site = await up([], { env: { MUSUBI_DATA: folder, MUSUBI_PATIENCE: '3', MUSUBI_ANSWER_LIMIT: '10' } })
      platform = site
      officer = await signIn(() => site.staffUrl, 'tanto@example.jp', samplePassword)
      for (const path of ['/', '/plan', '/npos']) await ask(site.publicUrl + path)
    })

    test('writes end in an honest 503 with what was typed; what was acknowledged is there, and nobody needs to do anything but make room', async () => {
      for (let at = 0; at < 5; at += 1) expect((await enter(`前の会 ${at}`)).status).toBe(303)
      disk.fill()
      let refused = ''
      const statuses = new Set<number>()
      await until(
        'a write is refused',
        async () => {
          const name = `満杯の会 ${statuses.size}-${acknowledged.length}-${refused.length}-${performance.now()}`
          const answer = await enter(name)
          statuses.add(answer.status)
          if (answer.status === 503) refused = answer.text
          return refused !== ''
        },
        90_000,
      )
      expect([...statuses].filter(status => ![303, 503].includes(status))).toEqual([])
      expect(refused).toContain('もう一度送信する')
      expect(refused).toContain('満杯の会')
      // Read on, whatever became of the database.
      for (const path of ['/', '/plan', '/npos']) expect((await ask(site.publicUrl + path)).status).toBe(200)
      expect((await ask(`${site.staffUrl}/healthz`)).status).toBe(200)
      disk.free()
      await until('it writes again', async () => (await enter(`後の会 ${performance.now()}`)).status === 303)
      const sql = openPool(serverUrl(folder, 'admin'), { max: 1 })
      try {
        const rows = await sql<{ name: string; n: string }[]>`
          select name, count(*) as n from register.npo where name = any (${acknowledged}) group by name`
        expect(rows.length).toBe(acknowledged.length)
        expect(rows.every(row => Number(row.n) === 1)).toBe(true)
      } finally {
        await sql.end({ timeout: 1 })
      }
    })

    test('an import that meets the full disk leaves nothing of itself', async () => {
      const before = await count()
      disk.fill()
      const file = join(dirname(folder), 'npos.csv')
      const line = (at: number) =>
        `輸入の会${at},ユニュウノカイ,group,active,1,仙台市青葉区,本町三丁目,${Buffer.from(crypto.getRandomValues(new Uint8Array(600))).toString('hex')}`
      // Ids of the fields serve as headings.
      const heading = 'name,nameKana,type,state,activities,address.municipality,address.town,purpose'
      writeFileSync(file, `${heading}\n${Array.from({ length: 1_500 }, (_, at) => line(at)).join('\n')}\n`)
      const command = musubi(['import', 'npo', file, '--reason', '訓練'], { env: { MUSUBI_DATA: folder } })
      expect(await command.ended).not.toBe(0)
      // Not because of what stands in the file: the same file is taken when there is room.
      expect(command.stdout() + command.stderr()).not.toMatch(/^row \d/m)
      disk.free()
      await until(
        'it writes again',
        async () => (await enter(`輸入後の会 ${performance.now()}`)).status === 303,
        60_000,
      )
      expect(await count()).toBe(before + 1)
      const again = musubi(['import', 'npo', file, '--reason', '訓練'], { env: { MUSUBI_DATA: folder } })
      expect(await again.ended, again.stderr().slice(0, 500)).toBe(0)
      expect(await count()).toBe(before + 1 + 1_500)
      expect(existsSync(join(folder, 'lock'))).toBe(true)
    })

    const count = async (): Promise<number> => {
      const sql = openPool(serverUrl(folder, 'admin'), { max: 1 })
      try {
        return Number((await sql`select count(*) as n from register.npo`)[0]?.['n'])
      } finally {
        await sql.end({ timeout: 1 })
      }
    }
  })
})
