import { removeOld } from '../platform/access/sessions/service.ts'
import type { JobDefinition } from '../platform/jobs/runner.ts'
import { sweepFiles } from '../platform/registers/stored-files/sweep.ts'
import type { Built } from './build-platform.ts'
import { leaveAct } from './leave.ts'

/** The platform's own work at set times. */
export const platformJobs = (built: Built): readonly JobDefinition[] => [
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
    id: 'send-messages',
    title: { ja: 'メールを送る', en: 'Send mail' },
    cron: '* * * * *',
    run: async () => {
      await built.services.messages.send(built.services.systemAct())
    },
  },
]
