import type { Bilingual } from '../../../base/bilingual.ts'
import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { evaluate } from '../../../base/condition.ts'
import { ConflictError, InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import type { RecordValues } from '../../../platform/registers/field.ts'
import { fieldToJson, readField, requiredMessage, writeField } from '../../../platform/registers/kinds/index.ts'
import { textsOf } from '../../../platform/registers/kinds/input.ts'
import type { RecordRow } from '../../../platform/registers/record.ts'
import { FieldInput } from '../../../platform/registers/widgets.tsx'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { FormInput, RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading } from '../../../ui/page.tsx'
import { showPermitNumber } from '../codes/permit-number.ts'
import type { WasteConfiguration } from '../configuration.ts'
import { factsOf } from '../rules/facts.ts'
import { permitStateOn, permitStates } from '../rules/state.ts'
import { findStep, nextSteps } from '../work/index.ts'
import { type Step, type StepPermit, textOf } from '../work/step.ts'
import { dashboardPath, permitPath, stepPath } from './paths.ts'

/** Texts of the boxes by field id, as typed. */
type Texts = Readonly<Record<string, readonly string[]>>

interface Found {
  readonly row: RecordRow
  readonly permit: StepPermit
  readonly step: Step
}

const find = async (services: Services, request: RouteRequest): Promise<Found> => {
  const step = findStep(request.params['step'] ?? '')
  const id = request.params['id'] ?? ''
  if (!step || !isId(id)) throw new NotFoundError('step')
  const { row } = await services.registers.service('waste_permit').get(request.act(), id)
  const today = dayInJapan(services.clock.now())
  return { row, step, permit: { id, values: row.values, state: permitStateOn(factsOf(row.values), today), today } }
}

const textsOfValues = (step: Step, values: Partial<RecordValues>): Texts =>
  Object.fromEntries(Object.entries(step.fields).map(([id, field]) => [id, writeField(field, values[id] ?? null)]))

const reasonLabel: Bilingual = { ja: '起案の理由（決裁者へ）', en: 'Reason, for the officer who approves' }

const show = async (
  services: Services,
  request: RouteRequest,
  found: Found,
  texts: Texts,
  reason: string,
  problems: readonly Problem[],
  conflict?: Bilingual,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const { step, permit, row } = found
  const context = services.registers.service('waste_permit').context()
  const number = showPermitNumber(textOf(permit.values['permitNumber']), permit.values['tenDigits'] === true)
  const waiting = await services.registers.approvals.list(request.act(), ['pending'], permit.id)
  return {
    kind: 'page',
    title: step.title,
    status: problems.length > 0 ? 422 : conflict ? 409 : 200,
    crumbs: [
      { title: { ja: '許可事務', en: 'Work' }, path: dashboardPath },
      { title: { ja: number, en: number }, path: permitPath(permit.id) },
      { title: step.title },
    ],
    body: (
      <>
        <PageHeading title={step.title[language]} lead={step.help[language]} />
        {conflict ? <Notice tone="warning">{conflict[language]}</Notice> : null}
        {waiting.map(proposal => (
          <Notice tone="warning" title={ja ? '決裁の途中の変更があります' : 'A change is waiting'}>
            <a href={href(language, `/proposals/${proposal.id}`)}>{proposal.title[language]}</a>
          </Notice>
        ))}
        <ErrorSummary language={language} problems={problems} />
        <DefinitionList
          language={language}
          items={[
            { term: { ja: '許可番号', en: 'Permit number' }, value: number },
            { term: { ja: '氏名又は名称', en: 'Holder' }, value: textOf(permit.values['holder']) },
            {
              term: { ja: '有効期間', en: 'Term' },
              value: `${formatDay(textOf(permit.values['grantedOn']), language)} – ${formatDay(textOf(permit.values['expiresOn']), language)}`,
            },
            { term: { ja: '今日の状態', en: 'Today' }, value: permitStates[permit.state][language] },
          ]}
        />
        <Form
          language={language}
          path={stepPath(permit.id, step.id)}
          csrf={request.csrf}
          hidden={{ version: String(row.version) }}
        >
          {Object.entries(step.fields).map(([id, field]) => (
            <FieldInput
              id={id}
              field={field}
              texts={texts[id] ?? ['']}
              problems={problems}
              language={language}
              context={context}
            />
          ))}
          {'reason' in step.fields ? null : (
            <TextAreaField
              language={language}
              name="reason"
              label={reasonLabel}
              value={reason}
              rows={2}
              required
              problems={problems}
            />
          )}
          <Buttons>
            <Button look={step.grave ? 'danger' : 'primary'}>{ja ? '決裁に回す' : 'Send for approval'}</Button>
            <LinkButton language={language} look="quiet" path={permitPath(permit.id)}>
              {ja ? 'やめる' : 'Cancel'}
            </LinkButton>
          </Buttons>
        </Form>
      </>
    ),
  }
}

/** Reads every box, so that all mistakes are told at once; what is not asked for under its condition is dropped. */
const readStep = (
  step: Step,
  form: FormInput,
  services: Services,
): { readonly values: Partial<RecordValues>; readonly texts: Texts; readonly problems: readonly Problem[] } => {
  const context = services.registers.service('waste_permit').context()
  const values: Record<string, RecordValues[string]> = {}
  const texts: Record<string, readonly string[]> = {}
  const problems: Problem[] = []
  for (const [id, field] of Object.entries(step.fields)) {
    const typed = textsOf(id, field, form.values)
    texts[id] = typed
    const read = readField(id, field, typed, context)
    if (!read.ok) problems.push(...read.problems)
    values[id] = read.ok ? read.value : null
    if (read.ok && read.value === null && field.required) problems.push({ field: id, message: requiredMessage(field) })
  }
  const json = Object.fromEntries(
    Object.entries(step.fields).map(([id, field]) => [id, fieldToJson(field, values[id] ?? null)]),
  )
  for (const [id, field] of Object.entries(step.fields))
    if (field.when && !evaluate(field.when, json, context.today)) values[id] = null
  return { values, texts, problems }
}

const noLonger: Bilingual = {
  ja: 'この許可の今の状態では、この手続はできません。許可のページで状態を確かめてください。',
  en: 'This step is not possible in the permit’s present state. Look at the permit.',
}

export const stepPage = async (
  configuration: WasteConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const found = await find(services, request)
  if (!nextSteps(found.permit, configuration.authority).includes(found.step))
    return { kind: 'problem', status: 409, title: noLonger }
  return show(services, request, found, textsOfValues(found.step, found.step.prefill(found.permit)), '', [])
}

/** Puts the step up for 決裁: the permit's change and, where there is one, the disciplinary action, as one matter. */
export const takeStep = async (
  configuration: WasteConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const found = await find(services, request)
  const { step, permit, row } = found
  if (!nextSteps(permit, configuration.authority).includes(step))
    return { kind: 'problem', status: 409, title: noLonger }
  const form = await request.form()
  const read = readStep(step, form, services)
  const reason = (form.values['reason']?.at(-1) ?? '').trim()
  const again = (problems: readonly Problem[], conflict?: Bilingual) =>
    show(services, request, found, read.texts, reason, problems, conflict)
  const missing: readonly Problem[] =
    reason === '' && !('reason' in step.fields)
      ? [
          {
            field: 'reason',
            message: {
              ja: '決裁者に伝える理由を入力してください。',
              en: 'Enter the reason, for the officer who approves it.',
            },
          },
        ]
      : []
  const early = [...read.problems, ...missing]
  if (read.problems.length > 0) return again(early)
  const problems = [...(step.check?.(permit, read.values) ?? []), ...missing]
  if (problems.length > 0) return again(problems)
  const act = request.act(reason)
  const { registers } = services
  try {
    const result = step.apply(permit, read.values)
    const seen = Number(form.values['version']?.at(-1) ?? row.version)
    const change = await registers.service('waste_permit').draftChange(act, permit.id, seen, result.patch)
    const changes = [change]
    if (result.action) {
      const actions = registers.service('waste_action')
      const values = Object.fromEntries(
        actions.register.fields.map(field => [field.id, result.action?.[field.id] ?? null]),
      )
      changes.push(actions.draftCreate(act, values, { sample: row.sample }))
    }
    const number = textOf(permit.values['permitNumber'])
    const title = {
      ja: `${step.title.ja}：${number} ${textOf(permit.values['holder'])}`,
      en: `${step.title.en}: ${number} ${textOf(permit.values['holder'])}`,
    }
    const proposal = await registers.approvals.propose(act, title, changes, change)
    return {
      kind: 'redirect',
      to: `/proposals/${proposal}`,
      notice: { ja: '決裁に回しました。', en: 'Sent for approval.' },
    }
  } catch (error) {
    if (error instanceof InputError) return again(error.problems)
    if (error instanceof ConflictError) return again([], error.reason)
    throw error
  }
}
