import { fiscalYear as fiscalYearOf } from '../../../base/calendar/fiscal.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { formatYen } from '../../../base/money.ts'
import { formatInteger } from '../../../base/number.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Buttons, LinkButton } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { businesses, costItems, labelOf, stages } from '../choices.ts'
import { type JointCloudConfiguration, municipalityName } from '../configuration.ts'
import { costs, type GroupRow, type GroupYear, groupOf, groupYear, meetings, memberships } from '../queries.ts'
import { perHead } from '../rules/split.ts'
import { fiscalYearTitle, PopulationNotice, SampleTag, splitProblemText } from './common.tsx'
import { groupPath, overviewPath, splitFilePath } from './paths.ts'
import { ServiceLevels, serviceLevelsOf } from './service-levels.tsx'

/** The year that is asked for, else the latest one with costs, else this one. */
export const yearAsked = (request: RouteRequest, years: readonly number[], today: string): number => {
  const asked = /^\d{4}$/.exec(request.query.get('year') ?? '')?.[0]
  return asked === undefined ? (years[0] ?? fiscalYearOf(today)) : Number(asked)
}

const SplitTable = ({
  configuration,
  year,
  language,
}: {
  readonly configuration: JointCloudConfiguration
  readonly year: GroupYear
  readonly language: 'ja' | 'en'
}) => {
  const ja = language === 'ja'
  if (!year.split.ok)
    return (
      <Notice tone="warning" title={ja ? 'まだ分けられません' : 'Cannot be split yet'}>
        <ul>
          {year.split.problems.map(problem => (
            <li>{splitProblemText(configuration, problem)[language]}</li>
          ))}
        </ul>
      </Notice>
    )
  const { shares } = year.split
  const sum = (of: 'equal' | 'population' | 'use' | 'total') =>
    formatYen(
      shares.reduce((all, share) => all + share[of], 0),
      language,
    )
  const people = year.members.reduce((all, one) => all + (one.population ?? 0), 0)
  const yen = (amount: number | null) => (amount === null ? '' : formatYen(amount, language))
  return (
    <Table
      language={language}
      caption={{ ja: '市町村ごとの負担額', en: 'Shares by member' }}
      columns={[
        { title: { ja: '市町村', en: 'Municipality' } },
        { title: { ja: '人口', en: 'Population' }, numeric: true },
        { title: { ja: '利用量', en: 'Use' }, numeric: true },
        { title: { ja: '均等割', en: 'Equal part' }, numeric: true },
        { title: { ja: '人口割', en: 'By population' }, numeric: true },
        { title: { ja: '利用割', en: 'By use' }, numeric: true },
        { title: { ja: '負担額', en: 'Share' }, numeric: true },
        { title: { ja: '1人当たり', en: 'A head' }, numeric: true },
      ]}
      rows={[
        ...shares.map((share, at) => {
          const member = year.members[at]
          return {
            cells: [
              municipalityName(configuration, share.id)[language],
              member?.population == null ? '' : formatInteger(member.population),
              member?.use == null ? '' : formatInteger(member.use),
              yen(share.equal),
              yen(share.population),
              yen(share.use),
              <strong>{yen(share.total)}</strong>,
              yen(perHead(share.total, member?.population ?? null)),
            ],
          }
        }),
        {
          cells: [
            ja ? '合計' : 'Total',
            formatInteger(people),
            '',
            sum('equal'),
            sum('population'),
            sum('use'),
            <strong>{sum('total')}</strong>,
            yen(perHead(year.amount, people)),
          ],
        },
      ]}
    />
  )
}

