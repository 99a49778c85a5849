import type { Bilingual } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import { ConflictError, InputError, type Problem } from '../../../base/problem.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { StatusTag, type StatusTone } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import {
  hashOfChanges,
  type Proposal,
  type ProposalState,
  type ProposedChange,
  proposalStates,
} from '../approval/proposal.ts'
import { proposedFileRoute } from '../downloads/routes.ts'
import { proposalDecided, recordRead, registerEvents } from '../events.ts'
import type { RecordValues } from '../field.ts'
import { fromStored } from '../record.ts'
import type { Registers } from '../registers.ts'
import { visibleFields } from '../visibility.ts'
import { ValueOrNone } from './history-pages.tsx'
import { nameOf } from './naming.ts'
import type { PageTools } from './page-tools.ts'
import { filesOf, proposalList, proposalPath, proposedFile, staffList, staffRecord } from './paths.ts'
import { referenceLinks } from './references.ts'

const tones: Readonly<Record<ProposalState, StatusTone>> = {
  pending: 'waiting',
  returned: 'warning',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'neutral',
  expired: 'neutral',
}

const views = [
  { key: 'open', title: { ja: '決裁待ち', en: 'Waiting' }, states: ['pending'] },
  { key: 'returned', title: { ja: '差戻し', en: 'Returned' }, states: ['returned'] },
  { key: 'done', title: { ja: '済み', en: 'Done' }, states: ['approved', 'rejected', 'withdrawn', 'expired'] },
] as const satisfies readonly { key: string; title: Bilingual; states: readonly ProposalState[] }[]

const title: Bilingual = { ja: '決裁', en: 'Approvals' }

const listPage = async (registers: Registers, request: RouteRequest): Promise<Outcome> => {
  const { language } = request
  const view = views.find(one => one.key === request.query.get('view')) ?? views[0]
  const proposals = await registers.approvals.list(request.act(), view.states)
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
            language === 'ja'
              ? '起案された変更を確かめ、承認・差戻し・却下します。自分の起案は承認できません。'
              : 'Check proposed changes and approve, return or reject them. Nobody approves their own proposal.'
          }
        />
        <Tabs
          language={language}
          label={title}
          tabs={views.map(one => ({
            title: one.title,
            path: `${proposalList}?view=${one.key}`,
            current: one === view,
          }))}
        />
        {proposals.length === 0 ? (
          <Empty title={language === 'ja' ? 'ここにはありません。' : 'Nothing here.'} />
        ) : (
          <Table
            language={language}
            caption={title}
            captionHidden
            columns={[
              { title: { ja: '件名', en: 'Matter' } },
              { title: { ja: '起案者', en: 'Proposed by' } },
              { title: { ja: '起案日時', en: 'Proposed' } },
              { title: { ja: '期限', en: 'Expires' } },
              { title: { ja: '状態', en: 'State' } },
            ]}
            rows={proposals.map(proposal => ({
              cells: [
                <a href={href(language, proposalPath(proposal.id))}>
                  <Words text={proposal.title[language]} />
                </a>,
                <Words text={proposal.proposedByName} />,
                showMoment(proposal.proposedAt, language),
                showMoment(proposal.expiresAt, language),
                <StatusTag tone={tones[proposal.state]}>{proposalStates[proposal.state][language]}</StatusTag>,
              ],
            }))}
          />
        )}
      </>
    ),
  }
}

const operationNames = {
  create: { ja: '登録', en: 'New' },
  change: { ja: '変更', en: 'Change' },
  remove: { ja: '削除', en: 'Removal' },
} as const

