import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cleanUpSites, migrationNames, newRepository, type Site, startSite } from '../../test/backup/site.ts'
import type { Clock } from '../base/clock.ts'
import type { Act } from '../platform/access/actor.ts'
import { organisationId } from '../platform/access/keys.ts'
import { loadOrganisations, sampleAccess } from '../platform/access/sample.ts'
import { type BackupService, createBackupService } from '../platform/backup/service.ts'
import { settingsFor } from '../platform/backup/settings.ts'
import { folderObjects } from '../platform/files/folder.ts'
import { loadVerifiers, verifierPath } from '../platform/ledger/keys.ts'
import { record } from '../platform/ledger/service.ts'
import { MessageService } from '../platform/messages/service.ts'
import { backupJobs } from './platform-jobs.ts'

const day = 86_400_000
/** Monday 12:00 in Japan; the server's own clock is never set, and the platform's runs ahead of it. */
const begin = Math.ceil(Date.now() / (7 * day)) * 7 * day + 4 * day + 3 * 3_600_000
let now = begin
const clock: Clock = { now: () => new Date(now) }
const ken = organisationId('ken')

/** Minute, hour and day of week; `*`, a number or `*\/n`. */
const isDue = (cron: string, moment: number): boolean => {
  const japan = new Date(moment + 9 * 3_600_000)
  const parts = [
    japan.getUTCMinutes(),
    japan.getUTCHours(),
    japan.getUTCDate(),
    japan.getUTCMonth() + 1,
    japan.getUTCDay(),
  ]
  return cron.split(' ').every((field, index) => {
    const [, every] = /^\*\/(\d+)$/.exec(field) ?? []
    const part = parts[index] ?? 0
    return field === '*' || (every ? part % Number(every) === 0 : Number(field) === part)
  })
}

let site: Site
let backup: BackupService
let jobs: ReturnType<typeof backupJobs>
const errors: unknown[] = []
beforeAll(async () => {
  site = await startSite()
  const { database } = site
  await loadOrganisations(database.app, {
    prefecture: { key: 'ken', code: '990000', name: { ja: '見本県', en: 'Sample' } },
    departments: [],
    municipalities: [],
  })
  await sampleAccess(database.app, (tx, entry) => record(tx, entry, new Date('2026-01-01T00:00:00Z')), [
    {
      key: 'a',
      name: '見本 管理',
      kana: 'ミホン',
      email: 'kanri@example.jp',
      staffNumber: '1',
      organisation: 'ken',
      roles: ['operator'],
      title: { ja: '', en: '' },
    },
  ])
  backup = createBackupService({
    settings: settingsFor(newRepository().folder, {
      MUSUBI_BACKUP_PROVE_AT: '30 3 * * 2',
      MUSUBI_BACKUP_PROVE_DAYS: '3',
      MUSUBI_BACKUP_KEEP_DAYS: '3',
      MUSUBI_BACKUP_KEEP_MONTHLY: '0',
    }),
    external: false,
    dataFolder: site.folder,
    database,
    objects: folderObjects(join(site.folder, 'files')),
    clock,
    organisation: ken,
    keys: () => [],
    verifiers: () => loadVerifiers(verifierPath(site.folder)),
    readers: () => [],
    files: async () => [],
    migrations: migrationNames,
  })
  const systemAct = (): Act => ({
    clock,
    language: 'ja',
    actor: { kind: 'system', person: null, name: 'Musubi', organisation: ken, tenants: [ken], permissions: new Set() },
  })
  const system = systemAct().actor
  jobs = backupJobs({
    backup,
    logger: { error: (...parts: unknown[]) => void errors.push(parts) },
    services: {
      database,
      clock,
      messages: new MessageService(database, { from: 'kara@example.jp' }),
      system,
      systemAct,
    },
  })
})
afterAll(async () => {
  await backup?.stop()
  await cleanUpSites()
})

/** As the runner would: each job at its times, while the log is shipped and people write. */
const pass = async (days: number, without: readonly string[] = []): Promise<void> => {
  for (const until = now + days * day; now < until; ) {
    now += 30 * 60_000
    const due = jobs.filter(job => !without.includes(job.id) && isDue(job.cron, now))
    const real = due.some(job => job.id !== 'backup-watch')
    // The watch looks each ten minutes; three times a day are enough to see whether it writes twice.
    if (!real && (now / 3_600_000) % 8 !== 0) continue
    await site.write(`row ${now}`)
    await site.sequencer.flush()
    await (await backup.open()).ship()
    for (const job of due) await job.run()
  }
}

const mails = async (words: string): Promise<number> => {
  const rows = await site.database.owner<{ body: string }[]>`select body from musubi.message`
  return rows.filter(row => row.body.includes(words)).length
}
const alarms = async () => (await backup.view()).alarms.map(alarm => alarm.text.en)
const unproven = 'not been proven for 3 days'

test('two weeks of nights: bases and proofs at their hours, retention, and one mail for each thing that is wrong', async () => {
  // From Monday noon to Wednesday noon; the proof is on Tuesday.
  await pass(2)
  const { backups, proofs } = await backup.view()
  expect(backups).toHaveLength(2)
  for (const { started_at: started } of backups) expect(new Date(started).toISOString()).toContain('T16:30:00')
  expect(proofs.flatMap(proof => proof.report.problems)).toEqual([])
  expect(proofs).toHaveLength(1)
  expect(new Date(proofs[0]?.at ?? '').toISOString()).toContain('T18:30:00')
  // The repository lies on the data's own disk, which is wrong all the time: one mail.
  expect(await alarms()).toEqual([expect.stringContaining('same disk')])
  expect(await mails('same disk')).toBe(1)
  // Before the first night.
  expect(await mails('No backup was made yet')).toBe(1)

  await pass(3, ['backup-prove'])
  expect(await alarms()).toEqual([expect.stringContaining('same disk'), expect.stringContaining(unproven)])
  expect(await mails(unproven)).toBe(1)
  // Three days, the one before, from which their oldest moments are restored, and the last proven one.
  const kept = (await backup.view()).backups.map(row => row.id)
  expect(kept).toContain(proofs[0]?.backup)
  expect(kept).toHaveLength(5)

  // Tuesday again.
  await pass(4)
  expect(await mails(unproven)).toBe(1)
  expect(await alarms()).toEqual([expect.stringContaining('same disk')])
  const after = await backup.view()
  expect(after.proofs.map(proof => proof.good)).toEqual([true, true])
  expect(after.backups.map(row => row.id)).not.toContain(proofs[0]?.backup)

  // It happens again: another mail, one.
  await pass(4, ['backup-prove'])
  expect(await mails(unproven)).toBe(2)
  expect(await mails('same disk')).toBe(1)
  expect(errors).toEqual([])
}, 300_000)
