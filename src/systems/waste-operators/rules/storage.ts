import type { RuleSource } from './source.ts'

export const storageSource: RuleSource = {
  law: '廃棄物処理法施行令6条（積替えのための保管）',
  seen: 'Mie prefecture (order citing 7 days of average outflow)',
  confirmed: true,
}

/** Days of average outflow that may be stored for transshipment. */
const storageDays = 7

/** Thousandths, so that decimals of three places are computed exactly. */
const thousandths = (text: string): bigint => {
  const match = /^(\d+)(?:\.(\d{1,3}))?$/.exec(text)
  if (!match) throw new RangeError(`not a decimal of at most three places: ${text}`)
  return BigInt(match[1] ?? '0') * 1000n + BigInt((match[2] ?? '').padEnd(3, '0'))
}

/** Cap of transshipment storage in m³, with three places. @param dailyOutflow m³ a day */
export const storageCap = (dailyOutflow: string): string => {
  const cap = thousandths(dailyOutflow) * BigInt(storageDays)
  return `${cap / 1000n}.${String(cap % 1000n).padStart(3, '0')}`
}

export const overStorageCap = (stored: string, dailyOutflow: string): boolean =>
  thousandths(stored) > thousandths(dailyOutflow) * BigInt(storageDays)
