import type { Child } from 'hono/jsx'
import { type Bilingual, type Language, say } from '../../base/bilingual.ts'
import type { Problem } from '../../base/problem.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { PageHeading, Section } from '../../ui/page.tsx'
import { type Column, Table, type TableRow } from '../../ui/table.tsx'
import { Tabs } from '../../ui/tabs.tsx'
import type { RegionDefinition } from '../region.ts'
import type { StatisticInput, SuccessorInput } from './entry.ts'
import { findMeasure, placedMeasures } from './measure.ts'
import type { StatisticRow, SuccessorRow } from './store.ts'
import { amount } from './words.ts'

interface FormProps<Input> {
  readonly language: Language
  readonly csrf: string
  readonly region: RegionDefinition
  /** What was typed, when it had problems. */
  readonly typed?: Partial<Input>
  readonly problems?: readonly Problem[]
}

export const statisticsTitle: Bilingual = { ja: '計画の統計値', en: 'Statistics of the plan' }
export const successorsTitle: Bilingual = { ja: '担当課の引継先', en: 'Successors of departments' }

const StaffTabs = ({ language, current }: { language: Language; current: 'statistics' | 'departments' }) => (
  <Tabs
    language={language}
    label={{ ja: '計画の管理', en: 'Plan' }}
    tabs={[
      { title: statisticsTitle, path: '/plan/statistics', current: current === 'statistics' },
      { title: successorsTitle, path: '/plan/departments', current: current === 'departments' },
    ]}
  />
)

const dayHelp: Bilingual = { ja: '例：2026-03-31', en: 'For example 2026-03-31' }
const sourceLabel: Bilingual = { ja: '出典', en: 'Source' }
const enter: Bilingual = { ja: '入力する', en: 'Enter' }
const none: Bilingual = { ja: 'まだ入力されていません。', en: 'Nothing has been entered yet.' }
const enteredBy: Bilingual = { ja: '入力者・日時', en: 'Entered by' }

const who = (row: { readonly entered_by_name: string; readonly entered_at: string }): string =>
  `${row.entered_by_name} ${row.entered_at.slice(0, 10)}`

/** What officers enter besides the records: a form, and below it everything entered so far. */
const EntryPage = (props: {
  readonly language: Language
  readonly csrf: string
  readonly problems: readonly Problem[]
  readonly current: 'statistics' | 'departments'
  readonly title: Bilingual
  readonly lead: Bilingual
  readonly path: string
  readonly form: Bilingual
  readonly list: Bilingual
  readonly columns: readonly Column[]
  readonly rows: readonly TableRow[]
  readonly children?: Child
}) => {
  const { language, rows } = props
  return (
    <>
      <PageHeading title={say(props.title, language)} lead={say(props.lead, language)} />
      <StaffTabs language={language} current={props.current} />
      <ErrorSummary language={language} problems={props.problems} />
      <Section title={say(props.form, language)}>
        <Form language={language} path={props.path} csrf={props.csrf}>
          {props.children}
          <Buttons>
            <Button>{say(enter, language)}</Button>
          </Buttons>
        </Form>
      </Section>
      <Section title={say(props.list, language)}>
        {rows.length === 0 ? (
          <Empty title={say(none, language)} />
        ) : (
          <Table language={language} caption={props.title} captionHidden columns={props.columns} rows={rows} />
        )}
      </Section>
    </>
  )
}

