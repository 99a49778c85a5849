import type { Bilingual } from '../../base/bilingual.ts'
import { showMoment } from '../../base/moment.ts'
import type { Problem } from '../../base/problem.ts'
import { Button, Buttons } from '../../ui/button.tsx'
import { Empty } from '../../ui/empty.tsx'
import { ErrorSummary } from '../../ui/error-summary.tsx'
import { SelectField, TextAreaField } from '../../ui/field.tsx'
import { Form } from '../../ui/form.tsx'
import { href } from '../../ui/link.ts'
import { PageHeading, Section } from '../../ui/page.tsx'
import { Table } from '../../ui/table.tsx'
import { idOf, problemsIn, value as sent } from '../access/pages/common.ts'
import { listOrganisations } from '../access/people/organisations.ts'
import type { Outcome } from '../routing/outcome.ts'
import type { MenuEntry, Route, RouteRequest } from '../routing/route.ts'
import { leaveEvents } from './events.ts'
import { nameOf, type PageParts, path, states, title } from './page-parts.ts'
import { permissionToLeave } from './service.ts'
import { stepsPage } from './steps-page.tsx'

const listPage = async (
  { leave, app, operator }: PageParts,
  request: RouteRequest,
  typed: Readonly<Record<string, string>> = {},
  problems: readonly Problem[] = [],
): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const [rows, organisations] = await Promise.all([leave.list(request.act()), listOrganisations(app)])
  const bodies = organisations.filter(one => one.kind !== 'department' && one.id !== operator && one.valid_to === null)
  const common = { language, problems }
  return {
    kind: 'page',
    title,
    status: problems.length ? 422 : 200,
    body: (
      <>
        <ErrorSummary language={language} problems={problems} />
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? '共同利用をやめる団体に全データを引き渡し、別の人の承認を経て、この基盤から消去します。'
              : 'A body that stops sharing gets everything handed over; then, after a second person confirmed, it is erased here.'
          }
        />
        {rows.length === 0 ? (
          <Empty title={ja ? '退去の手続はありません。' : 'No departure.'} />
        ) : (
          <Table
            language={language}
            caption={{ ja: '退去の手続', en: 'Departures' }}
            captionHidden
            columns={[
              { title: { ja: '団体', en: 'Body' } },
              { title: { ja: '状態', en: 'State' } },
              { title: { ja: '開始', en: 'Begun' } },
            ]}
            rows={rows.map(row => ({
              cells: [
                <a href={href(language, `${path}/${row.id}`)}>{nameOf(row)[language]}</a>,
                states[row.state][language],
                `${showMoment(row.begun_at, language)} ${row.begun_by_name}`,
              ],
            }))}
          />
        )}
        <Section title={ja ? '手続を始める' : 'Begin'} id="begin">
          <Form language={language} path={path} csrf={request.csrf}>
            <SelectField
              {...common}
              name="leaving"
              required
              label={{ ja: '退去する団体', en: 'Body that leaves' }}
              empty={{ ja: '選んでください', en: 'Choose' }}
              choices={bodies.map(one => ({ value: one.id, label: ja ? one.name_ja : one.name_en }))}
              value={typed['leaving']}
            />
            <TextAreaField
              {...common}
              name="reason"
              required
              rows={2}
              label={{ ja: '理由（協定の終了、議決など）', en: 'Reason' }}
              value={typed['reason']}
            />
            <Buttons>
              <Button>{ja ? '手続を始める' : 'Begin'}</Button>
            </Buttons>
          </Form>
        </Section>
      </>
    ),
  }
}

const notices: Readonly<Record<string, Bilingual>> = {
  retention: { ja: '扱いを登録しました。', en: 'Entered.' },
  check: { ja: '照合できました。別の人が消去を承認してください。', en: 'It fits. Another person must now confirm.' },
  confirm: { ja: '消去を承認しました。', en: 'The erasure is confirmed.' },
  stop: { ja: '手続を中止しました。', en: 'Stopped.' },
}

const step = async (parts: PageParts, request: RouteRequest): Promise<Outcome> => {
  const { leave } = parts
  const form = await request.form()
  const id = idOf(request.params['id'])
  const name = sent(form, 'step')
  const typed = Object.fromEntries(Object.keys(form.values).map(key => [key, sent(form, key)]))
  const act = request.act()
  try {
    if (name === 'retention') {
      const register = sent(form, 'register')
      const decision = typed[`decision.${register}`] === 'handed-over' ? 'handed-over' : 'kept'
      await leave.decide(act, id, register, decision, typed[`receipt.${register}`] ?? '')
    } else if (name === 'check') await leave.check(act, id, sent(form, 'manifest'))
    else if (name === 'confirm') await leave.confirm(act, id)
    else if (name === 'stop') await leave.stop(act, id)
    else return await stepsPage(parts, request)
  } catch (error) {
    return await stepsPage(parts, request, typed, problemsIn(error))
  }
  const notice = notices[name]
  return { kind: 'redirect', to: `${path}/${id}`, ...(notice ? { notice } : {}) }
}

const begin = async (parts: PageParts, request: RouteRequest): Promise<Outcome> => {
  const form = await request.form()
  const typed = { leaving: sent(form, 'leaving'), reason: sent(form, 'reason') }
  try {
    const leaving = typed.leaving === '' ? parts.operator : idOf(typed.leaving)
    const id = await parts.leave.begin(request.act(typed.reason || undefined), leaving)
    return { kind: 'redirect', to: `${path}/${id}`, notice: { ja: '手続を始めました。', en: 'Begun.' } }
  } catch (error) {
    return await listPage(parts, request, typed, problemsIn(error))
  }
}

export const leaveRoutes = (parts: PageParts): readonly Route[] => {
  const managed = { zone: 'staff', access: { permission: permissionToLeave } } as const
  return [
    { ...managed, method: 'GET', path, ledger: [], handle: request => listPage(parts, request) },
    { ...managed, method: 'POST', path, ledger: [...leaveEvents], handle: request => begin(parts, request) },
    { ...managed, method: 'GET', path: `${path}/:id`, ledger: [], handle: request => stepsPage(parts, request) },
    {
      ...managed,
      method: 'POST',
      path: `${path}/:id`,
      ledger: [...leaveEvents],
      handle: request => step(parts, request),
    },
  ]
}

export const leaveMenu: readonly MenuEntry[] = [
  {
    zone: 'staff',
    title,
    path,
    permission: permissionToLeave,
    order: 916,
    management: 'bodies',
    text: {
      ja: '団体の記録をすべて渡し、その後に消去します。',
      en: 'Hand a body all its records, and erase them afterwards.',
    },
  },
]
