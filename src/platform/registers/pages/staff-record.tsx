import type { Child } from 'hono/jsx'
import { evaluate } from '../../../base/condition.ts'
import { showMoment } from '../../../base/moment.ts'
import { type InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { Button, Buttons, LinkButton } from '../../../ui/button.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import { may } from '../../access/actor.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import type { RecordRow } from '../record.ts'
import type { RegisterService } from '../service.ts'
import { conditionValues } from '../values.ts'
import { nameOf, openNameOf } from './naming.ts'
import type { PageTools } from './page-tools.ts'
import { filesOf, proposalPath, staffList, staffRecord } from './paths.ts'
import type { ListColumn } from './record-table.tsx'
import { RecordView } from './record-view.tsx'
import { referenceLinks } from './references.ts'

/** What a system adds to a record's staff page: its state under the law, its next steps. */
export interface StaffExtras {
  /** What is wrong with what the address asks of its `staffDetail`: the page then answers 422. */
  readonly problems?: (request: RouteRequest) => readonly Problem[]
  readonly staffDetail?: (row: RecordRow, request: RouteRequest) => Promise<Child>
  readonly listColumn?: ListColumn
}

export const recordTabs = (service: RegisterService, id: string, current: 'record' | 'history') => [
  { title: { ja: '内容', en: 'Contents' }, path: staffRecord(service.register, id), current: current === 'record' },
  {
    title: { ja: '履歴', en: 'History' },
    path: `${staffRecord(service.register, id)}/history`,
    current: current === 'history',
  },
]

export const recordPage = async (
  tools: PageTools,
  service: RegisterService,
  request: RouteRequest,
  extras: StaffExtras,
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const id = request.params['id'] ?? ''
  if (!isId(id)) throw new NotFoundError(register.id)
  const act = request.act()
  const { row, fields } = await service.get(act, id)
  const context = service.context()
  const [references, waiting, extra] = await Promise.all([
    referenceLinks(tools.registers, act, fields, [row], language),
    tools.registers.approvals.list(act, ['pending', 'returned'], id),
    extras.staffDetail ? extras.staffDetail(row, request) : null,
  ])
  const name = nameOf(register, row.values, language, context)
  const path = staffRecord(register, id)
  const can = (what: 'change' | 'remove') => service.may(act, what, row) && row.removedAt === null
  const problems = extras.problems?.(request) ?? []
  const facts = conditionValues(register, row.values)
  const documents = (register.definition.documents ?? []).filter(
    document => !document.when || evaluate(document.when, facts, context.today),
  )
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title: { ja: name, en: name },
    crumbs: [{ title: register.definition.title, path: staffList(register) }, { title: { ja: name, en: name } }],
    body: (
      <>
        <ErrorSummary language={language} problems={problems} />
        <PageHeading
          title={name}
          tags={row.sample ? <StatusTag tone="sample">{language === 'ja' ? '見本' : 'Sample'}</StatusTag> : undefined}
        >
          {can('change') ? (
            <LinkButton language={language} path={`${path}/edit`}>
              {language === 'ja' ? '変更する' : 'Change'}
            </LinkButton>
          ) : null}
          {can('remove') ? (
            <LinkButton language={language} look="quiet" path={`${path}/remove`}>
              {language === 'ja' ? '削除する' : 'Remove'}
            </LinkButton>
          ) : null}
          {may(request.actor, 'ledger.read') ? (
            <LinkButton language={language} look="quiet" path={`/ledger?register=${register.id}&record=${id}`}>
              {language === 'ja' ? 'この記録の証跡' : 'Ledger of this record'}
            </LinkButton>
          ) : null}
        </PageHeading>
        <Tabs
          language={language}
          label={{ ja: '記録の表示', en: 'Views of the record' }}
          tabs={recordTabs(service, id, 'record')}
        />
        {row.removedAt ? (
          <Notice tone="warning">
            {language === 'ja'
              ? `この記録は${showMoment(row.removedAt, 'ja')}に削除されました。履歴は残っています。`
              : `This record was removed on ${showMoment(row.removedAt, 'en')}. Its history remains.`}
          </Notice>
        ) : null}
        {waiting.map(proposal => (
          <Notice tone="warning" title={language === 'ja' ? '決裁の途中の変更があります' : 'A change is waiting'}>
            <a href={href(language, proposalPath(proposal.id))}>
              <Words text={proposal.title[language]} />
            </a>
          </Notice>
        ))}
        {extra}
        <RecordView
          language={language}
          register={register}
          fields={fields}
          values={row.values}
          context={context}
          references={references}
          fileOf={field => filesOf(path) + field}
        />
        {documents.length ? (
          <Section title={language === 'ja' ? '文書' : 'Documents'}>
            <ul>
              {documents.map(document => (
                <li>
                  <a href={href(language, `${path}/documents/${document.id}`)}>{document.title[language]}</a>
                </li>
              ))}
            </ul>
          </Section>
        ) : null}
        <p class="muted">
          {language === 'ja' ? `第${row.version}版　` : `Version ${row.version}, `}
          <time datetime={row.updatedAt}>{showMoment(row.updatedAt, language)}</time>
        </p>
      </>
    ),
  }
}

