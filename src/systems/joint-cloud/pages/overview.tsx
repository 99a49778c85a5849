import type { Bilingual } from '../../../base/bilingual.ts'
import { addMonths } from '../../../base/calendar/days.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { may } from '../../../platform/access/actor.ts'
import { permission } from '../../../platform/registers/visibility.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Empty } from '../../../ui/empty.tsx'
import { href } from '../../../ui/link.ts'
import { Figures, PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { Words } from '../../../ui/words.tsx'
import { labelOf, stages } from '../choices.ts'
import type { JointCloudConfiguration } from '../configuration.ts'
import { contractsFrom, groupsInProduction, listGroups, memberships } from '../queries.ts'
import { jointCloudRegisters } from '../registers/index.ts'
import { noticeBy, opportunities } from '../rules/expiry.ts'
import { SampleTag } from './common.tsx'
import { calendarPath, groupPath, savingsPath } from './paths.ts'

const title: Bilingual = { ja: '自治体クラウド（共同利用）', en: 'Joint cloud of municipalities' }

/** Where a procurement stands, what ends soon, and what the plan counts. */
export const overview = async (
  configuration: JointCloudConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const today = dayInJapan(services.clock.now())
  const [groups, members, contracts] = await Promise.all([
    listGroups(services, act),
    memberships(services, act),
    contractsFrom(services, act, today),
  ])
  const counted = groupsInProduction(members, today)
  const yearOn = addMonths(today, 12)
  const soon = contracts.filter(one => one.contractTo <= yearOn)
  const late = soon.filter(one => noticeBy(one) < today)
  const chances = opportunities(contracts, today, 24, 12)
  const unit = ja ? '件' : undefined
  const holding = (id: string) =>
    new Set(members.filter(one => one.group === id && one.leftOn === null).map(one => one.municipality)).size
  return {
    kind: 'page',
    title,
    crumbs: [{ title }],
    wide: true,
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '市町村の業務システムの契約をそろえ、共同で調達して費用を分け合うための台帳です。'
              : 'Contracts side by side, joint procurement, and what each municipality pays.'
          }
        />
        <Figures
          items={[
            {
              label: ja ? '本番で共同利用しているグループ（計画の指標）' : 'Groups in production (plan indicator)',
              value: String(counted.real),
              unit: ja ? 'グループ' : undefined,
              note:
                counted.sample > 0
                  ? ja
                    ? `ほかに見本${counted.sample}グループ（数えません）`
                    : `and ${counted.sample} sample groups, not counted`
                  : undefined,
            },
            {
              label: ja ? '12か月以内に満了する契約' : 'Contracts ending within a year',
              value: String(soon.length),
              unit,
            },
            {
              label: ja ? 'うち通知期限が過ぎたもの' : 'of them past their notice day',
              value: String(late.length),
              unit,
            },
            {
              label: ja ? '共同調達を検討できる組合せ' : 'Chances to procure together',
              value: String(chances.length),
              unit,
            },
          ]}
        />
        <Section title={ja ? '共同利用グループ' : 'Groups'}>
          {groups.length === 0 ? (
            <Empty title={ja ? 'まだグループがありません。' : 'No group yet.'} />
          ) : (
            <Table
              language={language}
              caption={{ ja: '共同利用グループ', en: 'Groups' }}
              captionHidden
              columns={[
                { title: { ja: 'グループ', en: 'Group' } },
                { title: { ja: '段階', en: 'Stage' } },
                { title: { ja: '参加市町村', en: 'Members' }, numeric: true },
                { title: { ja: '共同契約の満了', en: 'Contract ends' } },
              ]}
              rows={groups.map(group => ({
                cells: [
                  <>
                    <a href={href(language, groupPath(group.id))}>
                      <Words text={group.name} />
                    </a>
                    <SampleTag sample={group.sample} language={language} />
                  </>,
                  labelOf(stages, group.stage)[language],
                  holding(group.id),
                  group.contractTo ? formatDay(group.contractTo, language) : '',
                ],
              }))}
            />
          )}
        </Section>
        <Section title={ja ? '調べる' : 'Look closer'}>
          <ul>
            <li>
              <a href={href(language, calendarPath)}>
                {ja ? '契約満了カレンダー（誰と組めるか）' : 'What ends when, and who could share'}
              </a>
            </li>
            <li>
              <a href={href(language, savingsPath)}>
                {ja ? '共同利用の前と後の経費（1人当たり）' : 'Cost before and after, a head'}
              </a>
            </li>
          </ul>
        </Section>
        <Section title={ja ? '台帳' : 'Registers'}>
          <ul>
            {jointCloudRegisters(configuration)
              .filter(({ id }) => may(request.actor, permission(id, 'read')))
              .map(({ id, title: name }) => (
                <li>
                  <a href={href(language, `/registers/${id}`)}>{name[language]}</a>
                </li>
              ))}
          </ul>
        </Section>
      </>
    ),
  }
}