const Facts = ({
  group,
  language,
  configuration,
}: {
  readonly group: GroupRow
  readonly language: 'ja' | 'en'
  readonly configuration: JointCloudConfiguration
}) => (
  <DefinitionList
    language={language}
    items={[
      { term: { ja: '段階', en: 'Stage' }, value: labelOf(stages, group.stage)[language] },
      {
        term: { ja: '業務', en: 'Businesses' },
        value: group.businesses.map(one => labelOf(businesses, one)[language]).join(language === 'ja' ? '、' : ', '),
      },
      {
        term: { ja: '幹事', en: 'Leads' },
        value: group.lead ? municipalityName(configuration, group.lead)[language] : null,
      },
      {
        term: { ja: '製品・契約の相手方', en: 'Product, vendor' },
        value: [group.product, group.vendor].filter(Boolean).join('、'),
      },
      {
        term: { ja: '共同契約', en: 'Contract' },
        value: [group.contractFrom, group.contractTo]
          .map(day => (day ? formatDay(day, language) : ''))
          .join(language === 'ja' ? '〜' : ' – '),
      },
      {
        term: { ja: '費用の分け方', en: 'Split' },
        value:
          language === 'ja'
            ? `均等割${group.weights.equal}％、人口割${group.weights.population}％、利用割${group.weights.use}％`
            : `equal ${group.weights.equal} %, population ${group.weights.population} %, use ${group.weights.use} %`,
      },
    ]}
  />
)