export const StatisticsPage = (props: FormProps<StatisticInput> & { readonly rows: readonly StatisticRow[] }) => {
  const { language, csrf, region, typed = {}, problems = [], rows } = props
  const external = placedMeasures(region.plan).filter(placed => placed.measure.indicator?.kind === 'external')
  return (
    <EntryPage
      language={language}
      csrf={csrf}
      problems={problems}
      current="statistics"
      title={statisticsTitle}
      lead={{
        ja: '記録から数えられない指標（外部の統計）の値を、出典とともに入力します。入力した値はすぐに公開されます。',
        en: 'Enter the values of indicators that no record gives, with their source. They are published at once.',
      }}
      path="/plan/statistics"
      form={{ ja: '値の入力', en: 'Enter a value' }}
      list={{ ja: '入力済みの値', en: 'Values entered' }}
      columns={[
        { title: { ja: '取組', en: 'Entry' } },
        { title: { ja: '基準日', en: 'Day' } },
        { title: { ja: '値', en: 'Value' }, numeric: true },
        { title: sourceLabel },
        { title: enteredBy },
      ]}
      rows={rows.map(row => {
        const unit = findMeasure(region.plan, row.measure)?.measure.indicator?.unit ?? { ja: '', en: '' }
        return {
          cells: [row.measure, row.day, amount(Number(row.value), unit, language), row.source, who(row)],
        }
      })}
    >
      <SelectField
        language={language}
        name="measure"
        label={{ ja: '取組', en: 'Entry' }}
        required
        problems={problems}
        value={typed.measure}
        empty={{ ja: '選んでください', en: 'Choose' }}
        choices={external.map(({ measure }) => ({
          value: measure.id,
          label: `${measure.id} ${say(measure.indicator?.title ?? measure.title, language)}`,
        }))}
      />
      <TextField
        language={language}
        name="day"
        label={{ ja: '基準日', en: 'Day of the value' }}
        help={dayHelp}
        required
        width="medium"
        problems={problems}
        value={typed.day}
      />
      <TextField
        language={language}
        name="value"
        label={{ ja: '値', en: 'Value' }}
        help={{
          ja: '同じ基準日の値は新しい値に置き換わります。取り消すときは空欄にします。',
          en: 'Replaces an earlier value of the same day. Leave empty to withdraw it.',
        }}
        inputmode="decimal"
        width="medium"
        problems={problems}
        value={typed.value}
      />
      <TextField
        language={language}
        name="source"
        label={sourceLabel}
        help={{ ja: '例：経済センサス-活動調査（平成24年）', en: 'For example: Economic Census 2012' }}
        required
        problems={problems}
        value={typed.source}
      />
      <TextField
        language={language}
        name="sourceUrl"
        type="url"
        label={{ ja: '出典のアドレス', en: 'Address of the source' }}
        problems={problems}
        value={typed.sourceUrl}
      />
    </EntryPage>
  )
}

export const SuccessorsPage = (props: FormProps<SuccessorInput> & { readonly rows: readonly SuccessorRow[] }) => {
  const { language, csrf, region, typed = {}, problems = [], rows } = props
  const ja = language === 'ja'
  const nameOf = (id: string): string => {
    const department = region.departments.find(one => one.id === id)
    return department ? `${say(department.division, language)} ${say(department.name, language)}` : id
  }
  return (
    <EntryPage
      language={language}
      csrf={csrf}
      problems={problems}
      current="departments"
      title={successorsTitle}
      lead={{
        ja: '計画に書かれた担当課の仕事を、今どの課が引き継いでいるかを、根拠とともに入力します。',
        en: 'Who carries on the work of the departments that the plan names, with the source.',
      }}
      path="/plan/departments"
      form={{ ja: '引継先の入力', en: 'Enter a successor' }}
      list={{ ja: '入力済みの引継先', en: 'Successors entered' }}
      columns={[
        { title: { ja: '計画の担当課', en: 'Department in the plan' } },
        { title: { ja: '引継日', en: 'Since' } },
        { title: { ja: '引継先', en: 'Successor' } },
        { title: { ja: '根拠', en: 'Source' } },
        { title: enteredBy },
      ]}
      rows={rows.map(row => ({
        cells: [nameOf(row.department), row.valid_from, ja ? row.name_ja : row.name_en, row.source, who(row)],
      }))}
    >
      <SelectField
        language={language}
        name="department"
        label={{ ja: '計画の担当課', en: 'Department in the plan' }}
        required
        problems={problems}
        value={typed.department}
        empty={{ ja: '選んでください', en: 'Choose' }}
        choices={region.departments.map(({ id }) => ({ value: id, label: nameOf(id) }))}
      />
      <TextField
        language={language}
        name="from"
        label={{ ja: '引継日', en: 'Since' }}
        help={dayHelp}
        required
        width="medium"
        problems={problems}
        value={typed.from}
      />
      <TextField
        language={language}
        name="nameJa"
        label={{ ja: '引継先（日本語）', en: 'Successor (Japanese)' }}
        help={{
          ja: '例：環境生活部 循環型社会推進課。取り消すときは日英とも空欄にします。',
          en: 'Leave both names empty to withdraw the day.',
        }}
        problems={problems}
        value={typed.nameJa}
      />
      <TextField
        language={language}
        name="nameEn"
        label={{ ja: '引継先（英語）', en: 'Successor (English)' }}
        problems={problems}
        value={typed.nameEn}
      />
      <TextField
        language={language}
        name="source"
        label={{ ja: '根拠', en: 'Source' }}
        help={{ ja: '例：行政組織規則の改正、公表資料の名前', en: 'For example the organisation rules as amended' }}
        required
        problems={problems}
        value={typed.source}
      />
    </EntryPage>
  )
}
