import type { Bilingual } from '../../base/bilingual.ts'

const dayMs = 86_400_000

/** Days before the end of the certificates from which the page and the terminal show it in red, and letters are written. */
const reminders: readonly number[] = [3, 14, 60]

/**
 * How near the end of the certificates between the sites is: the reminder that is due, and the days that are left.
 * @param ends ISO 8601; null where there are none
 */
export const endingSoon = (
  ends: string | null | undefined,
  now: Date,
): { readonly reminder: number; readonly days: number } | null => {
  if (!ends) return null
  const left = (Date.parse(ends) - now.getTime()) / dayMs
  const reminder = reminders.find(days => left < days)
  return reminder === undefined ? null : { reminder, days: Math.max(0, Math.floor(left)) }
}

/** What is to be done, with the command. */
export const pairAnew: Bilingual = {
  ja: '拠点の登録をやり直してください（musubi sites invite）',
  en: 'pair the sites anew (musubi sites invite)',
}

/** The letter to the operators; once for each reminder, whoever asks how often. */
export const letterOfEnd = (ends: string, now: Date): { subject: string; body: string; occasion: string } | null => {
  const soon = endingSoon(ends, now)
  if (!soon) return null
  const day = ends.slice(0, 10)
  return {
    subject: '【予告】拠点の間の証明書の期限が近づいています / Certificates between the sites end soon',
    body: `拠点の間の証明書は ${day} に切れます（残り ${soon.days} 日）。切れると写しを保てず、新しい記録の受付が止まります。${pairAnew.ja}。\nThe certificates between the sites end on ${day} (${soon.days} days left). After that no copy can be kept, and writes stop. Please ${pairAnew.en}.`,
    occasion: `sites/certificates/${day}/${soon.reminder}`,
  }
}
