import { addDays } from '../../base/calendar/days.ts'
import { formatDay } from '../../base/calendar/wareki.ts'
import { dayInJapan } from '../../base/clock.ts'
import type { JobDefinition } from '../../platform/jobs/runner.ts'
import type { Services } from '../../platform/services.ts'
import { authorityName } from './codes/authorities.ts'
import type { WasteConfiguration } from './configuration.ts'
import { endingBetween, openRevocations } from './queries.ts'
import { remindersDue } from './rules/renewal.ts'
import { reminderOf } from './work/reminder.ts'

/** Days back for which a reminder is made up when the job could not run. */
const catchUpDays = 7

/**
 * Reminders of the day, once each: a message's occasion names permit, end and days, so that a second run or a second
 * process writes nothing. Sample operators are written to only while mail stays in the house.
 * @returns how many were written
 */
export const writeReminders = async (configuration: WasteConfiguration, services: Services): Promise<number> => {
  const act = services.systemAct('許可期限のお知らせ')
  const today = dayInJapan(services.clock.now())
  const since = addDays(today, -catchUpDays)
  const furthest = Math.max(...configuration.reminderDays)
  const permits = await endingBetween(services, act, configuration.authority, today, today, addDays(today, furthest))
  let written = 0
  for (const permit of permits) {
    if (permit.sample && services.messages.sends) continue
    // Of several missed, the nearest says it all.
    const due = remindersDue(permit.expiresOn, configuration.reminderDays, since, today).at(-1)
    if (!due || permit.email === null) continue
    const fresh = await services.messages.write(
      act,
      reminderOf({ ...permit, email: permit.email }, `expires-${due.days}`),
    )
    if (fresh) written += 1
  }
  return written
}

/** Tells the office of each revocation, its own or another authority's, after which other permits of the operator stand. */
export const writeRevocationAlerts = async (configuration: WasteConfiguration, services: Services): Promise<number> => {
  const act = services.systemAct('許可取消しの警告')
  const today = dayInJapan(services.clock.now())
  let written = 0
  for (const alert of await openRevocations(services, act, today)) {
    if (alert.sample && services.messages.sends) continue
    const fresh = await services.messages.write(act, {
      tenant: alert.tenant,
      recipient: configuration.mailbox,
      subject: `【警告】許可の取消し：${alert.operatorName}（${authorityName(alert.authority).ja}）`,
      body: [
        `${authorityName(alert.authority).ja}が${formatDay(alert.decidedOn, 'ja', { era: true })}に${alert.operatorName}の許可を取り消しました。`,
        '同じ固有番号の次の許可が有効です。欠格要件に当たらないか確かめてください。',
        ...alert.permits.map(permit => `・第${permit.permitNumber}号（${authorityName(permit.authority).ja}）`),
      ].join('\n'),
      occasion: `waste_action/${alert.action}/revocation`,
    })
    if (fresh) written += 1
  }
  return written
}

export const wasteJobs =
  (configuration: WasteConfiguration) =>
  (services: Services): readonly JobDefinition[] => [
    {
      id: 'waste-reminders',
      title: { ja: '産廃許可の期限のお知らせ', en: 'Reminders of the end of waste permits' },
      cron: '0 6 * * *',
      run: async () => {
        await writeReminders(configuration, services)
      },
    },
    {
      id: 'waste-revocation-alerts',
      title: { ja: '産廃許可取消しの警告', en: 'Alerts of revocations' },
      cron: '*/10 * * * *',
      run: async () => {
        await writeRevocationAlerts(configuration, services)
      },
    },
  ]
