import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { addMonths } from '../../../base/calendar/days.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { formatYen } from '../../../base/money.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Details } from '../../../ui/details.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { SelectField } from '../../../ui/field.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import { Table } from '../../../ui/table.tsx'
import { businesses, hostings, labelOf } from '../choices.ts'
import { type JointCloudConfiguration, municipalityName } from '../configuration.ts'
import { type ContractRow, contractsFrom } from '../queries.ts'
import { noticeBy, opportunities } from '../rules/expiry.ts'
import { SampleTag } from './common.tsx'
import { calendarPath, overviewPath } from './paths.ts'

const title: Bilingual = { ja: '契約満了カレンダー', en: 'What ends when' }
const overviewTitle: Bilingual = { ja: '自治体クラウド（共同利用）', en: 'Joint cloud of municipalities' }

const horizons = [12, 24, 36, 60]
const windows = [3, 6, 12, 18]

/** With more the months are folded: the hundred contracts of a prefecture are forty screens of a phone. */
const mostOpen = 20

const oneOf = (text: string | null, allowed: readonly number[], usual: number): number =>
  allowed.find(one => String(one) === text) ?? usual

interface EndsProps {
  readonly contracts: readonly ContractRow[]
  readonly nameOf: (code: string) => string
  readonly language: Language
}

/** Whose contracts end on which day: a line a day, since a dozen municipalities share two or three. */
const Ends = ({ contracts, nameOf, language }: EndsProps) => {
  const allSample = contracts.every(one => one.sample)
  return (
    <>
      <ul class="values">
        {[...Map.groupBy(contracts, one => one.contractTo)].map(([day, rows]) => (
          <li>
            {formatDay(day, language)}
            {language === 'ja' ? '：' : ': '}
            {rows.map((row, at) => (
              <>
                {at > 0 ? (language === 'ja' ? '、' : ', ') : ''}
                <a href={href(language, `/registers/joint_system/${row.id}`)}>{nameOf(row.municipality)}</a>
                <SampleTag sample={row.sample && !allSample} language={language} />
              </>
            ))}
          </li>
        ))}
      </ul>
      <SampleTag sample={allSample} language={language} />
    </>
  )
}

