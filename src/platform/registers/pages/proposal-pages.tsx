import { showMoment } from '../../../base/moment.ts'
import { ConflictError, InputError, type Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import { hashOfChanges, type Proposal, proposalStates } from '../approval/proposal.ts'
import { proposedFileRoute } from '../downloads/routes.ts'
import { proposalDecided, recordRead, registerEvents } from '../events.ts'
import { inTurns } from '../in-turns.ts'
import type { Registers } from '../registers.ts'
import { ownPath } from '../several/choose.tsx'
import type { PageTools } from './page-tools.ts'
import { batchPath, proposalList, proposalPath, staffList, staffRecord } from './paths.ts'
import { compared } from './proposal-comparison.tsx'
import { proposalListPage, proposalsTitle as title, proposalTones as tones, walkPath } from './proposal-list.tsx'
import { decisionQueue, nextOf } from './proposal-queue.ts'
import { proposalSeveralRoutes } from './proposal-several.tsx'

/** Where a returned proposal is mended: the form of its main change, filled as it was proposed. */
const mendPath = (registers: Registers, proposal: Proposal): string => {
  const { register } = registers.service(proposal.register)
  const main = proposal.changes.find(change => change.id === proposal.record)
  const query = `?mends=${proposal.id}`
  return main?.operation === 'create' || !proposal.record
    ? `${staffList(register)}/new${query}`
    : `${staffRecord(register, proposal.record)}/edit${query}`
}

const batchOf = (request: RouteRequest): string | null => {
  const asked = request.query.get('batch')
  return asked && isId(asked) ? asked : null
}

/**
 * Where one goes from here: the officer to the next record of the list that they came from (`next`, `list`), whoever
 * decides to the next proposal that waits for them.
 */
const WayOn = ({
  request,
  next,
  left,
  batch,
}: {
  readonly request: RouteRequest
  readonly next: string | undefined
  readonly left: number
  readonly batch: string | null
}) => {
  const { language, query } = request
  const ja = language === 'ja'
  const [due, list] = [ownPath(query.get('next')), ownPath(query.get('list'))]
  if (!due && !list && !next) return null
  return (
    <Buttons>
      {due ? (
        <LinkButton language={language} path={due}>
          {ja ? '次の記録の手続へ' : 'The next record'}
        </LinkButton>
      ) : null}
      {list ? (
        <LinkButton language={language} look="secondary" path={list}>
          {ja ? '元の一覧に戻る' : 'Back to the list'}
        </LinkButton>
      ) : null}
      {next ? (
        <LinkButton language={language} look={due || list ? 'quiet' : 'secondary'} path={walkPath(next, batch)}>
          {ja ? `次の申請へ（ほか${left}件）` : `Next one (${left} more)`}
        </LinkButton>
      ) : null}
      {batch ? (
        <LinkButton language={language} look="quiet" path={batchPath(batch)}>
          {ja ? 'まとめて回した起案の一覧' : 'All sent together'}
        </LinkButton>
      ) : null}
    </Buttons>
  )
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
  const parts = await inTurns(proposal.changes, change => compared(registers, request, proposal.id, change))
  const pending = proposal.state === 'pending' && Date.parse(proposal.expiresAt) > act.clock.now().getTime()
  const decides = pending && registers.approvals.mayDecide(act, proposal)
  const own = proposal.proposedBy === request.actor.person
  const outdated = pending && parts.some(part => part.outdated)
  const path = proposalPath(proposal.id)
  const batch = batchOf(request)
  const queue = await decisionQueue(registers, act, batch)
  const next = nextOf(queue, proposal)
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
          {'　'}
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
        <WayOn request={request} next={next} left={queue.filter(({ id }) => id !== proposal.id).length} batch={batch} />
        {parts.map(part => (
          <Section title={part.title}>{part.body}</Section>
        ))}
        {decides ? (
          <Form
            language={language}
            path={`${path}/approve`}
            csrf={request.csrf}
            hidden={{ seen: hashOfChanges(proposal.changes), ...(batch ? { batch } : {}) }}
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
              {outdated || !next ? null : (
                <Button name="then" value="next">
                  {language === 'ja' ? '承認して次へ' : 'Approve and go on'}
                </Button>
              )}
              {outdated ? null : (
                <Button look={next ? 'secondary' : 'primary'}>{language === 'ja' ? '承認する' : 'Approve'}</Button>
              )}
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

/** Approved, and on to what waits next. */
const onward = async (
  registers: Registers,
  request: RouteRequest,
  decided: Proposal,
  asked: string | undefined,
): Promise<Outcome> => {
  const batch = asked && isId(asked) ? asked : null
  const queue = await decisionQueue(registers, request.act(), batch)
  const next = nextOf(queue, decided)
  if (next === undefined)
    return {
      kind: 'redirect',
      to: batch ? batchPath(batch) : proposalList,
      notice: { ja: '承認しました。決裁を待つ起案はもうありません。', en: 'Approved. Nothing else waits for you.' },
    }
  return {
    kind: 'redirect',
    to: walkPath(next, batch),
    notice: {
      ja: `「${decided.title.ja}」を承認しました。次の申請です（残り${queue.length}件）。`,
      en: `Approved: ${decided.title.en}. This is the next one (${queue.length} left).`,
    },
  }
}

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
    if (decided && values['then']?.[0] === 'next')
      return onward(tools.registers, request, decided, values['batch']?.[0])
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
    handle: request => proposalListPage(tools.registers, request),
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
  ...proposalSeveralRoutes(tools.registers),
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