/** One group: who takes part, who pays what, what was decided. */
export const groupPage = async (
  configuration: JointCloudConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const today = dayInJapan(services.clock.now())
  const group = await groupOf(services, act, request.params['id'] ?? '')
  const [all, taking, held] = await Promise.all([
    costs(services, act, group.id),
    memberships(services, act, group.id),
    meetings(services, act, group.id),
  ])
  const years = [...new Set(all.map(one => one.fiscalYear))]
  const asked = yearAsked(request, years, today)
  const year = await groupYear(services, configuration, act, group, asked)
  const levels = await serviceLevelsOf(services, taking, today)
  const name = { ja: group.name, en: group.name }
  const open = held.flatMap(meeting => meeting.decisions.map(decision => ({ meeting, decision })))
  return {
    kind: 'page',
    title: name,
    crumbs: [
      { title: { ja: '自治体クラウド（共同利用）', en: 'Joint cloud of municipalities' }, path: overviewPath },
      { title: name },
    ],
    wide: true,
    body: (
      <>
        <PageHeading title={group.name} tags={group.sample ? <SampleTag sample language={language} /> : undefined}>
          <LinkButton language={language} path={`/registers/joint_group/${group.id}`} look="secondary">
            {ja ? '台帳の記録を開く' : 'Open the record'}
          </LinkButton>
        </PageHeading>
        <Facts group={group} language={language} configuration={configuration} />
        <Section title={ja ? '参加している市町村' : 'Members'} id="members">
          {taking.length === 0 ? (
            <Empty title={ja ? '参加している市町村がありません。' : 'No members.'} />
          ) : (
            <Table
              language={language}
              caption={{ ja: '参加している市町村', en: 'Members' }}
              captionHidden
              columns={[
                { title: { ja: '市町村', en: 'Municipality' } },
                { title: { ja: '業務', en: 'Business' } },
                { title: { ja: '参加', en: 'Joined' } },
                { title: { ja: '本番利用', en: 'In production' } },
                { title: { ja: '離脱', en: 'Left' } },
              ]}
              rows={taking.map(one => ({
                tone: one.leftOn !== null && one.leftOn <= today ? ('muted' as const) : undefined,
                cells: [
                  <a href={href(language, `/registers/joint_membership/${one.id}`)}>
                    {municipalityName(configuration, one.municipality)[language]}
                  </a>,
                  labelOf(businesses, one.business)[language],
                  formatDay(one.joinedOn, language),
                  one.productionOn ? formatDay(one.productionOn, language) : ja ? '準備中' : 'not yet',
                  one.leftOn ? formatDay(one.leftOn, language) : '',
                ],
              }))}
            />
          )}
        </Section>
        <Section
          title={ja ? `費用の分担（${fiscalYearTitle(asked).ja}）` : `Costs, ${fiscalYearTitle(asked).en}`}
          id="shares"
        >
          {years.length > 1 ? (
            <Tabs
              language={language}
              label={{ ja: '年度', en: 'Fiscal year' }}
              tabs={years.map(one => ({
                title: fiscalYearTitle(one),
                path: `${groupPath(group.id, one)}#shares`,
                current: one === asked,
              }))}
            />
          ) : null}
          <PopulationNotice configuration={configuration} language={language} />
          {year.items.length === 0 ? (
            <Empty title={ja ? 'この年度の共同経費は登録されていません。' : 'No costs entered for this year.'} />
          ) : (
            <>
              <Table
                language={language}
                caption={{ ja: '共同経費', en: 'Costs' }}
                columns={[
                  { title: { ja: '費目', en: 'Item' } },
                  { title: { ja: '根拠', en: 'Source' } },
                  { title: { ja: '金額', en: 'Amount' }, numeric: true },
                ]}
                rows={[
                  ...year.items.map(one => ({
                    cells: [
                      <a href={href(language, `/registers/joint_cost/${one.id}`)}>
                        {labelOf(costItems, one.item)[language]}
                      </a>,
                      one.source ?? '',
                      formatYen(one.amount, language),
                    ],
                  })),
                  { cells: [ja ? '合計' : 'Total', '', <strong>{formatYen(year.amount, language)}</strong>] },
                ]}
              />
              <SplitTable configuration={configuration} year={year} language={language} />
              <p class="muted">
                {ja
                  ? '1円未満は、端数の大きい市町村から順に1円ずつ割り当て、合計を経費と一致させます。'
                  : 'Whole yen: what is left over goes one yen each to the largest remainders, so that the shares sum to the costs.'}
                {year.uses.length > 0
                  ? ja
                    ? ` 利用量：${[...new Set(year.uses.map(one => `${one.measure}（${one.source}）`))].join('、')}`
                    : ` Use: ${[...new Set(year.uses.map(one => `${one.measure} (${one.source})`))].join(', ')}`
                  : null}
                {group.measuredUse
                  ? ja
                    ? ' 利用量：各市町村の職員の要求の数（このプラットフォーム全体で計測。業務ごとではありません）'
                    : ' Use: requests of each member’s officers to the whole platform, as measured'
                  : null}
              </p>
              {year.split.ok ? (
                <Buttons>
                  <LinkButton language={language} path={splitFilePath(group.id, 'xlsx', asked)} look="secondary">
                    {ja ? 'Excelで受け取る' : 'Excel'}
                  </LinkButton>
                  <LinkButton language={language} path={splitFilePath(group.id, 'csv', asked)} look="secondary">
                    {ja ? 'CSVで受け取る' : 'CSV'}
                  </LinkButton>
                </Buttons>
              ) : null}
            </>
          )}
        </Section>
        <ServiceLevels levels={levels} configuration={configuration} language={language} />
        <Section title={ja ? '決定事項' : 'Decisions'} id="decisions">
          {open.length === 0 ? (
            <Empty title={ja ? '決定事項はまだありません。' : 'None yet.'} />
          ) : (
            <Table
              language={language}
              caption={{ ja: '決定事項', en: 'Decisions' }}
              captionHidden
              columns={[
                { title: { ja: '決まったこと', en: 'What' } },
                { title: { ja: '担当', en: 'Who' } },
                { title: { ja: '期限', en: 'By' } },
                { title: { ja: '状態', en: 'State' } },
                { title: { ja: '会議', en: 'Meeting' } },
              ]}
              rows={open.map(({ meeting, decision }) => {
                const late = !decision.done && decision.until !== null && decision.until < today
                return {
                  tone: late ? ('warning' as const) : decision.done ? ('muted' as const) : undefined,
                  cells: [
                    decision.what,
                    decision.who,
                    decision.until ? formatDay(decision.until, language) : '',
                    decision.done
                      ? ja
                        ? '済み'
                        : 'done'
                      : late
                        ? ja
                          ? '期限を過ぎています'
                          : 'overdue'
                        : ja
                          ? '未了'
                          : 'open',
                    <a href={href(language, `/registers/joint_meeting/${meeting.id}`)}>
                      {`${formatDay(meeting.heldOn, language)} ${meeting.title}`}
                    </a>,
                  ],
                }
              })}
            />
          )}
        </Section>
      </>
    ),
  }
}
