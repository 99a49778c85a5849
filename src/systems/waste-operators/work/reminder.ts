import { formatDay } from '../../../base/calendar/wareki.ts'
import type { MessageInput } from '../../../platform/messages/service.ts'
import { showPermitNumber } from '../codes/permit-number.ts'
import { lastDayToApply } from '../rules/renewal.ts'

/**
 * The reminder that a permit ends.
 * @param why names the occasion within the permit and its end, so that it is written once: `expires-90`
 */
export const reminderOf = (
  permit: {
    readonly id: string
    readonly tenant: string
    readonly permitNumber: string
    readonly tenDigits: boolean
    readonly holder: string
    readonly expiresOn: string
    readonly email: string
  },
  why: string,
): MessageInput => {
  const number = showPermitNumber(permit.permitNumber, permit.tenDigits)
  return {
    tenant: permit.tenant,
    recipient: permit.email,
    subject: `産業廃棄物処理業許可の期限のお知らせ（第${number}号）`,
    body: [
      `${permit.holder} 様`,
      '',
      `許可番号 第${number}号の許可は、${formatDay(permit.expiresOn, 'ja', { era: true })}に満了します。`,
      `引き続き事業を行う場合は、${formatDay(lastDayToApply(permit.expiresOn), 'ja', { era: true })}までに更新許可申請書が届くように手続をしてください。`,
      '既に申請された場合は、このお知らせは不要です。',
    ].join('\n'),
    occasion: `waste_permit/${permit.id}/${why}/${permit.expiresOn}`,
  }
}
