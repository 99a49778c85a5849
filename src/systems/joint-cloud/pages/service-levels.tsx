import type { Language } from '../../../base/bilingual.ts'
import { formatInteger } from '../../../base/number.ts'
import { organisationId } from '../../../platform/access/keys.ts'
import type { Figures } from '../../../platform/service-level/month.ts'
import { monthBefore } from '../../../platform/service-level/month.ts'
import { ReachedTag, reached } from '../../../platform/service-level/month-page.tsx'
import type { Objective } from '../../../platform/service-level/service.ts'
import { minutesText, monthTitle, msText, percentText } from '../../../platform/service-level/words.ts'
import type { Services } from '../../../platform/services.ts'
import { Empty } from '../../../ui/empty.tsx'
import { Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { type JointCloudConfiguration, municipalityName } from '../configuration.ts'
import type { MembershipRow } from '../queries.ts'

interface Level {
  readonly month: string
  readonly municipality: string
  readonly figures: Figures
  readonly objective: Objective
}

/** What this platform measured for the officers of the members, this month and the one before. */
export const serviceLevelsOf = async (
  services: Services,
  members: readonly MembershipRow[],
  today: string,
): Promise<readonly Level[]> => {
  const codes = [
    ...new Set(members.filter(one => one.leftOn === null || one.leftOn > today).map(one => one.municipality)),
  ]
  const month = today.slice(0, 7)
  const levels: Level[] = []
  for (const one of [month, monthBefore(month)]) {
    const found = await services.serviceLevel.ofOrganisations(codes.map(organisationId), one)
    for (const municipality of codes) {
      const id = organisationId(municipality)
      const figures = found.get(id)
      if (figures && figures.serviceMinutes > 0)
        levels.push({
          month: one,
          municipality,
          figures,
          objective: await services.serviceLevel.objective(id, 'staff', today),
        })
    }
  }
  return levels
}

export const ServiceLevels = ({
  levels,
  configuration,
  language,
}: {
  readonly levels: readonly Level[]
  readonly configuration: JointCloudConfiguration
  readonly language: Language
}) => {
  const ja = language === 'ja'
  return (
    <Section title={ja ? 'サービス水準' : 'Service levels'} id="service-levels">
      {levels.length === 0 ? (
        <Empty title={ja ? 'まだ計測していません。' : 'Nothing has been measured yet.'} />
      ) : (
        <>
          <Table
            language={language}
            caption={{ ja: 'サービス水準', en: 'Service levels' }}
            captionHidden
            columns={[
              { title: { ja: '市町村', en: 'Municipality' } },
              { title: { ja: '月', en: 'Month' } },
              { title: { ja: '稼働率', en: 'Availability' }, numeric: true },
              { title: { ja: '使えなかった時間', en: 'Without service' }, numeric: true },
              { title: { ja: '要求', en: 'Requests' }, numeric: true },
              { title: { ja: '応答95％', en: '95 % answered' }, numeric: true },
              { title: { ja: '稼働率の目標', en: 'Availability aimed at' } },
            ]}
            rows={levels.map(({ month, municipality, figures, objective }) => ({
              cells: [
                municipalityName(configuration, municipality)[language],
                monthTitle(month)[language],
                percentText(figures.availability, language),
                minutesText(figures.downMinutes + figures.failedMinutes, language),
                formatInteger(figures.requests),
                msText(figures.p95, language),
                <>
                  {objective.availability === null ? '' : percentText(objective.availability, language)}{' '}
                  <ReachedTag good={reached(figures, objective).availability} language={language} />
                </>,
              ],
            }))}
          />
          <p class="muted">
            {ja
              ? 'このプラットフォームを使う職員の要求から計測した値です。グループが使うほかの製品の値ではありません。'
              : 'Measured from requests of officers to this platform; not the figures of other products that the group uses.'}
          </p>
        </>
      )}
    </Section>
  )
}
