import type { Bilingual } from '../bilingual.ts'
import { readDay } from '../calendar/wareki.ts'
import { bad, good, type Problem, type Result } from '../problem.ts'
import { trimAll } from '../text/width.ts'
import { holidayIndex } from './groups.ts'
import { type HoursSpan, minutesOfDay, type OpeningHours } from './opening.ts'
import { dayLetters } from './write.ts'

const example: Bilingual = {
  ja: '「月-金 09:00-18:00; 土 09:00-13:00; 日祝 休; 第3水 休」のように入力してください。',
  en: 'Write hours such as “月-金 09:00-18:00; 土 09:00-13:00; 日祝 休; 第3水 休” (Mon-Fri, Sat, Sun and holidays closed).',
}

const problem = (value: string, ja: string, en: string): Problem => ({
  value,
  message: { ja: `${ja}${example.ja}`, en: `${en} ${example.en}` },
})

const english = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'hol']

const normalised = (text: string): string =>
  text
    .normalize('NFKC')
    // Runs made one first: the expressions below would try each blank of a long run anew.
    .replace(/\s+/g, run => (run.includes('\n') ? '\n' : ' '))
    .toLowerCase()
    .replace(/\b(mon|tue|wed|thu|fri|sat|sun|hol)[a-z]*/g, (_, name: string) =>
      dayLetters.charAt(english.indexOf(name)),
    )
    .replace(/closed/g, '休')
    .replace(/\s*(?:[‐‑‒–—―−〜~ー]|から|より)\s*/g, '-')
    .replace(/まで/g, '')
    .replace(/平日/g, '月-金')
    .replace(/毎日|年中無休/g, '月-日')
    .replace(/(?:国民の)?(?:祝祭日|祝休日|祝日)/g, '祝')
    .replace(/([月火水木金土日])曜日?/g, '$1')
    .replace(/(?:定休日?|休業日?|休館日?|休み|お休み|休診日?)/g, '休')
    .replace(/24時間(?:営業|対応)?/g, '00:00-24:00')

const readTime = (hour: string, minute: string | undefined, half: string | undefined): number =>
  Number(hour) * 60 + (half ? 30 : Number(minute ?? 0))

const spanForm = /^(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分|(半))?)?-(\d{1,2})(?::(\d{2})|時(?:(\d{1,2})分|(半))?)?$/

const readSpan = (text: string): HoursSpan | undefined => {
  const match = spanForm.exec(text)
  if (!match) return undefined
  const from = readTime(match[1] ?? '', match[2] ?? match[3], match[4])
  const written = readTime(match[5] ?? '', match[6] ?? match[7], match[8])
  if (Number(match[2] ?? match[3] ?? 0) > 59 || Number(match[6] ?? match[7] ?? 0) > 59) return undefined
  // 22:00-02:00 can only mean the next morning.
  const to = written < from ? written + minutesOfDay : written
  return from < minutesOfDay && from < to && to <= 2 * minutesOfDay ? { from, to } : undefined
}

const overlap = (spans: readonly HoursSpan[]): boolean =>
  spans.some((span, index) => index > 0 && span.from < (spans[index - 1]?.to ?? 0))

const sorted = (spans: readonly HoursSpan[]): readonly HoursSpan[] => [...spans].sort((a, b) => a.from - b.from)

/** 休 gives an empty list, what is not hours undefined. */
const readSpans = (text: string): readonly HoursSpan[] | undefined => {
  if (text === '休') return []
  const spans: HoursSpan[] = []
  for (const part of text.split(/[,、・/]/)) {
    const span = readSpan(part.trim())
    if (!span) return undefined
    spans.push(span)
  }
  return sorted(spans)
}

/** 月-水金 → 0 1 2 4; 金-月 runs over the week's end. */
const readDays = (text: string): readonly number[] | undefined => {
  const plain = text.replace(/[\s,、・/]/g, '')
  if (!/^(?:[月火水木金土日](?:-[月火水木金土日])?|祝)+$/.test(plain)) return undefined
  const days = new Set<number>()
  for (const [run] of plain.matchAll(/[月火水木金土日](?:-[月火水木金土日])?|祝/g)) {
    const from = dayLetters.indexOf(run.charAt(0))
    const to = dayLetters.indexOf(run.charAt(run.length - 1))
    const length = from === holidayIndex ? 1 : ((to - from + 7) % 7) + 1
    for (let at = 0; at < length; at += 1) days.add(from === holidayIndex ? from : (from + at) % 7)
  }
  return [...days]
}

