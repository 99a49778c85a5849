import { showMoment } from '../../../base/moment.ts'
import type { Problem } from '../../../base/problem.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { may } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { agrees } from '../compare/report.ts'
import { refusedOf } from '../run/report.ts'
import { fingerprintOf, type MovingTools, manage, type OpenMove, openMove } from '../service/tools.ts'
import { asOwn, comparisonsOf, plansOf, type RehearsalRow, rehearsalsOf, stepsOf } from '../store.ts'
import { count, movePath, page, param } from './common.tsx'

import { Files, Mapping } from './input.tsx'
import { Plans } from './plans.tsx'

const Rehearsals = ({
  open,
  request,
  manages,
  rehearsals,
}: {
  open: OpenMove
  request: RouteRequest
  manages: boolean
  rehearsals: readonly RehearsalRow[]
}) => {
  const { language } = request
  const ja = language === 'ja'
  const now = fingerprintOf(open)
  return (
    <Section title={ja ? '3　リハーサル' : '3  Rehearsal'} id="rehearsals">
      {rehearsals.length === 0 ? (
        <Empty title={ja ? 'まだリハーサルをしていません。' : 'Not rehearsed yet.'} />
      ) : (
        <Table
          language={language}
          caption={{ ja: 'リハーサルの一覧', en: 'Rehearsals' }}
          captionHidden
          columns={[
            { title: { ja: '日時', en: 'When' } },
            { title: { ja: '実施者', en: 'By' } },
            { title: { ja: '行数', en: 'Rows' }, numeric: true },
            { title: { ja: '取り込めない行', en: 'Refused' }, numeric: true },
            { title: { ja: '今の入力', en: 'Input' } },
          ]}
          rows={rehearsals.map(one => ({
            cells: [
              <a href={href(language, movePath(open.move.id, `/rehearsals/${one.id}`))}>
                {showMoment(one.at, language)}
              </a>,
              one.by_name,
              count(one.report.files.reduce((sum, file) => sum + file.rows, 0)),
              count(refusedOf(one.report)),
              one.fingerprint === now ? (ja ? '同じ' : 'Same') : ja ? 'その後に変更あり' : 'Changed since',
            ],
            tone: one.fingerprint === now ? undefined : 'muted',
          }))}
        />
      )}
      {manages ? (
        <Form language={language} path={movePath(open.move.id, '/rehearse')} csrf={request.csrf}>
          <Buttons>
            <Button>{ja ? 'リハーサルをする' : 'Rehearse'}</Button>
          </Buttons>
        </Form>
      ) : null}
    </Section>
  )
}

export const showMove = async (
  tools: MovingTools,
  request: RouteRequest,
  problems: readonly Problem[] = [],
  typed: Readonly<Record<string, string>> = {},
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const act = request.act()
  const open = await openMove(tools, act, param(request, 'id'))
  const manages = may(request.actor, manage)
  const { move } = open
  const { rehearsals, plans, comparisons, steps } = await asOwn(tools.registers.tools.database, act, async tx => {
    const all = await plansOf(tx, move.tenant, move.id)
    return {
      rehearsals: await rehearsalsOf(tx, move.tenant, move.id),
      plans: all,
      comparisons: await comparisonsOf(tx, move.tenant, move.id),
      steps: all[0] ? await stepsOf(tx, move.tenant, all[0].id) : [],
    }
  })
  return page(
    { ja: move.name, en: move.name },
    <>
      <ErrorSummary language={language} problems={problems} />
      <PageHeading
        title={move.name}
        lead={open.layout.title[language]}
        tags={move.sample ? <StatusTag tone="sample">{ja ? '練習' : 'Practice'}</StatusTag> : null}
      />
      <Files open={open} request={request} manages={manages} />
      <Mapping open={open} request={request} manages={manages} />
      <Rehearsals open={open} request={request} manages={manages} rehearsals={rehearsals} />
      <Plans
        open={open}
        request={request}
        plans={plans}
        steps={steps}
        rehearsals={rehearsals}
        problems={problems}
        typed={typed}
      />
      <Section title={ja ? '5　新旧の突合' : '5  Old and new compared'} id="comparisons">
        {comparisons.length ? (
          <Table
            language={language}
            caption={{ ja: '突合の一覧', en: 'Comparisons' }}
            captionHidden
            columns={[
              { title: { ja: '日時', en: 'When' } },
              { title: { ja: '結果', en: 'Result' } },
              { title: { ja: '確認', en: 'Signed off' } },
            ]}
            rows={comparisons.map(one => ({
              cells: [
                <a href={href(language, movePath(move.id, `/comparisons/${one.id}`))}>
                  {showMoment(one.at, language)}
                </a>,
                agrees(one.report) ? (ja ? '一致' : 'Agrees') : ja ? '相違あり' : 'Differs',
                one.signed_at
                  ? `${one.signed_by_name ?? ''} ${showMoment(one.signed_at, language)}`
                  : ja
                    ? '未確認'
                    : 'Not yet',
              ],
            }))}
          />
        ) : (
          <p>
            {ja
              ? '切替の後に、旧システムのファイルと台帳を突き合わせます。'
              : 'After the cut-over the files are compared with the registers.'}
          </p>
        )}
        {manages ? (
          <Form language={language} path={movePath(move.id, '/compare')} csrf={request.csrf}>
            <Buttons>
              <Button look="secondary">{ja ? '今の台帳と突き合わせる' : 'Compare with the registers'}</Button>
            </Buttons>
          </Form>
        ) : null}
      </Section>
      {manages && plans[0]?.state === 'done' && open.files.length ? (
        <Section title={ja ? '6　片付け' : '6  Clearing away'}>
          <p>
            {ja ? '突合の確認が済んだら、預かったファイルを消してください。' : 'Once signed off, remove the files.'}
          </p>
          <Form language={language} path={movePath(move.id, '/discard')} csrf={request.csrf}>
            <Buttons>
              <Button look="danger">{ja ? '旧システムのファイルを消す' : 'Remove the files'}</Button>
            </Buttons>
          </Form>
        </Section>
      ) : null}
      <Buttons>
        <LinkButton language={language} look="quiet" path={movePath(move.id, '/layout.json')}>
          {ja ? 'レイアウト（JSON）' : 'Layout (JSON)'}
        </LinkButton>
        <LinkButton language={language} look="quiet" path={movePath(move.id, '/mapping.json')}>
          {ja ? '対応づけ（JSON）' : 'Mapping (JSON)'}
        </LinkButton>
      </Buttons>
    </>,
    { crumbs: [{ title: { ja: move.name, en: move.name } }], problems },
  )
}
