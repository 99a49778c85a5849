import { addDays } from '../../../base/calendar/days.ts'
import { previousOpenDay } from '../../../base/calendar/holidays.ts'
import type { RuleSource } from './source.ts'

export const renewalSource: RuleSource = {
  law: '廃棄物処理法14条2項・3項（7項・8項、14条の4で準用）',
  seen: 'Miyagi: 申請日は到達日。満了日が閉庁日のときは、その前の開庁日までに到達',
  confirmed: true,
}

/**
 * Last day on which an application for renewal may arrive: the permit's last day, or the working day before it where the
 * offices are closed on that day. Unlike other time limits (民法142条) this one moves back, for the permit ends on its day
 * whether or not the office is open.
 */
export const lastDayToApply = (expiresOn: string): string => previousOpenDay(expiresOn)

/** What counts is the day of arrival, not that on the letter. */
export const receivedInTime = (receivedOn: string, expiresOn: string): boolean =>
  receivedOn <= lastDayToApply(expiresOn)

/** Reminder days reached between two looks, the longest first: each is told once, also when the job missed a day. */
export const remindersDue = (
  expiresOn: string,
  reminderDays: readonly number[],
  from: string,
  to: string,
): readonly { readonly days: number; readonly on: string }[] =>
  [...reminderDays]
    .sort((a, b) => b - a)
    .map(days => ({ days, on: addDays(expiresOn, -days) }))
    .filter(({ on }) => on >= from && on <= to)