const nthForm = /^((?:第?[1-5][・,、]?)+)([月火水木金土日]+)$/

interface Draft {
  /** Monday to Sunday, then holidays; undefined where nothing is said yet. */
  readonly days: (readonly HoursSpan[] | undefined)[]
  readonly closedNth: { nth: number; weekday: number }[]
  readonly exceptions: { day: string; spans: readonly HoursSpan[] }[]
}

const addDay = (draft: Draft, day: number, spans: readonly HoursSpan[]): boolean => {
  const before = draft.days[day]
  // Closed said later takes a day out of a run (月-土 …; 水 休); more hours are added to those of the day.
  const after = spans.length === 0 || before === undefined ? spans : sorted([...before, ...spans])
  draft.days[day] = after
  return !overlap(after)
}

const readPart = (part: string, draft: Draft): Problem | undefined => {
  const match = /^(.*?)\s*:?\s*(休|\d{1,2}(?::\d{2}|時(?:\d{1,2}分|半)?)?-\d.*)$/.exec(part)
  const [head, spans] = [match?.[1]?.trim() ?? '', match?.[2] === undefined ? undefined : readSpans(match[2].trim())]
  const date = /^(\S*\d\S*)\s+(.*)$/.exec(part)
  const day = date?.[1] && !date[1].startsWith('第') ? readDay(date[1]) : undefined
  if (day?.ok && date) {
    const hours = readSpans(date[2]?.trim() ?? '')
    if (!hours || overlap(hours)) return problem(part, '時間を読み取れません。', 'The hours cannot be read.')
    if (draft.exceptions.some(one => one.day === day.value))
      return problem(part, 'この日は2回書かれています。', 'This day is given twice.')
    draft.exceptions.push({ day: day.value, spans: hours })
    return undefined
  }
  if (!match || !spans)
    return problem(part, '曜日または時間を読み取れません。', 'The days or the hours cannot be read.')
  const nth = nthForm.exec(head)
  if (nth) {
    if (spans.length > 0)
      return problem(
        part,
        '「第3水」のような指定には休みだけを書けます。',
        'Only closing can be given for such as the third Wednesday.',
      )
    for (const number of nth[1]?.match(/[1-5]/g) ?? [])
      for (const weekday of nth[2] ?? '') {
        const one = { nth: Number(number), weekday: dayLetters.indexOf(weekday) }
        if (!draft.closedNth.some(other => other.nth === one.nth && other.weekday === one.weekday))
          draft.closedNth.push(one)
      }
    return undefined
  }
  const days = readDays(head)
  if (!days) return problem(part, '曜日を読み取れません。', 'The days cannot be read.')
  const fits = days.map(one => addDay(draft, one, spans)).every(Boolean)
  return fits && !overlap(spans) ? undefined : problem(part, '時間が重なっています。', 'Hours overlap.')
}

const noteStart = /(?:^|[;；\n])\s*備考(?:[\s:：]|$)/

/**
 * Reads hours as an official types them, one part after another with `;`. A weekday that no part names is closed; without
 * 祝 the weekday's hours hold on holidays. 備考 comes last and takes the rest as it stands.
 */
export const readHours = (text: string): Result<OpeningHours> => {
  const note = noteStart.exec(text)
  const head = note ? text.slice(0, note.index) : text
  const parts = normalised(head)
    .split(/[;\n]/)
    .map(part => trimAll(part))
    .filter(part => part !== '')
  if (parts.length === 0) return bad(example, { value: trimAll(text) })
  const draft: Draft = { days: [], closedNth: [], exceptions: [] }
  const problems = parts.flatMap(part => readPart(part, draft) ?? [])
  if (problems.length > 0) return { ok: false, problems }
  return good({
    week: Array.from({ length: 7 }, (_, day) => draft.days[day] ?? []),
    holidays: draft.days[holidayIndex] ?? null,
    closedNth: draft.closedNth,
    exceptions: draft.exceptions,
    note: note ? trimAll(text.slice(note.index + note[0].length)) : '',
  })
}
