import type { Bilingual, Language } from '../../base/bilingual.ts'
import { isDay } from '../../base/calendar/days.ts'
import { readDay } from '../../base/calendar/wareki.ts'
import { dayInJapan } from '../../base/clock.ts'
import type { Problem } from '../../base/problem.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { PageHeading, Section } from '../../ui/page.tsx'
import { problemsIn, value as sent } from '../access/pages/common.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { RouteRequest } from '../routing/route.ts'
import type { Maintenance, WindowScope } from './definition.ts'
import { WindowsTable } from './month-page.tsx'
import { maintenancePath, ServiceTabs, serviceTitle } from './paths.tsx'
import type { ServiceLevelService } from './service.ts'
import { scopeTitles } from './words.ts'

const title = { ja: '計画停止', en: 'Maintenance' }
const scopes: readonly WindowScope[] = ['everything', 'staff', 'public']

interface Typed {
  readonly scope: string
  readonly title: string
  readonly fromDay: string
  readonly fromTime: string
  readonly toDay: string
  readonly toTime: string
}

/** Milliseconds of a day and a time of Japan as typed; null where one is none. */
export const momentTyped = (day: string, time: string): number | null => {
  const read = readDay(day)
  const match = /^([01]?\d|2[0-3])[:：]([0-5]\d)$/.exec(time.normalize('NFKC').trim())
  if (!read.ok || !isDay(read.value) || !match) return null
  return Date.parse(`${read.value}T${(match[1] ?? '').padStart(2, '0')}:${match[2]}:00+09:00`)
}

const AnnounceForm = ({
  language,
  csrf,
  typed,
  problems,
}: {
  readonly language: Language
  readonly csrf: string
  readonly typed: Typed
  readonly problems: readonly Problem[]
}) => {
  const ja = language === 'ja'
  const common = { language, problems }
  const date = (name: 'fromDay' | 'toDay', label: { ja: string; en: string }) => (
    <TextField {...common} name={name} type="date" width="short" required label={label} value={typed[name]} />
  )
  const time = (name: 'fromTime' | 'toTime', label: { ja: string; en: string }) => (
    <TextField
      {...common}
      name={name}
      width="short"
      required
      label={label}
      help={{ ja: '例：22:00（24時間制）', en: 'For example 22:00' }}
      value={typed[name]}
    />
  )
  return (
    <Form language={language} path={maintenancePath} csrf={csrf}>
      <TextField {...common} name="title" required label={{ ja: '内容', en: 'What is done' }} value={typed.title} />
      <SelectField
        {...common}
        name="scope"
        required
        label={{ ja: '使えなくなるもの', en: 'What will not work' }}
        choices={scopes.map(one => ({ value: one, label: scopeTitles[one][language] }))}
        value={typed.scope}
      />
      {date('fromDay', { ja: '始まりの日', en: 'Begins on' })}
      {time('fromTime', { ja: '始まりの時刻', en: 'at' })}
      {date('toDay', { ja: '終わりの日', en: 'Ends on' })}
      {time('toTime', { ja: '終わりの時刻', en: 'at' })}
      <Buttons>
        <Button>{ja ? '予告する' : 'Announce'}</Button>
      </Buttons>
    </Form>
  )
}

export const maintenancePage = async (
  service: ServiceLevelService,
  request: RouteRequest,
  now: Date,
  entered: Typed | null = null,
  problems: readonly Problem[] = [],
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const windows = await service.windows(now.getTime())
  const mayAnnounce = service.mayAnnounce(act)
  const today = dayInJapan(now)
  const typed = entered ?? {
    scope: 'everything',
    title: '',
    fromDay: today,
    fromTime: '22:00',
    toDay: today,
    toTime: '23:00',
  }
  const withdraw = (one: Maintenance) =>
    one.withdrawn || one.from <= now.getTime() ? (
      ''
    ) : (
      <Form language={language} path={`${maintenancePath}/${one.id}/withdraw`} csrf={request.csrf}>
        <Button look="quiet">{ja ? '取り消す' : 'Withdraw'}</Button>
      </Form>
    )
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title,
    crumbs: [{ title: serviceTitle, path: '/service-level' }, { title }],
    body: (
      <>
        <ErrorSummary language={language} problems={problems} />
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '決められた時間より前に予告した計画停止は、稼働率の計算から除き、除いたことを各月のページに示します。'
              : 'Maintenance announced in time is left out of the availability, and each month’s page says so.'
          }
        />
        <ServiceTabs language={language} current="maintenance" />
        {windows.length === 0 ? (
          <Empty title={ja ? '予告した計画停止はありません。' : 'No maintenance is announced.'} />
        ) : (
          <WindowsTable windows={windows} language={language} {...(mayAnnounce ? { last: withdraw } : {})} />
        )}
        {mayAnnounce ? (
          <Section title={ja ? '計画停止の予告' : 'Announce maintenance'} id="announce">
            <AnnounceForm language={language} csrf={request.csrf} typed={typed} problems={problems} />
          </Section>
        ) : null}
      </>
    ),
  }
}

const noTime: Bilingual = { ja: '時刻を 22:00 のように入力してください。', en: 'Enter the time as 22:00.' }

/** Problems of a moment stand at its day's box, and at the time's where only that is none. */
const atBox =
  (typed: Typed) =>
  (problem: Problem): Problem => {
    const { field } = problem
    if (field !== 'from' && field !== 'to') return problem
    const [day, time] = field === 'from' ? [typed.fromDay, typed.fromTime] : [typed.toDay, typed.toTime]
    return momentTyped(day, time) === null && momentTyped(day, '00:00') !== null
      ? { field: `${field}Time`, message: noTime }
      : { ...problem, field: `${field}Day` }
  }

export const submitMaintenance = async (
  service: ServiceLevelService,
  request: RouteRequest,
  now: Date,
): Promise<Outcome> => {
  const form = await request.form()
  const typed: Typed = {
    scope: sent(form, 'scope'),
    title: sent(form, 'title'),
    fromDay: sent(form, 'fromDay'),
    fromTime: sent(form, 'fromTime'),
    toDay: sent(form, 'toDay'),
    toTime: sent(form, 'toTime'),
  }
  try {
    await service.announce(request.act(), {
      scope: scopes.find(one => one === typed.scope) ?? 'everything',
      title: typed.title,
      from: momentTyped(typed.fromDay, typed.fromTime),
      to: momentTyped(typed.toDay, typed.toTime),
    })
  } catch (error) {
    return maintenancePage(service, request, now, typed, problemsIn(error).map(atBox(typed)))
  }
  return {
    kind: 'redirect',
    to: maintenancePath,
    notice: { ja: '計画停止を予告しました。', en: 'The maintenance was announced.' },
  }
}
