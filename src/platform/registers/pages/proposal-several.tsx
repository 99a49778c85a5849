import type { Bilingual } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import { ConflictError, InputError, NotFoundError, type Problem, RefusedError } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { FormInput, Route, RouteRequest } from '../../routing/route.ts'
import { hashOfChanges, type Proposal, proposalStates } from '../approval/proposal.ts'
import { proposalDecided, recordRead, registerEvents } from '../events.ts'
import { inTurns } from '../in-turns.ts'
import type { Registers } from '../registers.ts'
import { ownPath, Pick } from '../several/choose.tsx'
import { proposalList, proposalPath, proposalsSeveral } from './paths.ts'
import { compared } from './proposal-comparison.tsx'
import { proposalsTitle, proposalTones } from './proposal-list.tsx'

/** So many are shown with their contents on one page; the others follow on the next. */
const mostShown = 100

const title: Bilingual = { ja: '選んだ起案の決裁', en: 'Deciding those chosen' }

const decisions = {
  approve: { ja: '承認', en: 'Approved' },
  return: { ja: '差戻し', en: 'Returned' },
  reject: { ja: '却下', en: 'Rejected' },
} as const satisfies Readonly<Record<string, Bilingual>>

type Decision = keyof typeof decisions

const ids = (form: FormInput, name: string): readonly string[] => [
  ...new Set((form.values[name] ?? []).map(text => text.split('.', 1)[0] ?? '').filter(isId)),
]

interface Looked {
  readonly proposal: Proposal
  readonly parts: readonly Awaited<ReturnType<typeof compared>>[]
  /** It may be decided by this person now. */
  readonly decides: boolean
  readonly outdated: boolean
}

