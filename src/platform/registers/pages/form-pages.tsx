import type { Bilingual, Language } from '../../../base/bilingual.ts'
import { fill } from '../../../base/bilingual.ts'
import { ConflictError, InputError, type Problem, RefusedError } from '../../../base/problem.ts'
import { isId, newId } from '../../../base/uuid.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import type { ProposedChange } from '../approval/proposal.ts'
import type { RecordValues } from '../field.ts'
import { textsOf } from '../kinds/input.ts'
import type { KindContext } from '../kinds/kind.ts'
import { fromStored } from '../record.ts'
import type { Register, RegisterField } from '../register.ts'
import type { RegisterService } from '../service.ts'
import { checkValues, dropUnasked } from '../values.ts'
import { permission, visibleFields } from '../visibility.ts'
import { FieldInput } from '../widgets.tsx'
import { readForm, type Typed, typedOf } from './form-input.ts'
import { merged } from './merged.ts'
import { nameOf, openNameOf } from './naming.ts'
import { type Options, referenceOptions, resolveReferences } from './options.ts'
import type { PageTools } from './page-tools.ts'
import { proposalPath, staffList, staffRecord } from './paths.ts'
import { sendingOf, sentAs, sentBefore } from './sending.ts'

interface FormState {
  readonly typed: Typed
  readonly problems: readonly Problem[]
  readonly reason: string
  readonly conflict?: Bilingual
  /** `sendingOf` */
  readonly sending?: string
  /** The returned proposal that is being mended, and what the chief said. */
  readonly mends?: { readonly id: string; readonly comment: string }
}

interface FormBodyProps {
  readonly language: Language
  readonly register: Register
  readonly fields: readonly RegisterField[]
  readonly state: FormState
  readonly context: KindContext
  readonly options: Options
}

const Inputs = ({ language, fields, state, context, options }: FormBodyProps) => (
  <>
    {fields.map(field => (
      <FieldInput
        field={field.field}
        id={field.id}
        texts={state.typed[field.id] ?? []}
        problems={state.problems}
        language={language}
        context={context}
        {...(options[field.id] ? { options: options[field.id] ?? [] } : {})}
      />
    ))}
  </>
)

/** The boxes of a register's form under the headings of its definition. */
export const FormBody = (props: FormBodyProps) => {
  const sections = props.register.definition.sections ?? []
  if (sections.length === 0) return <Inputs {...props} />
  const placed = new Set(sections.flatMap(section => section.fields))
  const rest = props.fields.filter(field => !placed.has(field.id))
  return (
    <>
      {sections.map(section => {
        const some = props.fields.filter(field => section.fields.includes(field.id))
        if (some.length === 0) return null
        const inputs = <Inputs {...props} fields={some} />
        const title = section.title[props.language]
        if (!section.folded) return <Section title={title}>{inputs}</Section>
        const wrong = props.state.problems.some(({ field }) =>
          some.some(({ id }) => field === id || field?.startsWith(`${id}.`)),
        )
        return (
          <Details
            summary={props.language === 'ja' ? `${title}（手続で記入する項目の訂正）` : `${title} (to correct only)`}
            open={wrong}
          >
            {inputs}
          </Details>
        )
      })}
      {rest.length ? <Inputs {...props} fields={rest} /> : null}
    </>
  )
}

const reasonLabel: Bilingual = { ja: '変更の理由', en: 'Reason for the change' }
const reasonHelp: Bilingual = {
  ja: '履歴と証跡に残ります。個人情報は書かないでください。',
  en: 'Kept in the history and the ledger. Do not write personal data here.',
}

export interface EditTarget {
  readonly id: string
  readonly version: number
  readonly tenant: string
  readonly values: Partial<RecordValues>
}

const editable = (service: RegisterService, request: RouteRequest): readonly RegisterField[] =>
  visibleFields(service.register, request.actor).filter(field => !field.field.retired)

