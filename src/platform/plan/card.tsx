import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import { href } from '../../ui/link.ts'
import { StatusTag, Tag } from '../../ui/tag.tsx'
import type { MeasureDefinition } from './measure.ts'
import { latestPoint, type MeasureView } from './view.ts'
import { amount, dayName, dayOrMonth, figure, marks, natures, roles, states } from './words.ts'

interface MeasureProps {
  readonly language: Language
  readonly view: MeasureView
}

export const StateTag = ({ language, view }: MeasureProps) => (
  <StatusTag tone={states[view.state].tone}>{say(states[view.state].name, language)}</StatusTag>
)

export const natureNames = (measure: MeasureDefinition, language: Language): string =>
  measure.nature.map(nature => say(natures[nature], language)).join(language === 'ja' ? '，' : ', ')

/** Division and section as the plan has them, and what they are now. */
export const Departments = ({ language, view }: MeasureProps) => {
  const ja = language === 'ja'
  if (view.departments.length === 0) return <span class="muted">{ja ? '計画に記載なし' : 'Not named in the plan'}</span>
  return view.departments.map(({ department, successor }) => (
    <span class="plan-department">
      {say(department.division, language)}
      {ja ? '　' : ', '}
      {say(department.name, language)}
      {successor ? (
        <>
          {ja ? '（現在：' : ' (now: '}
          {say(successor.name, language)}
          {ja ? '）' : ')'}
        </>
      ) : null}
    </span>
  ))
}

const barTitle: Bilingual = { ja: 'スケジュール', en: 'Schedule' }

/** The plan's H25–H28 bar: its mark in the first column, its words over the plan's three years. */
export const ScheduleBar = ({ language, measure }: { language: Language; measure: MeasureDefinition }) => {
  const ja = language === 'ja'
  if (measure.schedule.length === 0) return null
  return (
    <table class="plan-bar">
      <caption>{say(barTitle, language)}</caption>
      <thead>
        <tr>
          {(ja ? ['～H25', 'H26', 'H27', 'H28'] : ['to FY2013', 'FY2014', 'FY2015', 'FY2016']).map(year => (
            <th scope="col">{year}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        <tr>
          <td class="plan-bar-mark">{measure.mark ? say(marks[measure.mark], language) : ''}</td>
          <td class="plan-bar-words" colspan={3}>
            {measure.schedule.map(words => say(words, language)).join(' → ')}
            {measure.scheduleDoubtful ? (
              <small class="plan-bar-doubt">
                {ja
                  ? '計画の文字データでは、隣の取組の欄の語と入れ替わっている可能性があります。'
                  : 'In the plan’s text these words may belong to the neighbouring entry’s bar.'}
              </small>
            ) : null}
          </td>
        </tr>
      </tbody>
    </table>
  )
}

/** Baseline → target, and the value today; a sample value stands apart and says what it is. */
export const IndicatorSummary = ({ language, view }: MeasureProps) => {
  const { indicator } = view.measure
  const ja = language === 'ja'
  if (!indicator) return null
  const { title, unit, baseline, target } = indicator
  const point = latestPoint(view)
  return (
    <div class="plan-indicator">
      <p class="plan-indicator-title">
        <span class="plan-label">{ja ? '指標' : 'Indicator'}</span> {say(title, language)}
      </p>
      <dl class="plan-indicator-figures">
        <div>
          <dt>{ja ? `現状値（${baseline.when.ja}）` : `Baseline (${baseline.when.en})`}</dt>
          <dd>{figure(baseline, indicator, language)}</dd>
        </div>
        <div>
          <dt>{ja ? `目標値（${target.when.ja}）` : `Target (${target.when.en})`}</dt>
          <dd>{figure(target, indicator, language)}</dd>
        </div>
        <div>
          <dt>{point ? dayName(point, language) : ja ? '今日' : 'Today'}</dt>
          <dd>
            {point && point.value !== null ? (
              amount(point.value, unit, language)
            ) : (
              <span class="muted">{ja ? 'まだ値がありません' : 'No value yet'}</span>
            )}
          </dd>
        </div>
        {point?.sample ? (
          <div class="plan-sample">
            <dt>{ja ? '見本の記録（上の値に含みません）' : 'Sample records (not included above)'}</dt>
            <dd>{amount(point.sample, unit, language)}</dd>
          </div>
        ) : null}
      </dl>
    </div>
  )
}

/** Links to the systems of an entry. The words name the system, so that each link makes sense by itself. */
export const OpenLinks = ({ language, view }: MeasureProps) =>
  view.systems.length === 0 ? null : (
    <p class="plan-open">
      {view.systems.map(system => (
        <a class="button button-primary" href={href(language, system.open)}>
          {language === 'ja' ? `${system.title.ja}を開く` : `Open ${system.title.en}`}
        </a>
      ))}
    </p>
  )

/** An entry in the plan's own layout. */
export const MeasureCard = ({ language, view }: MeasureProps) => {
  const { measure } = view
  const ja = language === 'ja'
  const nature = natureNames(measure, language)
  return (
    <article class="card plan-card" id={`m-${measure.id}`}>
      <h4 class="card-title">
        <a href={href(language, `/plan/${measure.id}`)}>
          <span class="plan-number">{measure.id}</span> {say(measure.title, language)}
        </a>
      </h4>
      <p class="card-tags">
        <StateTag language={language} view={view} /> <Tag>{say(roles[measure.role].name, language)}</Tag>
        {measure.endedOn ? (
          <Tag>{ja ? `${dayOrMonth(measure.endedOn, 'ja')}終了` : `Ended ${dayOrMonth(measure.endedOn, 'en')}`}</Tag>
        ) : null}
      </p>
      <p>{say(measure.purpose, language)}</p>
      <dl class="plan-facts">
        {nature ? (
          <div>
            <dt>{ja ? '性質・手法' : 'Nature'}</dt>
            <dd>{nature}</dd>
          </div>
        ) : null}
        <div>
          <dt>{ja ? '主体' : 'Actor'}</dt>
          <dd>{say(measure.actor, language)}</dd>
        </div>
        <div>
          <dt>{ja ? '担当' : 'Department'}</dt>
          <dd>
            <Departments language={language} view={view} />
          </dd>
        </div>
      </dl>
      <ScheduleBar language={language} measure={measure} />
      <IndicatorSummary language={language} view={view} />
      <OpenLinks language={language} view={view} />
    </article>
  )
}
