import type { Language } from '../../../base/bilingual.ts'
import { readDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import type { Problem } from '../../../base/problem.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { TextField } from '../../../ui/field.tsx'
import { href } from '../../../ui/link.ts'
import { Section } from '../../../ui/page.tsx'
import { StatusTag, type StatusTone } from '../../../ui/tag.tsx'
import { factsOf } from '../rules/facts.ts'
import { mayWork, type PermitState, permitStateOn, permitStates } from '../rules/state.ts'
import { showDay } from './show-day.ts'

const tones: Readonly<Record<ReturnType<typeof mayWork>, StatusTone>> = {
  yes: 'good',
  'in-part': 'warning',
  no: 'bad',
  unknown: 'neutral',
}

export const StateTag = ({ state, language }: { readonly state: PermitState; readonly language: Language }) => (
  <StatusTag tone={tones[mayWork(state)]}>{permitStates[state][language]}</StatusTag>
)

/** The day asked for in the address (`day`), in any spelling; today where none is given. */
export const dayAsked = (
  services: Services,
  request: RouteRequest,
): { readonly day: string; readonly text: string; readonly problems: readonly Problem[] } => {
  const today = dayInJapan(services.clock.now())
  const text = (request.query.get('day') ?? '').trim()
  if (text === '') return { day: today, text: '', problems: [] }
  const read = readDay(text, today)
  return read.ok
    ? { day: read.value, text, problems: [] }
    : { day: today, text, problems: read.problems.map(problem => ({ ...problem, field: 'day' })) }
}

/** 「この日に有効か」 on the page of one permit. It asks by its address, so that an answer can be sent to someone. */
export const ValidityBox = ({
  services,
  request,
  values,
  path,
  more,
}: {
  readonly services: Services
  readonly request: RouteRequest
  readonly values: Partial<RecordValues>
  readonly path: string
  /** What staff see beside it: the answer of the record as it was known on that day. */
  readonly more?: unknown
}) => {
  const { language } = request
  const ja = language === 'ja'
  const { day, text, problems } = dayAsked(services, request)
  const state = permitStateOn(factsOf(values), day)
  return (
    <Section title={ja ? 'この日に有効か' : 'Valid on this day?'} id="validity">
      {problems.length > 0 ? null : (
        <p role="status">
          {ja ? `${showDay(day, 'ja')}：` : `${showDay(day, 'en')}: `}
          <StateTag state={state} language={language} />
        </p>
      )}
      {typeof more === 'string' && problems.length === 0 ? <p class="muted">{more}</p> : null}
      <form method="get" action={href(language, path)} class="form-inline">
        <TextField
          language={language}
          name="day"
          label={{ ja: '調べる日', en: 'Day' }}
          help={{ ja: '例 令和5年4月1日、2023-04-01', en: 'For example 2023-04-01' }}
          value={text}
          filter
          width="short"
          problems={problems}
        />
        <button type="submit" class="button button-secondary">
          {ja ? 'この日の状態を見る' : 'Show'}
        </button>
      </form>
    </Section>
  )
}