export const removePage = async (
  service: RegisterService,
  request: RouteRequest,
  problems: InputError['problems'] = [],
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const id = request.params['id'] ?? ''
  const { row } = await service.get(request.act(), id)
  const name = nameOf(register, row.values, language, service.context())
  const title = { ja: `${name}の削除`, en: `Remove ${name}` }
  const approval = service.needsApproval('remove')
  return {
    kind: 'page',
    title,
    status: problems.length ? 422 : 200,
    crumbs: [
      { title: register.definition.title, path: staffList(register) },
      { title: { ja: name, en: name }, path: staffRecord(register, id) },
      { title: { ja: '削除', en: 'Remove' } },
    ],
    body: (
      <>
        <PageHeading title={title[language]} />
        <Notice tone="warning">
          {language === 'ja'
            ? '削除すると、一覧にも公開ページにも出なくなります。履歴と証跡は残り、過去の日の表示や件数には含まれます。'
            : 'A removed record leaves the lists and the public pages. Its history stays, and it still counts as of days before.'}
        </Notice>
        <Form
          language={language}
          path={`${staffRecord(register, id)}/remove`}
          csrf={request.csrf}
          hidden={{ version: String(row.version) }}
        >
          <TextAreaField
            language={language}
            name="reason"
            label={{ ja: '削除の理由', en: 'Reason' }}
            rows={2}
            required
            problems={problems}
          />
          <Buttons>
            <Button look="danger">
              {approval
                ? language === 'ja'
                  ? '削除を決裁に回す'
                  : 'Send the removal for approval'
                : language === 'ja'
                  ? '削除する'
                  : 'Remove'}
            </Button>
            <LinkButton language={language} look="quiet" path={staffRecord(register, id)}>
              {language === 'ja' ? 'やめる' : 'Cancel'}
            </LinkButton>
          </Buttons>
        </Form>
      </>
    ),
  }
}

export const remove = async (tools: PageTools, service: RegisterService, request: RouteRequest): Promise<Outcome> => {
  const input = await request.form()
  const id = request.params['id'] ?? ''
  const reason = (input.values['reason']?.[0] ?? '').trim()
  if (!reason)
    return removePage(service, request, [
      { field: 'reason', message: { ja: '削除の理由を入力してください。', en: 'Enter the reason.' } },
    ])
  const act = request.act(reason)
  const change = await service.draftRemove(act, id, Number(input.values['version']?.[0]))
  if (service.needsApproval('remove')) {
    const context = service.context()
    const title = {
      ja: `${openNameOf(service.register, change.values, 'ja', context)} の削除`,
      en: `Removal of ${openNameOf(service.register, change.values, 'en', context)}`,
    }
    const proposal = await tools.registers.approvals.propose(act, title, [change], change)
    return {
      kind: 'redirect',
      to: proposalPath(proposal),
      notice: { ja: '決裁に回しました。', en: 'Sent for approval.' },
    }
  }
  await service.write(act, [change])
  return {
    kind: 'redirect',
    to: staffRecord(service.register, id),
    notice: { ja: '削除しました。', en: 'The record was removed.' },
  }
}
