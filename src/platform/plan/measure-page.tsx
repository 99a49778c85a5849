import { type Language, say } from '../../base/bilingual.ts'
import { DefinitionList } from '../../ui/definition-list.tsx'
import { href } from '../../ui/link.ts'
import { PageHeading, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { Tag } from '../../ui/tag.tsx'
import { Departments, IndicatorSummary, natureNames, OpenLinks, ScheduleBar, StateTag } from './card.tsx'
import type { IndicatorPoint, MeasureView } from './view.ts'
import { amount, bases, dayName, dayOrMonth, kinds, roles, states } from './words.ts'

interface MeasurePageProps {
  readonly language: Language
  readonly view: MeasureView
}

const Source = ({ point }: { point: IndicatorPoint }) => {
  if (!point.source) return null
  const { name, url } = point.source
  return url ? (
    <a href={url} rel="noreferrer">
      {name}
    </a>
  ) : (
    name
  )
}

/** All days of the indicator, newest first: the chart in words. */
const History = ({ language, view }: MeasurePageProps) => {
  const { indicator } = view.measure
  const ja = language === 'ja'
  if (!indicator) return null
  const hasSample = view.points.some(point => point.sample !== null)
  const isStatistic = view.figures === 'statistic'
  const cell = (value: number | null) => (value === null ? '－' : amount(value, indicator.unit, language))
  return (
    <Section title={ja ? '指標の推移' : 'The indicator over time'}>
      <p>
        {ja ? '数え方：' : 'Counted as: '}
        {say(kinds[indicator.kind], language)}
        {ja ? '。見本の記録は値に含みません。' : '. Sample records are never included.'}
      </p>
      {view.points.length === 0 ? (
        <p class="muted">
          {isStatistic
            ? ja
              ? '統計値はまだ入力されていません。'
              : 'No statistic has been entered yet.'
            : ja
              ? 'この指標を数えるシステムはまだありません。'
              : 'No system counts this indicator yet.'}
        </p>
      ) : (
        <>
          <p>
            <img
              class="chart"
              src={href(language, `/plan/${view.measure.id}/chart.svg`)}
              width="720"
              height="320"
              alt={
                ja
                  ? `${indicator.title.ja}の棒グラフ。値は下の表と同じです。`
                  : `Bar chart: ${indicator.title.en}. The table below holds the same values.`
              }
            />
          </p>
          <Table
            language={language}
            caption={indicator.title}
            columns={[
              { title: { ja: '基準日', en: 'Day' } },
              { title: { ja: '値', en: 'Value' }, numeric: true },
              ...(hasSample ? [{ title: { ja: '見本の記録', en: 'Sample records' }, numeric: true }] : []),
              ...(isStatistic ? [{ title: { ja: '出典', en: 'Source' } }] : []),
            ]}
            rows={view.points.toReversed().map(point => ({
              cells: [
                dayName(point, language),
                cell(point.value),
                ...(hasSample ? [cell(point.sample)] : []),
                ...(isStatistic ? [<Source point={point} />] : []),
              ],
            }))}
          />
          {isStatistic ? null : (
            <p class="muted">
              {ja
                ? '「－」は、その日までの記録がないことを示します（0とは限りません）。値は最大1分前のものです。'
                : '“－” means that there are no records up to that day, which need not be zero. Values are at most a minute old.'}
            </p>
          )}
        </>
      )}
    </Section>
  )
}

export const MeasurePage = ({ language, view }: MeasurePageProps) => {
  const { measure, field, section } = view
  const ja = language === 'ja'
  const role = roles[measure.role]
  return (
    <div class="plan-measure">
      <PageHeading
        title={`${measure.id} ${say(measure.title, language)}`}
        tags={
          <>
            <StateTag language={language} view={view} /> <Tag>{say(role.name, language)}</Tag>
          </>
        }
        lead={say(measure.purpose, language)}
      />
      <OpenLinks language={language} view={view} />
      <DefinitionList
        language={language}
        items={[
          { term: { ja: '状態', en: 'State' }, value: say(states[view.state].means, language) },
          { term: { ja: 'Musubi の役割', en: 'What Musubi is to it' }, value: say(role.means, language) },
          {
            term: { ja: '分野・項目', en: 'Field and section' },
            value: `${field.number} ${say(field.title, language)} ／ ${section.number} ${say(section.title, language)}`,
          },
          { term: { ja: '計画での位置', en: 'Place in the plan' }, value: say(bases[measure.basis], language) },
          { term: { ja: '性質・手法', en: 'Nature' }, value: natureNames(measure, language) },
          { term: { ja: '主体', en: 'Actor' }, value: say(measure.actor, language) },
          { term: { ja: '担当', en: 'Department' }, value: <Departments language={language} view={view} /> },
          ...view.departments.flatMap(({ successor }) =>
            successor
              ? [
                  {
                    term: { ja: '担当の引継ぎ', en: 'Successor since' },
                    value: ja
                      ? `${dayOrMonth(successor.from, 'ja')}から${successor.name.ja}（出典：${successor.source}）`
                      : `${successor.name.en}, since ${dayOrMonth(successor.from, 'en')} (source: ${successor.source})`,
                  },
                ]
              : [],
          ),
          ...(measure.since ? [{ term: { ja: '開始', en: 'Since' }, value: dayOrMonth(measure.since, language) }] : []),
          ...(measure.endedOn
            ? [{ term: { ja: '終了', en: 'Ended' }, value: dayOrMonth(measure.endedOn, language) }]
            : []),
        ]}
      />
      <ScheduleBar language={language} measure={measure} />
      <IndicatorSummary language={language} view={view} />
      <History language={language} view={view} />
    </div>
  )
}
