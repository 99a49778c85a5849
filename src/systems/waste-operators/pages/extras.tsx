import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { may } from '../../../platform/access/actor.ts'
import type { PublicExtras } from '../../../platform/registers/pages/public-pages.tsx'
import type { StaffExtras } from '../../../platform/registers/pages/staff-record.tsx'
import type { RecordRow } from '../../../platform/registers/record.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Buttons, LinkButton } from '../../../ui/button.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Section } from '../../../ui/page.tsx'
import type { WasteConfiguration } from '../configuration.ts'
import { factFields, factsOf } from '../rules/facts.ts'
import { permitProblems } from '../rules/permit-check.ts'
import { permitStateOn, permitStates } from '../rules/state.ts'
import { nextSteps } from '../work/index.ts'
import { textOf } from '../work/step.ts'
import { permitPath, stepPath } from './paths.ts'
import { dayAsked, StateTag, ValidityBox } from './validity.tsx'

/** What the register itself showed at the end of that day, before later corrections; empty for today. */
const asKnownThen = async (
  services: Services,
  request: RouteRequest,
  id: string,
  day: string,
): Promise<string | undefined> => {
  if (day >= dayInJapan(services.clock.now())) return undefined
  const then = await services.registers.history('waste_permit').asOf(request.act(), id, day)
  if (request.language === 'ja')
    return then
      ? `当日の台帳（第${then.version}版）の記載では：${permitStates[permitStateOn(factsOf(then.values), day)].ja}`
      : 'この日には、まだこの台帳に登録されていません。上の判定は、後から登録された記録によるものです。'
  return then
    ? `By the register as it stood on that day (version ${then.version}): ${permitStates[permitStateOn(factsOf(then.values), day)].en}`
    : 'It was not yet in this register on that day; the answer above rests on what was entered later.'
}

const steps = (configuration: WasteConfiguration, services: Services, row: RecordRow, request: RouteRequest) => {
  const { language } = request
  const ja = language === 'ja'
  const today = dayInJapan(services.clock.now())
  const state = permitStateOn(factsOf(row.values), today)
  const offered =
    may(request.actor, 'waste_permit.change') && row.removedAt === null
      ? nextSteps({ id: row.id, values: row.values, state, today }, configuration.authority)
      : []
  const expires = textOf(row.values['expiresOn'])
  return (
    <Section title={ja ? '次の手続' : 'Next steps'} id="steps">
      {state === 'expired' ? (
        <Notice tone="warning">
          {ja
            ? `${formatDay(expires, 'ja', { era: true })}に期限が切れ、更新申請の記録がありません。`
            : `It expired on ${formatDay(expires, 'en')}, and no application for renewal is on record.`}
        </Notice>
      ) : null}
      {offered.length === 0 ? (
        <p>{ja ? 'この許可について行う手続はありません。' : 'There is nothing to be done with this permit.'}</p>
      ) : (
        <Buttons>
          {offered.map((step, at) => (
            <LinkButton
              language={language}
              path={stepPath(row.id, step.id)}
              look={step.grave ? 'quiet' : at === 0 ? 'primary' : 'secondary'}
            >
              {step.title[language]}
            </LinkButton>
          ))}
        </Buttons>
      )}
    </Section>
  )
}

export const wasteExtras =
  (configuration: WasteConfiguration) =>
  (services: Services): Readonly<Record<string, PublicExtras & StaffExtras>> => ({
    waste_permit: {
      listColumn: {
        title: { ja: '今日の状態', en: 'Today' },
        needs: factFields,
        show: (values, language, today) => (
          <StateTag state={permitStateOn(factsOf(values), today)} language={language} />
        ),
      },
      publicDetail: async (row: RecordRow, request: RouteRequest) => (
        <ValidityBox services={services} request={request} values={row.values} path={`/waste/permits/${row.id}`} />
      ),
      staffDetail: async (row: RecordRow, request: RouteRequest) => {
        const operator = row.values['operator']
        const known =
          typeof operator === 'string' && may(request.actor, 'waste_operator.read')
            ? await services.registers.service('waste_operator').get(request.act(), operator)
            : null
        const number = known?.row.values['operatorNumber']
        const more = await asKnownThen(services, request, row.id, dayAsked(services, request).day)
        return (
          <>
            {permitProblems(row.values, typeof number === 'string' ? number : null).map(problem => (
              <Notice tone="warning">{problem.message[request.language]}</Notice>
            ))}
            {steps(configuration, services, row, request)}
            <ValidityBox
              services={services}
              request={request}
              values={row.values}
              path={permitPath(row.id)}
              more={more}
            />
          </>
        )
      },
    },
  })
