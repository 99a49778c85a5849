import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { ConflictError, InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { staffRecord } from '../../../platform/registers/pages/paths.ts'
import { readBoxes, type Texts, textsOfValues } from '../../../platform/registers/several/boxes.ts'
import { FieldInput } from '../../../platform/registers/widgets.tsx'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { FormInput, RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href, withQuery } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import type { WasteConfiguration } from '../configuration.ts'
import { permitSteps } from '../work/index.ts'
import { facilitySteps, operatorSteps } from '../work/order-steps.ts'
import type { BoundStep } from '../work/step.ts'
import { cameFrom, nextDue } from './next-due.ts'
import { dashboardPath, stepPath, workTitle } from './paths.ts'
import { type Subject, subjectOf, waitingFor } from './subjects.ts'

interface Found {
  readonly subject: Subject
  readonly step: BoundStep
}

/** What a step says of itself, whether it is possible or not. */
type AnyStep = Pick<BoundStep, 'id' | 'title' | 'fields'>

const stepsOf: Readonly<Record<Subject['register'], readonly AnyStep[]>> = {
  waste_permit: permitSteps,
  waste_facility: facilitySteps,
  waste_operator: operatorSteps,
}

/** @throws NotFoundError where there is no such record or step */
const find = async (
  register: Subject['register'],
  configuration: WasteConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<{ readonly subject: Subject; readonly wanted: AnyStep; readonly step: BoundStep | undefined }> => {
  const id = request.params['id'] ?? ''
  const wanted = stepsOf[register].find(one => one.id === request.params['step'])
  if (!isId(id) || !wanted) throw new NotFoundError('step')
  const act = request.act()
  const { row } = await services.registers.service(register).get(act, id)
  const subject = await subjectOf(register, configuration, services, act, row)
  return { subject, wanted, step: subject.steps.find(one => one.id === wanted.id) }
}

/** Where one sees what another person did meanwhile. */
const RecordLinks = ({ language, path }: { readonly language: Language; readonly path: string }) => (
  <p>
    <a href={href(language, path)}>{language === 'ja' ? '今の記録を見る' : 'The record as it is now'}</a>
    {language === 'ja' ? '　' : ' · '}
    <a href={href(language, `${path}/history`)}>{language === 'ja' ? '変更の履歴を見る' : 'Its history'}</a>
  </p>
)

const reasonLabel: Bilingual = { ja: '起案の理由（決裁者へ）', en: 'Reason, for the officer who approves' }

const show = async (
  services: Services,
  request: RouteRequest,
  found: Found,
  texts: Texts,
  reason: string,
  problems: readonly Problem[],
  from: string | null,
  conflict?: Bilingual,
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const { step, subject } = found
  const { row } = subject
  const back = staffRecord(services.registers.service(subject.register).register, row.id)
  const context = services.registers.service(subject.register).context()
  const waiting = await waitingFor(services, request.act(), subject)
  return {
    kind: 'page',
    title: step.title,
    status: problems.length > 0 ? 422 : conflict ? 409 : 200,
    crumbs: [
      { title: workTitle, path: dashboardPath },
      { title: { ja: subject.name, en: subject.name }, path: back },
      { title: step.title },
    ],
    body: (
      <>
        <PageHeading title={step.title[language]} lead={step.help[language]} />
        {conflict ? (
          <Notice tone="warning">
            <p>{conflict[language]}</p>
            <RecordLinks language={language} path={back} />
          </Notice>
        ) : null}
        {waiting.map(proposal => (
          <Notice tone="warning" title={ja ? '決裁の途中の変更があります' : 'A change is waiting'}>
            <a href={href(language, `/proposals/${proposal.id}`)}>{proposal.title[language]}</a>
          </Notice>
        ))}
        <ErrorSummary language={language} problems={problems} />
        <DefinitionList language={language} items={subject.facts} />
        <Form
          language={language}
          path={stepPath(subject.register, row.id, step.id)}
          csrf={request.csrf}
          hidden={{ version: String(row.version), ...(from ? { from } : {}) }}
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
            <LinkButton language={language} look="quiet" path={from ?? back}>
              {ja ? 'やめる' : 'Cancel'}
            </LinkButton>
          </Buttons>
        </Form>
      </>
    ),
  }
}

const noLonger: Bilingual = {
  ja: 'この記録の今の状態では、この手続はできません。他の人が先に手続をしたか、あなたの所属の担当ではない可能性があります。',
  en: 'This step is not possible in the record’s present state: somebody else may have taken a step first, or it is not your office’s.',
}

/** Somebody was quicker: why it is not possible, where to look, and what was typed, to be copied from. */
const notPossible = async (
  services: Services,
  request: RouteRequest,
  { subject, wanted }: { readonly subject: Subject; readonly wanted: AnyStep },
): Promise<Outcome> => {
  const { language } = request
  const path = staffRecord(services.registers.service(subject.register).register, subject.row.id)
  const values: FormInput['values'] = request.method === 'GET' ? {} : (await request.form()).values
  const boxes = [
    ...Object.entries(wanted.fields).map(([id, field]) => ({ id, term: field.label })),
    ...('reason' in wanted.fields ? [] : [{ id: 'reason', term: reasonLabel }]),
  ]
  const typed = boxes.flatMap(({ id, term }) => {
    const texts = Object.entries(values).filter(([name]) => name === id || name.startsWith(`${id}.`))
    const value = texts.flatMap(([, list]) => list.filter(text => text.trim() !== '')).join(' ')
    return value === '' ? [] : [{ term, value }]
  })
  return {
    kind: 'page',
    title: wanted.title,
    status: 409,
    crumbs: [
      { title: workTitle, path: dashboardPath },
      { title: { ja: subject.name, en: subject.name }, path },
      { title: wanted.title },
    ],
    body: (
      <>
        <PageHeading title={wanted.title[language]} />
        <Notice tone="warning">
          <p>{noLonger[language]}</p>
          <RecordLinks language={language} path={path} />
        </Notice>
        <DefinitionList language={language} items={subject.facts} />
        {typed.length > 0 ? (
          <Section title={language === 'ja' ? '入力した内容（送信されていません）' : 'What you typed (not sent)'}>
            <DefinitionList language={language} items={typed} />
          </Section>
        ) : null}
      </>
    ),
  }
}

export const stepPage = async (
  register: Subject['register'],
  configuration: WasteConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const found = await find(register, configuration, services, request)
  const { subject, step } = found
  if (!step) return notPossible(services, request, found)
  return show(
    services,
    request,
    { subject, step },
    textsOfValues(step.fields, step.prefill()),
    '',
    [],
    cameFrom(request.query.get('from')),
  )
}

/** Puts the step up for 決裁: the record's change and, where there is one, the disciplinary action, as one matter. */
export const takeStep = async (
  register: Subject['register'],
  configuration: WasteConfiguration,
  services: Services,
  request: RouteRequest,
): Promise<Outcome> => {
  const found = await find(register, configuration, services, request)
  const { step, subject } = found
  if (!step) return notPossible(services, request, found)
  const { row } = subject
  const { registers } = services
  const form = await request.form()
  const read = readBoxes(step.fields, form.values, registers.service(register).context())
  const reason = (form.values['reason']?.at(-1) ?? '').trim()
  const from = cameFrom(form.values['from']?.at(-1))
  const again = (problems: readonly Problem[], conflict?: Bilingual) =>
    show(services, request, { subject, step }, read.texts, reason, problems, from, conflict)
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
  if (read.problems.length > 0) return again([...read.problems, ...missing])
  const problems = [...step.check(read.values), ...missing]
  if (problems.length > 0) return again(problems)
  const act = request.act(reason)
  try {
    const result = step.apply(read.values)
    const seen = Number(form.values['version']?.at(-1) ?? row.version)
    const change = result.patch && (await registers.service(register).draftChange(act, row.id, seen, result.patch))
    const actions = registers.service('waste_action')
    const action =
      result.action &&
      actions.draftCreate(
        act,
        Object.fromEntries(actions.register.fields.map(field => [field.id, result.action?.[field.id] ?? null])),
        { sample: row.sample },
      )
    const main = change ?? action
    if (!main) throw new RangeError(`step ${step.id} does nothing`)
    const title = { ja: `${step.title.ja}：${subject.name}`, en: `${step.title.en}: ${subject.name}` }
    const changes = [change, action].filter(one => one !== undefined)
    const proposal = await registers.approvals.propose(act, title, changes, main)
    const due = from && (await nextDue(configuration, services, request.act(), from, row.id, step.id))
    return {
      kind: 'redirect',
      to: withQuery(`/proposals/${proposal}`, new URLSearchParams(), { list: from, next: due }),
      notice: { ja: '決裁に回しました。', en: 'Sent for approval.' },
    }
  } catch (error) {
    if (error instanceof InputError) return again(error.problems)
    if (error instanceof ConflictError) return again([], error.reason)
    throw error
  }
}
