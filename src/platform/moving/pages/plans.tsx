import { formatDay } from '../../../base/calendar/wareki.ts'
import { dayInJapan } from '../../../base/clock.ts'
import { showMoment } from '../../../base/moment.ts'
import type { Problem } from '../../../base/problem.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { CheckField, TextAreaField, TextField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { Notice } from '../../../ui/notice.tsx'
import { Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { may } from '../../access/actor.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { refusedOf } from '../run/report.ts'
import { approve, fingerprintOf, manage, type OpenMove } from '../service/tools.ts'
import type { PlanRow, RehearsalRow, StepRow } from '../store.ts'
import { count, movePath, planWords } from './common.tsx'

/** The plan of the cut-over: proposed, approved by another person, carried out group by group. */
export const Plans = ({
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