/** One change of a proposal: what stands now beside what would stand, side by side. */
const compared = async (registers: Registers, request: RouteRequest, proposal: string, change: ProposedChange) => {
  const service = registers.service(change.register)
  const { register } = service
  const { language } = request
  const context = service.context()
  const act = request.act()
  const fields = visibleFields(register, request.actor)
  const open = fields.some(field => field.class === 'special')
  const after = fromStored(register, change.id, change.data, registers.tools.secrets, open)
  const current = change.operation === 'create' ? null : await service.get(act, change.id)
  const before: Partial<RecordValues> = current?.row.values ?? {}
  const outdated = current !== null && current.row.version !== change.version - 1
  const same = (id: string) => JSON.stringify(before[id] ?? null) === JSON.stringify(after[id] ?? null)
  const shown = fields.filter(field =>
    change.operation === 'change' ? !same(field.id) : (after[field.id] ?? null) !== null,
  )
  const rows = [before, after].map((values, at) => ({
    id: change.id,
    tenant: '',
    version: at,
    sample: change.sample,
    createdAt: '',
    updatedAt: '',
    removedAt: null,
    values: Object.fromEntries(register.fields.map(field => [field.id, values[field.id] ?? null])),
  }))
  const references = await referenceLinks(registers, act, fields, rows, language)
  const hidden = register.fields.filter(field => !fields.includes(field) && change.changed.includes(field.id))
  const name = nameOf(register, after, language, context)
  return {
    outdated,
    section: (
      <Section
        title={`${register.definition.title[language]}${language === 'ja' ? '　' : ': '}${operationNames[change.operation][language]}`}
      >
        <p>
          {change.operation === 'create' ? (
            <Words text={name} />
          ) : (
            <a href={href(language, staffRecord(register, change.id))}>
              <Words text={name} />
            </a>
          )}
        </p>
        {outdated && change.operation !== 'create' ? (
          <Notice tone="error">
            {language === 'ja'
              ? '起案の後に、この記録は別の変更を受けました。承認できません。差し戻して、起案し直してもらってください。'
              : 'The record was changed after this was proposed, so it cannot be approved. Return it to be proposed again.'}
          </Notice>
        ) : null}
        <Table
          language={language}
          caption={{ ja: '変更の内容', en: 'The change' }}
          captionHidden
          columns={[
            { title: { ja: '項目', en: 'Field' } },
            ...(change.operation === 'change' ? [{ title: { ja: '現在', en: 'Now' } }] : []),
            { title: { ja: '起案の内容', en: 'Proposed' } },
          ]}
          rows={shown.map(field => ({
            cells: [
              field.field.label[language],
              ...(change.operation === 'change'
                ? [
                    <ValueOrNone
                      field={field}
                      value={before[field.id]}
                      language={language}
                      context={context}
                      references={references}
                      file={filesOf(staffRecord(register, change.id)) + field.id}
                    />,
                  ]
                : []),
              <ValueOrNone
                field={field}
                value={after[field.id]}
                language={language}
                context={context}
                references={references}
                file={proposedFile(proposal, change, field.id)}
              />,
            ],
          }))}
        />
        {hidden.length ? (
          <p class="muted">
            {language === 'ja' ? '閲覧の権限がない項目も変わります。' : 'Fields that you may not see change as well.'}
          </p>
        ) : null}
      </Section>
    ),
  }
}

/** Where a returned proposal is mended: the form of its main change, filled as it was proposed. */
const mendPath = (registers: Registers, proposal: Proposal): string => {
  const { register } = registers.service(proposal.register)
  const main = proposal.changes.find(change => change.id === proposal.record)
  const query = `?mends=${proposal.id}`
  return main?.operation === 'create' || !proposal.record
    ? `${staffList(register)}/new${query}`
    : `${staffRecord(register, proposal.record)}/edit${query}`
}

