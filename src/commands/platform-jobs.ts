import { removeOld } from '../platform/access/sessions/service.ts'
import type { JobDefinition } from '../platform/jobs/runner.ts'
import { runDue } from '../platform/moving/service/cut-over.ts'
import { sweepFiles } from '../platform/registers/stored-files/sweep.ts'
import type { Built } from './build-platform.ts'

/** The platform's own work at set times. */
export const platformJobs = (built: Built): readonly JobDefinition[] => [
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
