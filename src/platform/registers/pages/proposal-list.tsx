import type { Bilingual } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import { isId } from '../../../base/uuid.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { StatusTag, type StatusTone } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { type Proposal, type ProposalState, proposalStates } from '../approval/proposal.ts'
import type { Registers } from '../registers.ts'
import { ChooseForm, Pick } from '../several/choose.tsx'
import { batchPath, proposalList, proposalPath, proposalsSeveral } from './paths.ts'
import { oldestFirst } from './proposal-queue.ts'

export const proposalTones: Readonly<Record<ProposalState, StatusTone>> = {
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

export const proposalsTitle: Bilingual = { ja: '決裁', en: 'Approvals' }

/** A proposal's address; of one sending, the walk stays within it. */
export const walkPath = (id: string, batch: string | null): string =>
  batch ? `${proposalPath(id)}?batch=${batch}` : proposalPath(id)

interface ListProps {
  readonly request: RouteRequest
  readonly proposals: readonly Proposal[]
  readonly batch: string | null
  /** Ids of those that this actor may decide: they are chosen from. */
  readonly mine: ReadonlySet<string>
  readonly ticked: boolean
}

const ProposalTable = ({ request, proposals, batch, mine, ticked }: ListProps) => {
  const { language } = request
  return (
    <Table
      language={language}
      caption={proposalsTitle}
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
          <span class="picked">
            {mine.has(proposal.id) ? (
              <Pick language={language} value={proposal.id} name={proposal.title[language]} checked={ticked} />
            ) : null}
            <a href={href(language, walkPath(proposal.id, batch))}>
              <Words text={proposal.title[language]} />
            </a>
          </span>,
          <Words text={proposal.proposedByName} />,
          showMoment(proposal.proposedAt, language),
          showMoment(proposal.expiresAt, language),
          <StatusTag tone={proposalTones[proposal.state]}>{proposalStates[proposal.state][language]}</StatusTag>,
        ],
      }))}
    />
  )
}

/** Sendings of several at once among those that wait: each can be looked through for itself. */
const Batches = ({ request, proposals }: Pick<ListProps, 'request' | 'proposals'>) => {
  const { language } = request
  const byBatch = Map.groupBy(
    proposals.filter(({ batch }) => batch !== null),
    ({ batch }) => batch ?? '',
  )
  const several = [...byBatch].filter(([, all]) => all.length > 1)
  if (several.length === 0) return null
  return (
    <Notice tone="info" title={language === 'ja' ? 'まとめて回された起案' : 'Sent together'}>
      <ul>
        {several.map(([batch, all]) => (
          <li>
            <a href={href(language, batchPath(batch))}>
              <Words text={all[0]?.title[language] ?? ''} />{' '}
              {language === 'ja' ? `ほか（${all.length}件）` : `and more (${all.length})`}
            </a>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

const tabOf = (key: string): string => `${proposalList}?view=${key}`

export const proposalListPage = async (registers: Registers, request: RouteRequest): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const asked = request.query.get('batch')
  const batch = asked && isId(asked) ? asked : null
  const view = views.find(one => one.key === request.query.get('view')) ?? views[0]
  const found = batch ? await registers.approvals.batch(act, batch) : await registers.approvals.list(act, view.states)
  // What waits is worked off from the oldest; what is done is looked up from the newest.
  const proposals = view === views[0] ? [...found].sort(oldestFirst) : found
  const now = act.clock.now().getTime()
  const mine = new Set(
    proposals
      .filter(
        one => one.state === 'pending' && Date.parse(one.expiresAt) > now && registers.approvals.mayDecide(act, one),
      )
      .map(({ id }) => id),
  )
  const first = proposals.find(({ id }) => mine.has(id))
  const from = batch ? batchPath(batch) : tabOf(view.key)
  const list = (
    <ProposalTable
      request={request}
      proposals={proposals}
      batch={batch}
      mine={mine}
      ticked={request.query.get('choose') === 'all'}
    />
  )
  return {
    kind: 'page',
    title: proposalsTitle,
    crumbs: batch
      ? [{ title: proposalsTitle, path: proposalList }, { title: { ja: 'まとめて回した起案', en: 'Sent together' } }]
      : [{ title: proposalsTitle }],
    wide: true,
    scripts: ['choose'],
    body: (
      <>
        <PageHeading
          title={
            batch
              ? ja
                ? `まとめて回した起案（${proposals.length}件）`
                : `Sent together (${proposals.length})`
              : proposalsTitle[language]
          }
          lead={
            ja
              ? '起案された変更を確かめ、承認・差戻し・却下します。自分の起案は承認できません。'
              : 'Check proposed changes and approve, return or reject them. Nobody approves their own proposal.'
          }
        >
          {first ? (
            <LinkButton language={language} path={walkPath(first.id, batch)}>
              {ja ? `一件ずつ順に見る（${mine.size}件）` : `Look one by one (${mine.size})`}
            </LinkButton>
          ) : null}
        </PageHeading>
        {batch ? null : (
          <Tabs
            language={language}
            label={proposalsTitle}
            tabs={views.map(one => ({ title: one.title, path: tabOf(one.key), current: one === view }))}
          />
        )}
        {batch ? null : <Batches request={request} proposals={proposals.filter(({ id }) => mine.has(id))} />}
        {proposals.length === 0 ? (
          <Empty title={ja ? 'ここにはありません。' : 'Nothing here.'} />
        ) : mine.size === 0 ? (
          list
        ) : (
          <ChooseForm
            language={language}
            csrf={request.csrf}
            from={from}
            label={{ ja: 'まとめて決裁する起案', en: 'Proposals to decide together' }}
            all={`${from}&choose=all`}
            none={from}
            acts={[
              {
                path: proposalsSeveral,
                title: { ja: '選んだ起案の内容を並べて見る', en: 'See what the chosen ones change' },
              },
            ]}
          >
            {list}
          </ChooseForm>
        )}
      </>
    ),
  }
}
