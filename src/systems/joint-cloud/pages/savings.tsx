import type { Bilingual } from '../../../base/bilingual.ts'
import { fiscalYear as fiscalYearOf } from '../../../base/calendar/fiscal.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { formatYen } from '../../../base/money.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Empty } from '../../../ui/empty.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { type JointCloudConfiguration, municipalityName } from '../configuration.ts'
import { costs, groupYear, listGroups, memberships } from '../queries.ts'
import { perHead } from '../rules/split.ts'
import { fiscalYearTitle, PopulationNotice, SampleTag, splitProblemText } from './common.tsx'
import { groupPath, overviewPath } from './paths.ts'

const title: Bilingual = { ja: '共同利用の前と後の経費', en: 'Cost before and after sharing' }

/** What members paid before and pay now, a head; a member that pays more is shown as such. */
export const savings = async (
  configuration: JointCloudConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const today = dayInJapan(services.clock.now())
  const groups = await listGroups(services, act)
  const tables = await Promise.all(
    groups.map(async group => {
      const [all, taking] = await Promise.all([costs(services, act, group.id), memberships(services, act, group.id)])
      const year = [...new Set(all.map(one => one.fiscalYear))].find(one => one <= fiscalYearOf(today))
      return {
        group,
        taking,
        year: year === undefined ? null : await groupYear(services, configuration, act, group, year),
      }
    }),
  )
  const yen = (amount: number | null) => (amount === null ? (ja ? '不明' : 'unknown') : formatYen(amount, language))
  return {
    kind: 'page',
    title,
    crumbs: [
      { title: { ja: '自治体クラウド（共同利用）', en: 'Joint cloud of municipalities' }, path: overviewPath },
      { title },
    ],
    wide: true,
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '共同利用の前の年間経費（登録値）と、いまの負担額（経費の分担の計算結果）を比べます。増えた団体もそのまま示します。'
              : 'Cost a year as entered before, and the share as computed now. Members that pay more are shown too.'
          }
        />
        <PopulationNotice configuration={configuration} language={language} />
        {groups.length === 0 ? <Empty title={ja ? 'グループがありません。' : 'No group.'} /> : null}
        {tables.map(({ group, taking, year }) => {
          const split = year?.split.ok ? year.split : null
          const rows = (split?.shares ?? []).map((share, at) => {
            const mine = taking.filter(one => one.municipality === share.id)
            const known = mine.length > 0 && mine.every(one => one.costBefore !== null)
            const before = known ? mine.reduce((sum, one) => sum + (one.costBefore ?? 0), 0) : null
            const population = year?.members[at]?.population ?? null
            return { share, before, population }
          })
          return (
            <Section title={group.name}>
              <p>
                <a href={href(language, groupPath(group.id))}>{ja ? 'グループのページ' : 'The group'}</a>
                <SampleTag sample={group.sample} language={language} />
              </p>
              {split === null || year === null ? (
                <Empty title={ja ? '負担額をまだ計算できません。' : 'Shares cannot be computed yet.'}>
                  <p>
                    {year && !year.split.ok
                      ? year.split.problems.map(problem => splitProblemText(configuration, problem)[language]).join(' ')
                      : ja
                        ? 'このグループの共同経費が登録されていません。'
                        : 'No cost of this group is entered.'}
                  </p>
                </Empty>
              ) : (
                <Table
                  language={language}
                  caption={fiscalYearTitle(year.fiscalYear)}
                  columns={[
                    { title: { ja: '市町村', en: 'Municipality' } },
                    { title: { ja: '前の年間経費', en: 'Before' }, numeric: true },
                    { title: { ja: '1人当たり（前）', en: 'Before, a head' }, numeric: true },
                    { title: { ja: 'いまの負担額', en: 'Now' }, numeric: true },
                    { title: { ja: '1人当たり（後）', en: 'Now, a head' }, numeric: true },
                    { title: { ja: '差', en: 'Difference' }, numeric: true },
                  ]}
                  rows={rows.map(({ share, before, population }) => {
                    const difference = before === null ? null : share.total - before
                    const percent = before ? ` (${(((difference ?? 0) * 100) / before).toFixed(1)} %)` : ''
                    return {
                      tone: difference !== null && difference > 0 ? ('warning' as const) : undefined,
                      cells: [
                        municipalityName(configuration, share.id)[language],
                        yen(before),
                        before === null ? '' : yen(perHead(before, population)),
                        yen(share.total),
                        yen(perHead(share.total, population)),
                        difference === null
                          ? ''
                          : `${difference > 0 ? '+' : ''}${formatYen(difference, language)}${percent}`,
                      ],
                    }
                  })}
                />
              )}
            </Section>
          )
        })}
      </>
    ),
  }
}
