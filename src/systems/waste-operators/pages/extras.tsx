import type { Language } from '../../../base/bilingual.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { may } from '../../../platform/access/actor.ts'
import type { PublicExtras } from '../../../platform/registers/pages/public-pages.tsx'
import type { StaffExtras } from '../../../platform/registers/pages/staff-record.tsx'
import type { RecordRow } from '../../../platform/registers/record.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Buttons, LinkButton } from '../../../ui/button.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { Section } from '../../../ui/page.tsx'
import type { WasteConfiguration } from '../configuration.ts'
import { factFields, factsOf } from '../rules/facts.ts'
import { permitProblems } from '../rules/permit-check.ts'
import { permitStateOn, permitStates } from '../rules/state.ts'
import { textOf } from '../work/step.ts'
import { permitPath, stepPath } from './paths.ts'
import { showDay } from './show-day.ts'
import { type Subject, subjectOf } from './subjects.ts'
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

const Steps = ({ subject, language }: { readonly subject: Subject; readonly language: Language }) => {
  const ja = language === 'ja'
  return (
    <Section title={ja ? '次の手続' : 'Next steps'} id="steps">
      {subject.steps.length === 0 ? (
        <p>{ja ? 'この記録について行う手続はありません。' : 'There is nothing for you to do with this record.'}</p>
      ) : (
        <Buttons>
          {subject.steps.map((step, at) => (
            <LinkButton
              language={language}
              path={stepPath(subject.register, subject.row.id, step.id)}
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

const Expired = ({ row, today, language }: { row: RecordRow; today: string; language: Language }) =>
  permitStateOn(factsOf(row.values), today) === 'expired' ? (
    <Notice tone="warning">
      {language === 'ja'
        ? `${showDay(textOf(row.values['expiresOn']), 'ja')}に期限が切れ、更新申請の記録がありません。`
        : `It expired on ${showDay(textOf(row.values['expiresOn']), 'en')}, and no application for renewal is on record.`}
    </Notice>
  ) : null

/** Orders are printed from the action's own record. */
const ActionsSoFar = (props: {
  readonly of: 'operator' | 'permit' | 'facility'
  readonly id: string
  readonly language: Language
}) => (
  <p>
    <a href={href(props.language, `/registers/waste_action?${props.of}=${props.id}`)}>
      {props.language === 'ja' ? 'これまでの行政処分・命令書' : 'Actions so far, and their letters'}
    </a>
  </p>
)

/** Orders against an operator or a facility: the next ones, and where those that were given stand. */
const orders =
  (register: 'waste_facility' | 'waste_operator', configuration: WasteConfiguration, services: Services) =>
  async (row: RecordRow, request: RouteRequest) => {
    if (!may(request.actor, 'waste_action.read') || !may(request.actor, 'waste_operator.read')) return null
    const subject = await subjectOf(register, configuration, services, request.act(), row)
    const of = register === 'waste_facility' ? 'facility' : 'operator'
    return (
      <>
        <Steps subject={subject} language={request.language} />
        <ActionsSoFar of={of} id={row.id} language={request.language} />
      </>
    )
  }

export const wasteExtras =
  (configuration: WasteConfiguration) =>
  (services: Services): Readonly<Record<string, PublicExtras & StaffExtras>> => ({
    waste_permit: {
      problems: request => dayAsked(services, request).problems,
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
        const subject = await subjectOf('waste_permit', configuration, services, request.act(), row)
        const more = await asKnownThen(services, request, row.id, dayAsked(services, request).day)
        return (
          <>
            {permitProblems(row.values, typeof number === 'string' ? number : null).map(problem => (
              <Notice tone="warning">{problem.message[request.language]}</Notice>
            ))}
            <Expired row={row} today={dayInJapan(services.clock.now())} language={request.language} />
            <Steps subject={subject} language={request.language} />
            {may(request.actor, 'waste_action.read') ? (
              <ActionsSoFar of="permit" id={row.id} language={request.language} />
            ) : null}
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
    waste_facility: { staffDetail: orders('waste_facility', configuration, services) },
    waste_operator: { staffDetail: orders('waste_operator', configuration, services) },
  })
