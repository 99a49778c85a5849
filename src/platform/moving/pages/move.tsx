import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { writeCsv } from '../../../base/csv/write.ts'
import { showMoment } from '../../../base/moment.ts'
import type { Problem } from '../../../base/problem.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { Details } from '../../../ui/details.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { CheckField, FileField, SelectField, TextAreaField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { may } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { agrees } from '../compare/report.ts'
import { mappingDifference } from '../mapping/difference.ts'
import { refusedOf } from '../run/report.ts'
import { charactersAsCsv } from '../service/moves.ts'
import { approve, fingerprintOf, type MovingTools, manage, type OpenMove, openMove } from '../service/tools.ts'
import {
  asOwn,
  comparisonsOf,
  type PlanRow,
  plansOf,
  type RehearsalRow,
  rehearsalsOf,
  type StepRow,
  stepsOf,
} from '../store.ts'
import { count, movePath, page, param, planWords } from './common.tsx'

const Files = ({ open, request, manages }: { open: OpenMove; request: RouteRequest; manages: boolean }) => {
  const { language } = request
  const ja = language === 'ja'
  return (
    <Section title={ja ? '1　旧システムのファイル' : '1  Files of the old system'} id="files">
      <Table
        language={language}
        caption={{ ja: 'ファイルの一覧', en: 'Files' }}
        captionHidden
        columns={[
          { title: { ja: '種類', en: 'Kind' } },
          { title: { ja: '受け入れたファイル', en: 'Received' } },
          { title: { ja: '大きさ（バイト）', en: 'Bytes' }, numeric: true },
          { title: { ja: '受入れ', en: 'When' } },
        ]}
        rows={open.layout.files.map(file => {
          const row = open.files.find(one => one.file === file.id)
          return {
            cells: [
              `${file.title[language]}（${file.pattern}）`,
              row ? (
                row.name
              ) : (
                <StatusTag tone={file.required ? 'warning' : 'neutral'}>
                  {file.required ? (ja ? '必要です' : 'Needed') : ja ? 'なし' : 'None'}
                </StatusTag>
              ),
              row ? count(row.size) : '',
              row ? `${showMoment(row.put_at, language)} ${row.put_by_name}` : '',
            ],
          }
        })}
      />
      {manages ? (
        <Form language={language} path={movePath(open.move.id, '/files')} csrf={request.csrf} files>
          <FileField
            language={language}
            name="file"
            required
            label={{ ja: 'ファイル', en: 'File' }}
            help={{
              ja: '名前から種類を見分けます。数百MBのものは、管理者が musubi move-in で入れてください。暗号化して保管します。',
              en: 'Its name tells its kind. Very large ones are put by the operator with musubi move-in. Kept encrypted.',
            }}
            accept=".csv,.txt,.tsv,.dat"
          />
          <SelectField
            language={language}
            name="kind"
            label={{ ja: '種類', en: 'Kind' }}
            empty={{ ja: '名前から見分ける', en: 'Tell by its name' }}
            choices={open.layout.files.map(file => ({ value: file.id, label: file.title[language] }))}
          />
          <Buttons>
            <Button look="secondary">{ja ? 'ファイルを入れる' : 'Put the file'}</Button>
          </Buttons>
        </Form>
      ) : null}
    </Section>
  )
}

const Mapping = ({ open, request, manages }: { open: OpenMove; request: RouteRequest; manages: boolean }) => {
  const { language } = request
  const ja = language === 'ja'
  const { mapping, move } = open
  const differs = mapping.copied ? mappingDifference(mapping.copied, mapping.content) : []
  return (
    <Section title={ja ? '2　項目の対応づけと文字' : '2  Mapping and characters'} id="mapping">
      <ul>
        {mapping.content.targets.map(target => (
          <li>
            <a href={href(language, movePath(move.id, `/mapping/${target.id}`))}>
              {open.layout.files.find(file => file.id === target.file)?.title[language] ?? target.file}
              {ja
                ? ` の対応づけ（${Object.keys(target.fields).length}項目）`
                : `: ${Object.keys(target.fields).length} fields`}
            </a>
          </li>
        ))}
      </ul>
      {differs.length ? (
        <p>
          {ja
            ? `元にした対応づけと違う項目が${differs.length}件あります: `
            : `${differs.length} differ from where it began: `}
          {differs.map(one => `${one.target}.${one.column}`).join('、')}
        </p>
      ) : null}
      {manages ? (
        <>
          <Form
            language={language}
            path={movePath(move.id, '/share')}
            csrf={request.csrf}
            hidden={{ shared: mapping.shared ? 'no' : 'yes' }}
          >
            <Buttons>
              <Button look="quiet">
                {mapping.shared
                  ? ja
                    ? '他の団体への共有をやめる'
                    : 'Stop sharing'
                  : ja
                    ? 'この対応づけを他の団体に共有する'
                    : 'Share this mapping with others'}
              </Button>
            </Buttons>
          </Form>
          <Details
            summary={ja ? '外字と縮退の表' : 'Table of private characters'}
            open={Object.keys(move.characters.registered).length > 0}
          >
            <Form language={language} path={movePath(move.id, '/characters')} csrf={request.csrf}>
              <TextAreaField
                language={language}
                name="characters"
                rows={8}
                label={{ ja: '外字と縮退の表（CSV）', en: 'Table (CSV)' }}
                help={{
                  ja: '1行に「外字,U+E000,髙」か「縮退,髙,高」。表にない外字は、置き換えずにその行を取り込みません。',
                  en: 'One a line: 外字,U+E000,髙 or 縮退,髙,高. A row with a private character that is not here is refused.',
                }}
                value={writeCsv(charactersAsCsv(move.characters))}
              />
              <Buttons>
                <Button look="secondary">{ja ? '表を保存する' : 'Save the table'}</Button>
              </Buttons>
            </Form>
          </Details>
        </>
      ) : null}
    </Section>
  )
}

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

const Plans = ({
  open,
  request,
  plans,
  steps,
  rehearsals,
  problems,
  typed,
}: {
  open: OpenMove
  request: RouteRequest
  plans: readonly PlanRow[]
  steps: readonly StepRow[]
  rehearsals: readonly RehearsalRow[]
  problems: readonly Problem[]
  typed: Readonly<Record<string, string>>
}) => {
  const { language } = request
  const ja = language === 'ja'
  const [latest] = rehearsals.filter(one => one.fingerprint === fingerprintOf(open))
  const [plan] = plans
  const openPlan = plan && ['proposed', 'approved', 'running'].includes(plan.state)
  return (
    <Section title={ja ? '4　切替' : '4  Cut-over'} id="plans">
      {plan ? (
        <>
          <p>
            <StatusTag tone={plan.state === 'done' ? 'good' : plan.state === 'stopped' ? 'bad' : 'waiting'}>
              {planWords[plan.state][language]}
            </StatusTag>{' '}
            {ja ? '切替日' : 'Day'} {formatDay(plan.day, language, { era: true })}　{ja ? '起案' : 'Proposed by'}{' '}
            {plan.proposed_by_name}
            {plan.approved_by_name ? `　${ja ? '承認' : 'approved by'} ${plan.approved_by_name}` : ''}
          </p>
          <p>
            {ja ? (
              `理由：${plan.reason}`
            ) : (
              <span>
                Reason: <span lang="ja">{plan.reason}</span>
              </span>
            )}
          </p>
          {plan.problem ? (
            <Notice tone="error" title={ja ? '中止した理由' : 'Why it stopped'}>
              {plan.problem[language]}
            </Notice>
          ) : null}
          {steps.length ? (
            <Table
              language={language}
              caption={{ ja: '反映したまとまり', en: 'Groups that were taken over' }}
              columns={[
                { title: { ja: 'まとまり', en: 'Group' } },
                { title: { ja: '反映した日時', en: 'When' } },
                { title: { ja: '登録', en: 'New' }, numeric: true },
                { title: { ja: '変更', en: 'Changed' }, numeric: true },
                { title: { ja: '除いた行', en: 'Left out' }, numeric: true },
              ]}
              rows={steps.map(step => ({
                cells: [
                  step.name,
                  showMoment(step.done_at, language),
                  ...(['created', 'changed', 'refused'] as const).map(name =>
                    count(step.report.targets.reduce((sum, one) => sum + one[name], 0)),
                  ),
                ],
              }))}
            />
          ) : null}
          {plan.state === 'proposed' && may(request.actor, approve) ? (
            <Form language={language} path={movePath(open.move.id, `/plans/${plan.id}/approve`)} csrf={request.csrf}>
              <Buttons>
                <Button>{ja ? 'この切替を承認する' : 'Approve this cut-over'}</Button>
              </Buttons>
            </Form>
          ) : null}
          {(plan.state === 'proposed' || plan.state === 'approved') && may(request.actor, manage) ? (
            <Form language={language} path={movePath(open.move.id, `/plans/${plan.id}/withdraw`)} csrf={request.csrf}>
              <Buttons>
                <Button look="quiet">{ja ? '計画を取り下げる' : 'Withdraw the plan'}</Button>
              </Buttons>
            </Form>
          ) : null}
        </>
      ) : null}
      {!openPlan && may(request.actor, manage) ? (
        latest ? (
          <Form
            language={language}
            path={movePath(open.move.id, '/plans')}
            csrf={request.csrf}
            hidden={{ rehearsal: latest.id }}
          >
            <TextField
              language={language}
              name="day"
              type="date"
              width="short"
              required
              label={{ ja: '切替日', en: 'Day of the cut-over' }}
              help={{ ja: '承認の後、この日になると実行します。', en: 'It runs on this day, once approved.' }}
              value={typed['day'] ?? dayInJapan(request.act().clock.now())}
              problems={problems}
            />
            <TextAreaField
              language={language}
              name="reason"
              rows={2}
              required
              label={{ ja: '切替の理由', en: 'Reason' }}
              help={{ ja: '履歴と証跡に残ります。', en: 'Kept in history and ledger.' }}
              value={typed['reason']}
              problems={problems}
            />
            {refusedOf(latest.report) > 0 ? (
              <CheckField
                language={language}
                name="leaveOut"
                label={{
                  ja: `取り込めない${count(refusedOf(latest.report))}行を除いて切り替える`,
                  en: `Leave the ${count(refusedOf(latest.report))} refused rows out`,
                }}
                problems={problems}
              />
            ) : null}
            <Buttons>
              <Button look="secondary">{ja ? '切替を起案する' : 'Propose the cut-over'}</Button>
            </Buttons>
          </Form>
        ) : (
          <p>
            {ja
              ? '今のファイルと対応づけでリハーサルをすると、切替を起案できます。'
              : 'Rehearse the present input, then propose.'}
          </p>
        )
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