const lookAt = async (registers: Registers, request: RouteRequest, id: string): Promise<Looked | null> => {
  const act = request.act()
  try {
    const proposal = await registers.approvals.look(act, id)
    const parts = await inTurns(proposal.changes, change => compared(registers, request, proposal.id, change))
    const open = proposal.state === 'pending' && Date.parse(proposal.expiresAt) > act.clock.now().getTime()
    return {
      proposal,
      parts,
      decides: open && registers.approvals.mayDecide(act, proposal),
      outdated: open && parts.some(part => part.outdated),
    }
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}

const Matter = ({ looked, request, ticked }: { looked: Looked; request: RouteRequest; ticked: boolean }) => {
  const { proposal, parts, decides, outdated } = looked
  const { language } = request
  const ja = language === 'ja'
  const name = proposal.title[language]
  return (
    <section class="section matter">
      <h2 class="picked">
        {decides ? (
          <Pick
            language={language}
            value={`${proposal.id}.${hashOfChanges(proposal.changes)}`}
            name={name}
            checked={ticked && !outdated}
          />
        ) : null}
        <a href={href(language, proposalPath(proposal.id))}>
          <Words text={name} />
        </a>
      </h2>
      <p>
        {decides ? null : (
          <>
            <StatusTag tone={proposalTones[proposal.state]}>{proposalStates[proposal.state][language]}</StatusTag>{' '}
            {proposal.state === 'pending' ? (ja ? 'あなたは決裁できません。' : 'Not yours to decide. ') : ''}
          </>
        )}
        <Words text={proposal.proposedByName} />　{showMoment(proposal.proposedAt, language)}
        {proposal.reason ? (
          <>
            <br />
            {ja ? '理由：' : 'Reason: '}
            <Words text={proposal.reason} />
          </>
        ) : null}
      </p>
      {parts.map(part => (
        <>
          <h3>{part.title}</h3>
          {part.body}
        </>
      ))}
    </section>
  )
}

/** The chosen proposals with what each would change, one below the other: only what was shown here can be approved here. */
const lookPage = async (
  registers: Registers,
  request: RouteRequest,
  chosen: readonly string[],
  rest: readonly string[],
  from: string,
  state: {
    readonly ticked: ReadonlySet<string> | null
    readonly comment: string
    readonly problems: readonly Problem[]
  },
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const shown = chosen.slice(0, mostShown)
  const later = [...chosen.slice(mostShown), ...rest]
  const looked = (await inTurns(shown, id => lookAt(registers, request, id))).flatMap(one => (one ? [one] : []))
  const decides = looked.some(one => one.decides)
  return {
    kind: 'page',
    title,
    status: state.problems.length ? 422 : 200,
    crumbs: [{ title: proposalsTitle, path: from }, { title }],
    wide: true,
    body: (
      <>
        <PageHeading
          title={ja ? `選んだ起案（${looked.length}件）` : `Chosen proposals (${looked.length})`}
          lead={
            ja
              ? '一件ずつ内容を見て、承認しないものはチェックを外してください。承認は一件ずつ台帳に反映され、証跡に残ります。'
              : 'Look at each, and untick those that you do not approve. Each is decided for itself and has its own entry.'
          }
        />
        {later.length ? (
          <Notice tone="info">
            {ja
              ? `ほかの${later.length}件は、この次のページで見ます。`
              : `The other ${later.length} follow on the next page.`}
          </Notice>
        ) : null}
        <ErrorSummary language={language} problems={state.problems} />
        <Form
          language={language}
          path={`${proposalsSeveral}/approve`}
          csrf={request.csrf}
          hidden={{ from, shown: looked.map(({ proposal }) => proposal.id), rest: later }}
        >
          {looked.map(one => (
            <Matter
              looked={one}
              request={request}
              ticked={state.ticked === null || state.ticked.has(one.proposal.id)}
            />
          ))}
          {decides ? (
            <Section title={ja ? '決裁' : 'Decision'}>
              <TextAreaField
                language={language}
                name="comment"
                label={{ ja: 'コメント（チェックしたすべての起案に付きます）', en: 'Comment (for all ticked)' }}
                help={{ ja: '差戻しと却下のときは必ず入力してください。', en: 'Required to return or reject.' }}
                rows={2}
                value={state.comment}
                problems={state.problems}
              />
              <Buttons>
                <Button>{ja ? 'チェックした起案を承認する' : 'Approve those ticked'}</Button>
                <Button look="secondary" action={href(language, `${proposalsSeveral}/return`)}>
                  {ja ? 'チェックした起案を差し戻す' : 'Return those ticked'}
                </Button>
                <Button look="danger" action={href(language, `${proposalsSeveral}/reject`)}>
                  {ja ? 'チェックした起案を却下する' : 'Reject those ticked'}
                </Button>
              </Buttons>
            </Section>
          ) : (
            <p>{ja ? 'あなたが決裁できる起案はありません。' : 'None of them is yours to decide.'}</p>
          )}
        </Form>
      </>
    ),
  }
}

interface Decided {
  readonly id: string
  readonly title: Bilingual
  readonly problem: Bilingual | null
}

const notYours: Bilingual = { ja: 'あなたは決裁できません。', en: 'Not yours to decide.' }

const decideOne = async (
  registers: Registers,
  request: RouteRequest,
  what: Decision,
  mark: string,
  comment: string,
): Promise<Decided | null> => {
  const { approvals } = registers
  const act = request.act()
  const dot = mark.indexOf('.')
  const id = dot < 0 ? mark : mark.slice(0, dot)
  if (!isId(id)) return null
  let known: Bilingual = { ja: '起案', en: 'Proposal' }
  try {
    known = (await approvals.get(act, id)).title
    // What was mended since it was shown is not approved unseen.
    if (what === 'approve') await approvals.approve(act, id, comment, [], dot < 0 ? '' : mark.slice(dot + 1))
    else if (what === 'return') await approvals.giveBack(act, id, comment)
    else await approvals.reject(act, id, comment)
    return { id, title: known, problem: null }
  } catch (error) {
    if (error instanceof ConflictError) return { id, title: known, problem: error.reason }
    if (error instanceof InputError) return { id, title: known, problem: error.problems[0]?.message ?? notYours }
    if (error instanceof RefusedError || error instanceof NotFoundError) return { id, title: known, problem: notYours }
    throw error
  }
}

const decidedPage = (
  request: RouteRequest,
  what: Decision,
  decided: readonly Decided[],
  rest: readonly string[],
  from: string,
): Outcome => {
  const { language } = request
  const ja = language === 'ja'
  const wrong = decided.filter(({ problem }) => problem !== null)
  const right = decided.length - wrong.length
  const done = decisions[what]
  return {
    kind: 'page',
    title,
    crumbs: [{ title: proposalsTitle, path: from }, { title }],
    wide: true,
    body: (
      <>
        <PageHeading title={ja ? `${done.ja}：結果` : `${done.en}: result`} />
        {right > 0 ? (
          <Notice tone="success">{ja ? `${right}件を${done.ja}しました。` : `${done.en}: ${right}.`}</Notice>
        ) : null}
        {wrong.length ? (
          <Notice tone="error">
            {ja ? `${wrong.length}件は${done.ja}できませんでした。` : `${wrong.length} could not be decided.`}
          </Notice>
        ) : null}
        {rest.length ? (
          <Form language={language} path={proposalsSeveral} csrf={request.csrf} hidden={{ from, record: rest }}>
            <Buttons>
              <Button>{ja ? `残りの${rest.length}件を見る` : `See the other ${rest.length}`}</Button>
            </Buttons>
          </Form>
        ) : null}
        <Buttons>
          <LinkButton language={language} path={from} look={rest.length ? 'secondary' : 'primary'}>
            {ja ? '決裁の一覧に戻る' : 'Back to the list'}
          </LinkButton>
        </Buttons>
        <Table
          language={language}
          caption={title}
          captionHidden
          columns={[{ title: { ja: '件名', en: 'Matter' } }, { title: { ja: '結果', en: 'Result' } }]}
          rows={[...wrong, ...decided.filter(({ problem }) => problem === null)].map(one => ({
            ...(one.problem ? { tone: 'warning' as const } : {}),
            cells: [
              <a href={href(language, proposalPath(one.id))}>
                <Words text={one.title[language]} />
              </a>,
              one.problem?.[language] ?? done[language],
            ],
          }))}
        />
      </>
    ),
  }
}

const noneChosen: Bilingual = { ja: '起案を選んでから押してください。', en: 'Choose proposals first.' }

const look = async (registers: Registers, request: RouteRequest): Promise<Outcome> => {
  const form = await request.form()
  const from = ownPath(form.values['from']?.at(-1)) ?? proposalList
  const chosen = ids(form, 'record')
  if (chosen.length === 0) return { kind: 'redirect', to: from, notice: noneChosen }
  return lookPage(registers, request, chosen, [], from, { ticked: null, comment: '', problems: [] })
}

const decide = async (registers: Registers, request: RouteRequest, what: Decision): Promise<Outcome> => {
  const form = await request.form()
  const from = ownPath(form.values['from']?.at(-1)) ?? proposalList
  const marks = [...new Set(form.values['record'] ?? [])]
  const comment = (form.values['comment']?.at(-1) ?? '').trim()
  const rest = ids(form, 'rest')
  const problems: Problem[] = []
  if (marks.length === 0) problems.push({ message: noneChosen })
  if (what !== 'approve' && comment === '')
    problems.push({
      field: 'comment',
      message: {
        ja: '起案者に伝える理由を入力してください。',
        en: 'Enter the reason, for the officer who proposed it.',
      },
    })
  if (problems.length) {
    const shown = ids(form, 'shown')
    const ticked = new Set(ids(form, 'record'))
    return lookPage(registers, request, shown.length ? shown : [...ticked], rest, from, { ticked, comment, problems })
  }
  // One after the other: each is a transaction of its own, with its own entry.
  const decided: Decided[] = []
  for (const mark of marks.slice(0, mostShown)) {
    const one = await decideOne(registers, request, what, mark, comment)
    if (one) decided.push(one)
  }
  return decidedPage(request, what, decided, rest, from)
}

/** Deciding several: for every register with approval, from its declaration. Whose approval counts is the service's to say. */
export const proposalSeveralRoutes = (registers: Registers): readonly Route[] => [
  {
    method: 'POST',
    path: proposalsSeveral,
    zone: 'staff',
    access: 'signed-in',
    ledger: [recordRead],
    long: true,
    handle: request => look(registers, request),
  },
  ...(['approve', 'return', 'reject'] as const).map(
    (what): Route => ({
      method: 'POST',
      path: `${proposalsSeveral}/${what}`,
      zone: 'staff',
      access: 'signed-in',
      ledger: what === 'approve' ? registerEvents : [proposalDecided, recordRead],
      long: true,
      handle: request => decide(registers, request, what),
    }),
  ),
]