const formPage = async (
  tools: PageTools,
  service: RegisterService,
  request: RouteRequest,
  target: EditTarget | null,
  state: FormState,
  status = 200,
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const context = service.context()
  const fields = editable(service, request)
  const options = await referenceOptions(tools.registers, request.act(), fields, state.typed, language)
  const approval = service.needsApproval(target ? 'change' : 'create')
  const action: Bilingual = target
    ? { ja: '{name}の変更', en: 'Change {name}' }
    : { ja: '{name}の登録', en: 'New {name}' }
  const name = target ? nameOf(register, target.values, language, context) : register.definition.title[language]
  const title = fill(action, { name })
  const path = target ? `${staffRecord(register, target.id)}/edit` : `${staffList(register)}/new`
  const submit: Bilingual = approval
    ? { ja: '決裁に回す', en: 'Send for approval' }
    : target
      ? { ja: '変更を保存する', en: 'Save the change' }
      : { ja: '登録する', en: 'Create' }
  return {
    kind: 'page',
    title,
    status,
    crumbs: [{ title: register.definition.title, path: staffList(register) }, { title }],
    body: (
      <>
        <PageHeading title={title[language]} />
        {state.conflict ? (
          <Notice tone="warning" title={language === 'ja' ? '他の人が先に変更しました' : 'Somebody was quicker'}>
            {state.conflict[language]}
          </Notice>
        ) : null}
        {state.mends ? (
          <Notice
            tone="warning"
            title={language === 'ja' ? '差し戻された起案を直します' : 'Mending a returned proposal'}
          >
            <Words text={state.mends.comment} />
          </Notice>
        ) : null}
        <ErrorSummary language={language} problems={state.problems} />
        {approval ? (
          <Notice tone="info">
            {language === 'ja'
              ? 'この変更は、決裁者が承認するまで台帳に反映されず、公開もされません。'
              : 'This change does not count and is not published until a second officer approves it.'}
          </Notice>
        ) : null}
        <Form
          language={language}
          path={path}
          csrf={request.csrf}
          files={fields.some(field => field.field.kind === 'file')}
          hidden={{
            ...(target ? { version: String(target.version) } : {}),
            ...(state.mends ? { mends: state.mends.id } : {}),
            sending: state.sending ?? newId(),
          }}
        >
          <FormBody
            language={language}
            register={register}
            fields={fields}
            state={state}
            context={context}
            options={options}
          />
          <TextAreaField
            language={language}
            name="reason"
            label={reasonLabel}
            help={reasonHelp}
            value={state.reason}
            rows={2}
            problems={state.problems}
            required={approval}
          />
          <Buttons>
            <Button>{submit[language]}</Button>
            <LinkButton
              language={language}
              look="quiet"
              path={target ? staffRecord(register, target.id) : staffList(register)}
            >
              {language === 'ja' ? '入力をやめる' : 'Cancel'}
            </LinkButton>
          </Buttons>
        </Form>
      </>
    ),
  }
}

const untouched: Omit<FormState, 'typed'> = { problems: [], reason: '' }

export const newPage = async (tools: PageTools, service: RegisterService, request: RouteRequest): Promise<Outcome> => {
  // Without a prototype: `?constructor=` is a name like any other.
  const given: Record<string, string[]> = Object.create(null)
  for (const [name, value] of request.query) given[name] = [...(given[name] ?? []), value]
  const typed = Object.fromEntries(
    editable(service, request).map(field => [field.id, textsOf(field.id, field.field, given)]),
  )
  const mended = await mendedState(tools, service, request)
  if (mended) return formPage(tools, service, request, null, mended)
  return formPage(tools, service, request, null, { ...untouched, typed })
}

/** The form of a returned proposal (`?mends=`): what was proposed, to be put right and sent again. */
const mendedState = async (
  tools: PageTools,
  service: RegisterService,
  request: RouteRequest,
): Promise<FormState | null> => {
  const id = request.query.get('mends')
  if (!id || !isId(id)) return null
  const { proposal, main } = await tools.registers.approvals.lookToMend(request.act(), id)
  const fields = editable(service, request)
  const values = mendedValues(tools, service.register, fields, main)
  return {
    typed: typedOf(fields, values),
    problems: [],
    reason: proposal.reason ?? '',
    mends: { id: proposal.id, comment: proposal.comment ?? '' },
  }
}

const mendedValues = (
  tools: PageTools,
  register: Register,
  fields: readonly RegisterField[],
  main: ProposedChange,
): RecordValues => fromStored(register, main.id, main.data, tools.registers.tools.secrets, opensSpecial(fields))

const opensSpecial = (fields: readonly RegisterField[]): boolean => fields.some(field => field.class === 'special')

const loadTarget = async (service: RegisterService, request: RouteRequest): Promise<EditTarget> => {
  const id = request.params['id'] ?? ''
  const { row } = await service.get(request.act(), id)
  return { id, version: row.version, tenant: row.tenant, values: row.values }
}

export const editPage = async (tools: PageTools, service: RegisterService, request: RouteRequest): Promise<Outcome> => {
  const target = await loadTarget(service, request)
  if (!service.may(request.act(), 'change', target)) throw new RefusedError(permission(service.register.id, 'change'))
  const mended = await mendedState(tools, service, request)
  if (mended) return formPage(tools, service, request, target, mended)
  return formPage(tools, service, request, target, {
    ...untouched,
    typed: typedOf(editable(service, request), target.values),
  })
}