const detailPage = async (
  registers: Registers,
  request: RouteRequest,
  problems: readonly Problem[] = [],
  comment = '',
): Promise<Outcome> => {
  const { language } = request
  const act = request.act()
  const proposal = await registers.approvals.look(act, request.params['id'] ?? '')
  const parts = await Promise.all(proposal.changes.map(change => compared(registers, request, proposal.id, change)))
  const pending = proposal.state === 'pending' && Date.parse(proposal.expiresAt) > act.clock.now().getTime()
  const decides = pending && registers.approvals.mayDecide(act, proposal)
  const own = proposal.proposedBy === request.actor.person
  const outdated = pending && parts.some(part => part.outdated)
  const path = proposalPath(proposal.id)
  return {
    kind: 'page',
    title: proposal.title,
    status: problems.length ? 422 : 200,
    crumbs: [{ title, path: proposalList }, { title: proposal.title }],
    wide: true,
    body: (
      <>
        <PageHeading
          title={proposal.title[language]}
          tags={<StatusTag tone={tones[proposal.state]}>{proposalStates[proposal.state][language]}</StatusTag>}
        />
        <ErrorSummary language={language} problems={problems} />
        <p>
          {language === 'ja' ? '起案：' : 'Proposed by '}
          <Words text={proposal.proposedByName} />　
          <time datetime={proposal.proposedAt}>{showMoment(proposal.proposedAt, language)}</time>
          {proposal.reason ? (
            <>
              <br />
              {language === 'ja' ? '理由：' : 'Reason: '}
              <Words text={proposal.reason} />
            </>
          ) : null}
        </p>
        {proposal.decidedAt ? (
          <p>
            {proposalStates[proposal.state][language]}
            {language === 'ja' ? '：' : ': '}
            <Words text={proposal.decidedByName ?? ''} />　{showMoment(proposal.decidedAt, language)}
            {proposal.comment ? (
              <>
                <br />
                <Words text={proposal.comment} />
              </>
            ) : null}
          </p>
        ) : null}
        {parts.map(part => part.section)}
        {decides ? (
          <Form
            language={language}
            path={`${path}/approve`}
            csrf={request.csrf}
            hidden={{ seen: hashOfChanges(proposal.changes) }}
          >
            <TextAreaField
              language={language}
              name="comment"
              label={{ ja: 'コメント', en: 'Comment' }}
              help={{ ja: '差戻しと却下のときは必ず入力してください。', en: 'Required to return or reject.' }}
              rows={3}
              value={comment}
              problems={problems}
            />
            <Buttons>
              {outdated ? null : <Button>{language === 'ja' ? '承認する' : 'Approve'}</Button>}
              <Button look="secondary" action={href(language, `${path}/return`)}>
                {language === 'ja' ? '差し戻す' : 'Return'}
              </Button>
              <Button look="danger" action={href(language, `${path}/reject`)}>
                {language === 'ja' ? '却下する' : 'Reject'}
              </Button>
            </Buttons>
          </Form>
        ) : null}
        {proposal.state === 'returned' && own && proposal.record && registers.find(proposal.register) ? (
          <Buttons>
            <LinkButton language={language} path={mendPath(registers, proposal)}>
              {language === 'ja' ? '直して、もう一度決裁に回す' : 'Mend and send again'}
            </LinkButton>
          </Buttons>
        ) : null}
        {pending && own ? (
          <Form language={language} path={`${path}/withdraw`} csrf={request.csrf}>
            <p>
              {language === 'ja'
                ? '自分の起案は、ほかの職員が決裁します。'
                : 'Another officer decides on your own proposal.'}
            </p>
            <Buttons>
              <Button look="quiet">{language === 'ja' ? '起案を取り下げる' : 'Withdraw'}</Button>
            </Buttons>
          </Form>
        ) : null}
      </>
    ),
  }
}

const decisions = {
  approve: { ja: '承認しました。変更は台帳に反映されました。', en: 'Approved. The change counts from now on.' },
  return: { ja: '差し戻しました。', en: 'Returned.' },
  reject: { ja: '却下しました。', en: 'Rejected.' },
  withdraw: { ja: '起案を取り下げました。', en: 'Withdrawn.' },
} as const

const decide = async (tools: PageTools, request: RouteRequest, what: keyof typeof decisions): Promise<Outcome> => {
  const { approvals } = tools.registers
  const id = request.params['id'] ?? ''
  const act = request.act()
  const { values } = await request.form()
  const comment = (values['comment']?.[0] ?? '').trim()
  try {
    let decided: Proposal | undefined
    if (what === 'approve') decided = await approvals.approve(act, id, comment, [], values['seen']?.[0] ?? '')
    else if (what === 'return') await approvals.giveBack(act, id, comment)
    else if (what === 'reject') await approvals.reject(act, id, comment)
    else await approvals.withdraw(act, id)
    const record = decided?.record ? tools.registers.find(decided.register) : undefined
    const to = decided?.record && record ? staffRecord(record.register, decided.record) : proposalPath(id)
    return { kind: 'redirect', to, notice: decisions[what] }
  } catch (error) {
    if (error instanceof InputError) return detailPage(tools.registers, request, error.problems, comment)
    if (error instanceof ConflictError)
      return detailPage(tools.registers, request, [{ message: error.reason }], comment)
    throw error
  }
}

/** 決裁: the list of proposals, the comparison side by side, the decision. Whose approval counts is the service's to say. */
export const proposalRoutes = (tools: PageTools): readonly Route[] => [
  {
    method: 'GET',
    path: proposalList,
    zone: 'staff',
    access: 'signed-in',
    ledger: [],
    handle: request => listPage(tools.registers, request),
  },
  {
    method: 'GET',
    path: `${proposalList}/:id`,
    zone: 'staff',
    access: 'signed-in',
    ledger: [recordRead],
    handle: request => detailPage(tools.registers, request),
  },
  proposedFileRoute(tools.downloads, proposalList),
  ...(['approve', 'return', 'reject', 'withdraw'] as const).map(
    (what): Route => ({
      method: 'POST',
      path: `${proposalList}/:id/${what}`,
      zone: 'staff',
      access: 'signed-in',
      ledger: what === 'approve' ? registerEvents : [proposalDecided],
      handle: request => decide(tools, request, what),
    }),
  ),
]
