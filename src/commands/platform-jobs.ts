import type { Logger } from 'pino'
import { dayInJapan } from '../base/clock.ts'
import { operator } from '../platform/access/roles.ts'
import { removeOld } from '../platform/access/sessions/service.ts'
import type { BackupService } from '../platform/backup/service.ts'
import type { JobDefinition } from '../platform/jobs/runner.ts'
import { runDue } from '../platform/moving/service/cut-over.ts'
import { resealStale } from '../platform/registers/reseal.ts'
import { sweepFiles } from '../platform/registers/stored-files/sweep.ts'
import type { Services } from '../platform/services.ts'
import { letterOfEnd } from '../platform/sites/certificates.ts'
import type { Built } from './build-platform.ts'
import type { CopiesSettings } from './copies-settings.ts'
import { leaveAct } from './leave.ts'

/** The parts of the platform that its backups need. */
export interface BackupJobParts {
  readonly backup: BackupService
  readonly logger: Pick<Logger, 'error'>
  readonly services: Pick<Services, 'database' | 'clock' | 'messages' | 'system' | 'systemAct'>
}

/** Backups and what watches over them; none without a place, since an alarm on the page says that. */
export const backupJobs = (built: BackupJobParts): readonly JobDefinition[] => {
  const { backup } = built
  const { settings } = backup
  if (settings === undefined || process.env.DATABASE_URL) return []
  return [
    {
      id: 'backup',
      title: { ja: 'バックアップを取り、期限の過ぎたものを消す', en: 'Back up, and remove what retention ends' },
      cron: settings.baseCron,
      run: async () => {
        await backup.base()
        await backup.prune()
      },
    },
    {
      id: 'backup-prove',
      title: { ja: 'バックアップから復元できることを確かめる', en: 'Prove that the backup restores' },
      cron: settings.proofCron,
      run: async () => {
        const report = await backup.prove()
        if (!report.good) built.logger.error({ backup: report.backup, problems: report.problems }, 'backup not proven')
      },
    },
    {
      id: 'backup-watch',
      title: { ja: 'バックアップの異常を知らせる', en: 'Tell operators what is wrong with the backups' },
      cron: '*/10 * * * *',
      run: () => tellAlarms(built),
    },
  ]
}

/**
 * One message to each operator for each thing that is wrong, when it is first seen; the page shows
 * it as long as it lasts. A message each day would be filtered away.
 */
const tellAlarms = async (built: BackupJobParts): Promise<void> => {
  const { alarms } = await built.backup.view()
  if (alarms.length === 0) return
  const { database, clock, messages, system, systemAct } = built.services
  const day = dayInJapan(clock.now())
  const rows = await database.owner<{ id: string; email: string }[]>`
    select distinct p.id, p.email from musubi.person p join musubi."grant" g on g.person = p.id
    where p.tenant = ${system.organisation} and p.status = 'active' and g.role = ${operator.id} and not g.withdrawn
      and g.valid_from <= ${day} and (g.valid_to is null or g.valid_to >= ${day})`
  for (const { id, email } of rows)
    for (const { occasion, text } of alarms)
      await messages.write(systemAct(), {
        tenant: system.organisation,
        recipient: email,
        subject: 'バックアップの確認が必要です',
        body: [text.ja, '', text.en].join('\n'),
        occasion: `backup/${id}/${occasion}`,
      })
}

/** Nobody looks at a page for five years. */
const certificateJobs = (
  { services: { clock, messages, system, systemAct } }: Pick<Built, 'services'>,
  { ends, operators }: Pick<CopiesSettings, 'ends' | 'operators'>,
): readonly JobDefinition[] =>
  ends === undefined
    ? []
    : [
        {
          id: 'sites-certificates',
          title: { ja: '拠点の間の証明書の期限を知らせる', en: 'Tell when the certificates between the sites end' },
          cron: '10 9 * * *',
          run: async () => {
            const letter = letterOfEnd(ends, clock.now())
            if (!letter) return
            for (const recipient of operators)
              await messages.write(systemAct(), {
                ...letter,
                tenant: system.organisation,
                recipient,
                occasion: `${letter.occasion}/${recipient}`,
              })
          },
        },
      ]