/** Creates or changes a record from a submitted form, or puts the change up for approval. */
export const submit = async (
  tools: PageTools,
  service: RegisterService,
  request: RouteRequest,
  editing: boolean,
): Promise<Outcome> => {
  const input = await request.form()
  const context = service.context()
  const { register } = service
  const fields = editable(service, request)
  const stored = editing ? await loadTarget(service, request) : null
  const seen = Number(input.values['version']?.[0] ?? stored?.version ?? 0)
  const target = stored ? { ...stored, version: seen } : null
  const reason = (input.values['reason']?.[0] ?? '').trim()
  const resolved = await resolveReferences(tools.registers, request.act(), fields, input)
  const mendsId = input.values['mends']?.[0] ?? ''
  const mended = isId(mendsId) ? await tools.registers.approvals.toMend(request.act(), mendsId) : null
  const read = await readForm(
    fields,
    resolved.input,
    context,
    tools.formFiles(register, request.act(), target?.tenant),
    {
      ...target?.values,
      ...(mended ? mendedValues(tools, register, fields, mended.main) : {}),
    },
  )
  const adding = input.values['_add'] !== undefined
  const approval = service.needsApproval(editing ? 'change' : 'create')
  const problems: Problem[] = read.problems.map(problem => resolved.problems.get(problem.field ?? '') ?? problem)
  if (approval && reason === '')
    problems.push({
      field: 'reason',
      message: {
        ja: '決裁者に伝える理由を入力してください。',
        en: 'Enter the reason, for the officer who approves it.',
      },
    })
  const sending = sendingOf(input)
  const mends = mended ? { id: mendsId, comment: mended.proposal.comment ?? '' } : undefined
  const again = (more: readonly Problem[], extra: Partial<FormState> = {}, shown = target) =>
    formPage(
      tools,
      service,
      request,
      shown,
      { typed: read.typed, problems: more, reason, sending, ...(mends ? { mends } : {}), ...extra },
      more.length || extra.conflict ? 422 : 200,
    )
  if (adding) return again([])
  const wrong = new Set(read.problems.map(problem => problem.field?.split('.')[0]))
  const whole = dropUnasked(
    register,
    { ...emptyValues(register), ...target?.values, ...read.values } as RecordValues,
    context,
  )
  problems.push(...checkValues(register, whole, context).filter(problem => !wrong.has(problem.field)))
  if (problems.length) return again(problems)
  const act = request.act(reason || undefined)
  const patch = Object.fromEntries(fields.map(field => [field.id, whole[field.id] ?? null]))
  const sent = sentAs(register, target, sending, whole)
  try {
    const change = target
      ? await service.draftChange(act, target.id, target.version, patch)
      : service.draftCreate(act, whole, { id: mended?.main.id ?? sent })
    const path = staffRecord(register, change.id)
    if (mended) {
      await tools.registers.approvals.resubmit(act, mendsId, change)
      return {
        kind: 'redirect',
        to: proposalPath(mendsId),
        notice: { ja: 'もう一度決裁に回しました。', en: 'Sent for approval again.' },
      }
    }
    if (approval) {
      const name = openNameOf(register, whole, 'ja', context)
      const nameEn = openNameOf(register, whole, 'en', context)
      const title = target
        ? { ja: `${name} の変更`, en: `Change of ${nameEn}` }
        : { ja: `${name} の登録`, en: `New ${nameEn}` }
      const proposal = await tools.registers.approvals.propose(act, title, [change], change, sent)
      return {
        kind: 'redirect',
        to: proposalPath(proposal),
        notice: { ja: '決裁に回しました。', en: 'Sent for approval.' },
      }
    }
    await service.write(act, [change])
    return {
      kind: 'redirect',
      to: path,
      notice: target
        ? { ja: '変更を保存しました。', en: 'The change was saved.' }
        : { ja: '登録しました。', en: 'The record was created.' },
    }
  } catch (error) {
    const refused = error instanceof InputError || error instanceof ConflictError
    const before = refused && !mended && (await sentBefore(tools, service, act, sent, { editing, approval }))
    if (before) return before
    if (error instanceof InputError) return again(error.problems)
    if (error instanceof ConflictError && target) {
      const now = await loadTarget(service, request)
      const typed = await merged(tools, service, request, fields, target, now, read.typed)
      return again([], { conflict: error.reason, typed }, now)
    }
    throw error
  }
}

const emptyValues = (register: Register): RecordValues =>
  Object.fromEntries(register.fields.map(field => [field.id, null]))
