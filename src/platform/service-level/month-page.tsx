import type { Child } from 'hono/jsx'
import type { Bilingual, Language } from '../../base/bilingual.ts'
import { formatDay } from '../../base/calendar/wareki.ts'
import { formatInteger } from '../../base/number.ts'
import { LinkButton } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { href } from '../../ui/link.ts'
import { Notice } from '../../ui/notice.tsx'
import { Figures, PageHeading, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { StatusTag } from '../../ui/tag.tsx'
import { inTime, type Maintenance, outageConcerns, type ServiceClass } from './definition.ts'
import type { Figures as MonthFigures } from './month.ts'
import type { MonthView, Objective } from './service.ts'
import { minutesText, momentOf, monthTitle, msParts, msText, percentText, reasonTitles, scopeTitles } from './words.ts'

/** Whether an aim was reached; null where there is none or nothing was measured. */
export const reached = (figures: MonthFigures, objective: Objective) => ({
  availability:
    objective.availability === null || figures.availability === null
      ? null
      : figures.availability >= objective.availability,
  response: objective.response === null || figures.p95 === null ? null : figures.p95 <= objective.response,
})

export const ReachedTag = ({ good, language }: { readonly good: boolean | null; readonly language: Language }) =>
  good === null ? null : (
    <StatusTag tone={good ? 'good' : 'bad'}>
      {good ? (language === 'ja' ? '目標内' : 'met') : language === 'ja' ? '目標に届かず' : 'missed'}
    </StatusTag>
  )

/** How the figures are made, in words that a contract could use. */
export const HowMeasured = ({ language }: { readonly language: Language }) => (
  <p class="muted">
    {language === 'ja'
      ? '稼働率は、計測した時間から予告した計画停止を除いた時間のうち、使えた時間の割合です。止まっていた時間と、1分ごとの失敗した要求の割合を、使えなかった時間とします。応答は、時間のかかる取込・出力を除いた要求のうち、50％・95％がこの時間までに返ったことを示します。どの値もこのプラットフォームの中で計測したもので、回線の遅れや故障は含みません。'
      : 'Availability is the share of the measured time, without announced maintenance, in which the platform could be used. Time during which it stood still does not count as such, nor does the share of failed requests of each minute. Response: 50 % and 95 % of the requests, without imports and exports, were answered within this time. All of it is measured inside this platform: delays and faults of networks are not in it.'}
  </p>
)

const Outages = ({ view, of, language }: { view: MonthView; of: ServiceClass; language: Language }) => {
  const ja = language === 'ja'
  if (view.outages.length === 0)
    return <Empty title={ja ? 'この月に止まった記録はありません。' : 'No outage in this month.'} />
  return (
    <Table
      language={language}
      caption={{ ja: '止まっていた時間', en: 'Outages' }}
      captionHidden
      columns={[
        { title: { ja: '始まり', en: 'From' } },
        { title: { ja: '終わり', en: 'To' } },
        { title: { ja: '長さ', en: 'Length' } },
        { title: { ja: '使えなかったもの', en: 'What did not work' } },
        { title: { ja: '理由', en: 'Reason' } },
        { title: { ja: '稼働率への計上', en: 'Counted' } },
      ]}
      rows={view.outages.map(one => ({
        cells: [
          momentOf(one.from, language),
          momentOf(one.to, language),
          minutesText((one.to - one.from) / 60_000, language),
          scopeTitles[one.scope][language],
          reasonTitles[one.reason][language],
          outageConcerns(one, of)
            ? ja
              ? '全体を計上（計画停止を除く）'
              : 'as a whole, without maintenance'
            : ja
              ? '失敗した要求として計上'
              : 'by failed requests',
        ],
      }))}
    />
  )
}

export const WindowsTable = ({
  windows,
  language,
  last,
}: {
  readonly windows: readonly Maintenance[]
  readonly language: Language
  /** Something to do with each. */
  readonly last?: (one: Maintenance) => Child
}) => {
  const ja = language === 'ja'
  return (
    <Table
      language={language}
      caption={{ ja: '計画停止', en: 'Maintenance' }}
      captionHidden
      columns={[
        { title: { ja: '始まり', en: 'From' } },
        { title: { ja: '終わり', en: 'To' } },
        { title: { ja: '内容', en: 'What' } },
        { title: { ja: '対象', en: 'Concerns' } },
        { title: { ja: '予告', en: 'Announced' } },
        { title: { ja: '計算', en: 'Figures' } },
        ...(last ? [{ title: { ja: '操作', en: 'Action' } }] : []),
      ]}
      rows={windows.map(one => ({
        tone: one.withdrawn ? ('muted' as const) : undefined,
        cells: [
          momentOf(one.from, language),
          momentOf(one.to, language),
          one.title,
          scopeTitles[one.scope][language],
          `${momentOf(one.announcedAt, language)} ${one.announcedBy}`,
          one.withdrawn
            ? ja
              ? '取り消しました'
              : 'withdrawn'
            : inTime(one)
              ? ja
                ? '除く'
                : 'left out'
              : ja
                ? `除かない（予告が${one.noticeHours}時間前より遅い）`
                : `counted: announced later than ${one.noticeHours} h before`,
          ...(last ? [last(one)] : []),
        ],
      }))}
    />
  )
}

interface MonthPageProps {
  readonly view: MonthView
  readonly of: ServiceClass
  readonly name: Bilingual
  readonly month: string
  /** Of this page, without query. */
  readonly path: string
  readonly before: string
  readonly after: string | null
  readonly language: Language
}

export const MonthPage = ({ view, of, name, month, path, before, after, language }: MonthPageProps) => {
  const ja = language === 'ja'
  const { figures, objective, days } = view
  const met = reached(figures, objective)
  const aim = (text: string) => (ja ? `目標 ${text}` : `Aim: ${text}`)
  return (
    <>
      <PageHeading
        title={`${name[language]}${ja ? '：' : ': '}${monthTitle(month)[language]}`}
        tags={<ReachedTag good={met.availability} language={language} />}
      >
        <LinkButton language={language} path={`${path}?month=${before}`} look="secondary">
          {ja ? '前の月' : 'Month before'}
        </LinkButton>
        {after === null ? null : (
          <LinkButton language={language} path={`${path}?month=${after}`} look="secondary">
            {ja ? '次の月' : 'Next month'}
          </LinkButton>
        )}
      </PageHeading>
      {figures.serviceMinutes === 0 ? (
        <Notice>
          {ja
            ? view.since === null
              ? 'まだ計測していません。'
              : `計測は${momentOf(view.since, language)}に始まりました。この月の値はありません。`
            : view.since === null
              ? 'Nothing has been measured yet.'
              : `Measuring began on ${momentOf(view.since, language)}: there are no figures for this month.`}
        </Notice>
      ) : null}
      <Figures
        items={[
          {
            label: ja ? '稼働率' : 'Availability',
            value: percentText(figures.availability, language),
            note: objective.availability === null ? undefined : aim(percentText(objective.availability, language)),
          },
          {
            label: ja ? '応答（要求の95％）' : 'Response, 95 % of the requests',
            ...msParts(figures.p95, language),
            note: objective.response === null ? undefined : aim(msText(objective.response, language)),
          },
          { label: ja ? '応答（要求の50％）' : 'Response, half of the requests', ...msParts(figures.p50, language) },
          {
            label: ja ? '要求' : 'Requests',
            value: formatInteger(figures.requests),
            note: ja ? `うち失敗 ${formatInteger(figures.failed)}` : `${formatInteger(figures.failed)} of them failed`,
          },
          {
            label: ja ? '使えなかった時間' : 'Time without service',
            value: minutesText(figures.downMinutes + figures.failedMinutes, language),
            note: ja
              ? `計画停止 ${minutesText(figures.maintenanceMinutes, language)}は含みません`
              : `without maintenance (${minutesText(figures.maintenanceMinutes, language)})`,
          },
        ]}
      />
      <p class="muted">
        {ja
          ? '目標値は「団体ごとの設定」で変えられます。標準の値は仮のもので、契約の値ではありません。'
          : 'Aims are settings; the defaults are provisional and no contract.'}
      </p>
      <Section title={ja ? '日ごとの値' : 'Day by day'} id="days">
        {days.length === 0 ? (
          <Empty title={ja ? '計測した日がありません。' : 'No day was measured.'} />
        ) : (
          <>
            <p>
              <img
                class="chart"
                src={href(language, `${path}/chart.svg?month=${month}`)}
                width="720"
                height="320"
                alt={
                  ja
                    ? '日ごとの応答（要求の95％）の棒グラフ。値は下の表と同じです。'
                    : 'Bar chart: response of 95 % of the requests by day. The table below holds the same values.'
                }
              />
            </p>
            <Table
              language={language}
              caption={{ ja: '日ごとの値', en: 'Day by day' }}
              captionHidden
              columns={[
                { title: { ja: '日', en: 'Day' } },
                { title: { ja: '稼働率', en: 'Availability' }, numeric: true },
                { title: { ja: '使えなかった時間', en: 'Without service' }, numeric: true },
                { title: { ja: '要求', en: 'Requests' }, numeric: true },
                { title: { ja: '失敗', en: 'Failed' }, numeric: true },
                { title: { ja: '応答50％', en: 'Half' }, numeric: true },
                { title: { ja: '応答95％', en: '95 %' }, numeric: true },
              ]}
              rows={days.toReversed().map(day => ({
                tone: reached(day, objective).availability === false ? ('warning' as const) : undefined,
                cells: [
                  formatDay(day.day, language),
                  percentText(day.availability, language),
                  minutesText(day.downMinutes + day.failedMinutes, language),
                  formatInteger(day.requests),
                  formatInteger(day.failed),
                  msText(day.p50, language),
                  msText(day.p95, language),
                ],
              }))}
            />
          </>
        )}
      </Section>
      <Section title={ja ? '止まっていた時間' : 'Outages'} id="outages">
        <Outages view={view} of={of} language={language} />
      </Section>
      <Section title={ja ? '計画停止' : 'Maintenance'} id="maintenance">
        {view.windows.length === 0 ? (
          <Empty title={ja ? 'この月に計画停止はありません。' : 'No maintenance in this month.'} />
        ) : (
          <WindowsTable windows={view.windows} language={language} />
        )}
      </Section>
      <HowMeasured language={language} />
    </>
  )
}
