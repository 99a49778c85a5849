import type { Language } from '../../../base/bilingual.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { describeSpans, hoursOn, isOpenAt } from '../../../base/hours.ts'
import { StatusTag } from '../../../ui/tag.tsx'
import type { OpeningHoursValue, RecordValues } from '../field.ts'
import type { KindContext } from '../kinds/kind.ts'

export const isHours = (value: RecordValues[string] | undefined): value is OpeningHoursValue =>
  typeof value === 'object' && value !== null && 'week' in value

interface OpenNowProps {
  readonly hours: OpeningHoursValue
  readonly now: Date
  readonly language: Language
  readonly context: KindContext
}

/** Open or closed at this moment, and today's hours: what somebody before a closed door wants to know. */
export const OpenNow = ({ hours, now, language, context }: OpenNowProps) => {
  const open = isOpenAt(hours, now, context.isHoliday)
  const spans = hoursOn(hours, dayInJapan(now), context.isHoliday)
  const ja = language === 'ja'
  const today = spans.length
    ? `${ja ? '今日' : 'Today'} ${describeSpans(spans, language)}`
    : ja
      ? '今日は休み'
      : 'Closed today'
  return (
    <span class="open-now">
      <StatusTag tone={open ? 'good' : 'neutral'}>
        {open ? (ja ? 'いま開いています' : 'Open now') : ja ? 'いまは閉まっています' : 'Closed now'}
      </StatusTag>{' '}
      <span class="today">{today}</span>
    </span>
  )
}