/** Contracts by the year in which they end, and who could procure together. */
export const calendar = async (
  configuration: JointCloudConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const { language, query } = request
  const ja = language === 'ja'
  const today = dayInJapan(services.clock.now())
  const business = businesses.find(one => one.code === query.get('business'))?.code ?? ''
  const horizon = oneOf(query.get('within'), horizons, 24)
  const window = oneOf(query.get('window'), windows, 12)
  const all = await contractsFrom(services, request.act(), today)
  const contracts = all.filter(one => business === '' || one.business === business)
  const chances = opportunities(contracts, today, horizon, window)
  const byId = new Map(contracts.map(one => [one.id, one]))
  const last = addMonths(today, horizon)
  const ending = contracts.filter(one => one.contractTo <= last)
  const months = [...Map.groupBy(ending, one => one.contractTo.slice(0, 7))]
  const nameOf = (code: string) => municipalityName(configuration, code)[language]
  const notice = (row: Pick<ContractRow, 'contractTo' | 'noticeMonths'>) => {
    const by = noticeBy(row)
    return by < today ? `${formatDay(by, language)}${ja ? '（経過）' : ' (past)'}` : formatDay(by, language)
  }
  const choice = (value: number) => ({ value: String(value), label: ja ? `${value}か月` : `${value} months` })
  return {
    kind: 'page',
    title,
    crumbs: [{ title: overviewTitle, path: overviewPath }, { title }],
    wide: true,
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '満了が近い契約を業務ごとに並べ、時期をそろえて共同で調達できる市町村の組合せを示します。'
              : 'Contracts that end near each other, business by business: who could procure together.'
          }
        />
        <SearchForm
          language={language}
          path={calendarPath}
          label={{ ja: '絞り込み', en: 'Narrow down' }}
          queryName={null}
          active={business !== ''}
          first={
            <>
              <SelectField
                language={language}
                name="business"
                filter
                label={{ ja: '業務', en: 'Business' }}
                empty={{ ja: 'すべて', en: 'All' }}
                choices={businesses.map(one => ({ value: one.code, label: one.label[language] }))}
                value={business}
              />
              <SelectField
                language={language}
                name="within"
                filter
                label={{ ja: '満了までの期間', en: 'Ends within' }}
                choices={horizons.map(choice)}
                value={String(horizon)}
              />
              <SelectField
                language={language}
                name="window"
                filter
                label={{ ja: '満了日の差', en: 'Ends apart by at most' }}
                choices={windows.map(choice)}
                value={String(window)}
              />
            </>
          }
        />
        <Section
          title={ja ? `組める市町村（${chances.length}件）` : `Who could share (${chances.length})`}
          id="chances"
        >
          {chances.length === 0 ? (
            <Empty title={ja ? 'この条件で組める市町村はありません。' : 'Nobody, under these conditions.'} />
          ) : (
            <Table
              language={language}
              caption={{ ja: '組める市町村', en: 'Who could share' }}
              captionHidden
              columns={[
                { title: { ja: '業務', en: 'Business' } },
                { title: { ja: '最初の通知期限', en: 'First notice' } },
                { title: { ja: '市町村と満了日', en: 'Municipalities and ends' } },
                { title: { ja: '年間経費の合計', en: 'Cost a year, together' }, numeric: true },
              ]}
              rows={chances.map(chance => ({
                tone: chance.firstNotice < today ? ('warning' as const) : undefined,
                cells: [
                  labelOf(businesses, chance.business)[language],
                  `${formatDay(chance.firstNotice, language)}${chance.firstNotice < today ? (ja ? '（経過）' : ' (past)') : ''}`,
                  <Ends
                    contracts={chance.contracts.flatMap(({ id }) => byId.get(id) ?? [])}
                    nameOf={nameOf}
                    language={language}
                  />,
                  formatYen(chance.yearlyCost, language),
                ],
              }))}
            />
          )}
        </Section>
        <Section title={ja ? `満了する契約（${ending.length}件）` : `Contracts that end (${ending.length})`}>
          {months.length === 0 ? (
            <Empty title={ja ? 'この期間に満了する契約はありません。' : 'No contract ends in this time.'} />
          ) : null}
          {months.map(([month, rows]) => (
            <Details
              open={ending.length <= mostOpen}
              summary={
                ja
                  ? `${month.slice(0, 4)}年${Number(month.slice(5))}月に満了（${rows.length}件）`
                  : `Ends in ${month} (${rows.length})`
              }
            >
              <Table
                language={language}
                caption={{ ja: '満了する契約', en: 'Contracts that end' }}
                captionHidden
                columns={[
                  { title: { ja: '市町村', en: 'Municipality' } },
                  { title: { ja: '業務', en: 'Business' } },
                  { title: { ja: '製品・契約の相手方', en: 'Product, vendor' } },
                  { title: { ja: '設置', en: 'Hosting' } },
                  { title: { ja: '満了日', en: 'Ends' } },
                  { title: { ja: '通知期限', en: 'Notice by' } },
                  { title: { ja: '年間経費', en: 'Cost a year' }, numeric: true },
                ]}
                rows={rows.map(row => ({
                  tone: noticeBy(row) < today ? ('muted' as const) : undefined,
                  cells: [
                    <>
                      <a href={href(language, `/registers/joint_system/${row.id}`)}>{nameOf(row.municipality)}</a>
                      <SampleTag sample={row.sample} language={language} />
                    </>,
                    labelOf(businesses, row.business)[language],
                    `${row.product}（${row.vendor}）`,
                    labelOf(hostings, row.hosting)[language],
                    formatDay(row.contractTo, language),
                    notice(row),
                    formatYen(row.yearlyCost, language),
                  ],
                }))}
              />
            </Details>
          ))}
        </Section>
      </>
    ),
  }
}