/** The platform's own work at set times. */
export const platformJobs = (built: Built, copies: CopiesSettings): readonly JobDefinition[] => [
  ...backupJobs(built),
  ...certificateJobs(built, copies),
  {
    id: 'erase-departed',
    title: { ja: '退去した団体のデータを消去する', en: 'Erase bodies that left' },
    cron: '*/10 * * * *',
    run: async () => {
      const act = leaveAct(built)
      for (const { id, state } of await built.leave.list(act))
        if (state === 'confirmed' || state === 'erasing') await built.leave.erase(act, id)
    },
  },
  {
    id: 'remove-traces',
    title: {
      ja: '退去した団体の消した行の跡を、データベースのファイルから消す',
      en: 'Write tables anew from which a departure took rows',
    },
    // At night, hours after the rows went: no reader sees them any more, and few wait for a table.
    cron: '50 2 * * *',
    run: async () => {
      const act = leaveAct(built)
      for (const { id, state, traces } of await built.leave.list(act))
        if (traces.length > 0 && (state === 'partly' || state === 'erased')) await built.leave.removeTraces(act, id)
    },
  },
  {
    id: 'remove-old-sessions',
    title: { ja: '終わったサインインを消す', en: 'Remove ended sessions' },
    cron: '15 3 * * *',
    run: async () => {
      await removeOld(built.services.database.owner, built.access.settings)
    },
  },
  {
    id: 'sweep-files',
    title: { ja: 'どの記録にも使われなかったファイルを消す', en: 'Remove files that no record came to use' },
    cron: '40 2 * * *',
    run: async () => {
      const { database, registers, files, clock } = built.services
      const swept = await sweepFiles({
        owner: database.owner,
        registers: registers.all().map(service => service.register),
        files,
        secrets: registers.tools.secrets,
        clock,
      })
      if (swept.removed > 0) built.logger.info(swept, 'unreferenced files removed')
      if (swept.foreign > 0) built.logger.warn(swept, 'objects in the file store that are not of this platform')
    },
  },
  {
    id: 'seal-anew',
    title: { ja: '古い鍵で封をした値を、団体の鍵で封をし直す', en: 'Seal old special values with organisations’ keys' },
    cron: '20 4 * * *',
    run: async () => {
      const act = built.services.systemAct('団体の鍵で封をし直しました')
      for (const service of built.services.registers.all()) {
        const done = await resealStale(service.register, built.services.registers.tools, act)
        if (done > 0) built.logger.warn({ register: service.register.id, records: done }, 'special values sealed anew')
      }
    },
  },
  {
    id: 'count-use',
    title: { ja: '団体ごとの利用量を数え直す', en: 'Count anew what organisations use' },
    cron: '30 4 * * *',
    run: () => built.quotas.recount(built.services.files),
  },
  {
    id: 'service-level',
    title: { ja: '要求の計測を日ごとにまとめる', en: 'Add counted requests up to days' },
    cron: '10 1 * * *',
    run: () => built.services.serviceLevel.rollUp(),
  },
  {
    id: 'expire-proposals',
    title: { ja: '期限の過ぎた起案を閉じる', en: 'End proposals whose time is over' },
    cron: '5 * * * *',
    run: async () => {
      await built.services.registers.approvals.expire(built.services.systemAct())
    },
  },
  {
    id: 'cut-over',
    title: { ja: '承認されたデータ移行の切替', en: 'Approved cut-overs' },
    cron: '* * * * *',
    run: async () => {
      await runDue(built.moving, built.services.systemAct(), (plan, error) =>
        built.logger.error({ plan: plan.id, error }, 'cut-over failed and will be tried again'),
      )
    },
  },
  {
    id: 'send-messages',
    title: { ja: 'メールを送る', en: 'Send mail' },
    cron: '* * * * *',
    run: async () => {
      await built.services.messages.send(built.services.systemAct())
    },
  },
]
