import type { Child } from 'hono/jsx'
import { type Bilingual, type Language, say } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import { ConflictError, InputError, NotFoundError, type Problem } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { Button, Buttons } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextAreaField } from '../../../ui/field.tsx'
import { Form } from '../../../ui/form.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Table } from '../../../ui/table.tsx'
import { Words } from '../../../ui/words.tsx'
import type { LedgerEventDefinition } from '../../ledger/definition.ts'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import { documentIssued, recordRead } from '../events.ts'
import { nameOf } from '../pages/naming.ts'
import { staffList, staffRecord } from '../pages/paths.ts'
import type { RegisterService } from '../service.ts'
import { isPersonal, permission } from '../visibility.ts'
import { FieldValue } from '../widgets.tsx'
import type { DocumentPreview, DocumentService } from './service.ts'

const pathOf = (service: RegisterService, request: RouteRequest): string =>
  `${staffRecord(service.register, request.params['id'] ?? '')}/documents/${request.params['document'] ?? ''}`

const Unprintable = ({ preview, language }: { preview: DocumentPreview; language: Language }) => {
  const ja = language === 'ja'
  return (
    <>
      {preview.missing.length ? (
        <Notice tone="error" title={ja ? '印刷できない文字があります' : 'Characters that cannot be printed'}>
          {ja
            ? `「${preview.missing.join('」「')}」は〓と印刷されます。手書きで補うか、文字を確かめてください。`
            : `${preview.missing.join(' ')} will be printed as 〓.`}
        </Notice>
      ) : null}
      {preview.plain.length ? (
        <Notice tone="warning" title={ja ? '標準の字形で印刷する文字があります' : 'Printed in their usual shape'}>
          {ja
            ? `「${preview.plain.join('」「')}」は、書体に異体字がないため標準の字形で印刷され、その旨が欄外に載ります。`
            : `${preview.plain.join(' ')}: the font lacks the chosen shape; a note in the margin says so.`}
        </Notice>
      ) : null}
    </>
  )
}

/** As the document has it; a list of sub-records as the table that it is. */
const factValue = (
  service: RegisterService,
  preview: DocumentPreview,
  fact: DocumentPreview['facts'][number],
  language: Language,
): Child => {
  const { field } = service.register.field(fact.id)
  const value = preview.row.values[fact.id]
  return field.kind === 'rows' && value !== null && value !== undefined ? (
    <FieldValue field={field} value={value} language={language} context={service.context()} />
  ) : (
    fact.text || '－'
  )
}

const noReissueReason: Problem = {
  field: 'reissue',
  message: { ja: '再発行の理由を入力してください。', en: 'Give the reason for issuing it again.' },
}

const documentPage = async (
  documents: DocumentService,
  service: RegisterService,
  request: RouteRequest,
  problems: readonly Problem[] = [],
  reason = '',
  reissue = '',
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const ja = language === 'ja'
  const id = request.params['id'] ?? ''
  if (!isId(id)) throw new NotFoundError(register.id)
  const preview = await documents.preview(request.act(), register, id, request.params['document'] ?? '')
  const { title } = preview.document
  const name = nameOf(register, preview.row.values, language, service.context())
  const path = pathOf(service, request)
  const mayIssue = service.may(request.act(), 'issue', preview.row)
  const standing = preview.issued.filter(one => one.version === preview.row.version)
  const [latest] = standing
  const none: Bilingual = { ja: 'まだ発行していません。', en: 'None has been issued.' }
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title,
    crumbs: [
      { title: register.definition.title, path: staffList(register) },
      { title: { ja: name, en: name }, path: staffRecord(register, id) },
      { title },
    ],
    body: (
      <>
        <PageHeading title={title[language]} lead={name} />
        <ErrorSummary language={language} problems={problems} />
        {preview.row.sample ? (
          <Notice tone="warning">
            {ja
              ? '見本の記録です。文書には「見本」の透かしが入ります。'
              : 'A sample record: the document is marked as a sample.'}
          </Notice>
        ) : null}
        <Unprintable preview={preview} language={language} />
        <Section title={ja ? '文書に載る内容' : 'What the document states'}>
          <DefinitionList
            language={language}
            items={[
              { term: { ja: '発行者', en: 'Issuer' }, value: preview.issuer },
              ...preview.facts.map(fact => ({ term: fact.label, value: factValue(service, preview, fact, language) })),
            ]}
          />
        </Section>
        {preview.obstacle ? (
          <Notice tone="info" title={ja ? '今は発行できません' : 'Cannot be issued now'}>
            {say(preview.obstacle, language)}
          </Notice>
        ) : mayIssue ? (
          <Form language={language} path={path} csrf={request.csrf} hidden={latest ? { again: latest.id } : {}}>
            {latest ? (
              <Notice tone="warning" title={ja ? 'この内容では発行済みです' : 'Issued for this version already'}>
                <p>
                  <a href={href(language, `${path}/${latest.id}`)}>{latest.number}（PDF）</a>{' '}
                  {showMoment(latest.issuedAt, language)} <Words text={latest.issuedByName} />
                </p>
                <p>
                  {ja
                    ? 'もう一度発行すると、別の番号が付き、文書に「再発行」と載ります。印刷し直すだけなら、上の PDF を開いてください。'
                    : 'Issued again it has another number and says so. To print it once more, open the PDF above.'}
                </p>
              </Notice>
            ) : null}
            {latest ? (
              <TextAreaField
                language={language}
                name="reissue"
                required
                rows={2}
                label={{ ja: '再発行の理由', en: 'Reason for issuing it again' }}
                value={reissue}
                problems={problems}
              />
            ) : null}
            {preview.asksReason ? (
              <TextAreaField
                language={language}
                name="reason"
                required
                rows={3}
                label={{ ja: '文書に載せる理由', en: 'Reason that the document states' }}
                value={reason}
                problems={problems}
              />
            ) : null}
            <p>
              {ja
                ? '発行すると文書番号が付き、発行したことが証跡に残ります。'
                : 'Issuing draws a document number and is entered in the ledger.'}
            </p>
            <Buttons>
              {latest ? (
                <Button look="secondary">{ja ? '新しい番号で再発行する' : 'Issue again, with a new number'}</Button>
              ) : (
                <Button>{ja ? '番号を付けて発行する' : 'Issue'}</Button>
              )}
            </Buttons>
          </Form>
        ) : null}
        <Section title={ja ? '発行した文書' : 'Issued'}>
          {preview.issued.length ? (
            <Table
              language={language}
              caption={{ ja: '発行した文書', en: 'Issued' }}
              captionHidden
              columns={[
                { title: { ja: '文書番号', en: 'Number' } },
                { title: { ja: '発行日時', en: 'Issued' } },
                { title: { ja: '発行した人', en: 'By' } },
                { title: { ja: '記録の版', en: 'Version of the record' }, numeric: true },
                { title: { ja: '再発行の理由', en: 'Why issued again' } },
              ]}
              rows={preview.issued.map(issued => ({
                cells: [
                  <a href={href(language, `${path}/${issued.id}`)}>{issued.number}（PDF）</a>,
                  showMoment(issued.issuedAt, language),
                  <Words text={issued.issuedByName} />,
                  String(issued.version),
                  issued.reissueReason === null ? '－' : <Words text={issued.reissueReason} />,
                ],
              }))}
            />
          ) : (
            <Empty title={none[language]} />
          )}
        </Section>
      </>
    ),
  }
}

const issue = async (documents: DocumentService, service: RegisterService, request: RouteRequest): Promise<Outcome> => {
  const { values } = await request.form()
  const reason = values['reason']?.[0]?.trim() ?? ''
  const reissue = values['reissue']?.[0]?.trim() ?? ''
  const act = request.act(reason || undefined)
  if (values['again'] !== undefined && reissue === '')
    return documentPage(documents, service, request, [noReissueReason], reason)
  try {
    const issued = await documents.issue(
      act,
      service.register,
      request.params['id'] ?? '',
      request.params['document'] ?? '',
      reissue ? { reissue } : {},
    )
    return {
      kind: 'redirect',
      to: pathOf(service, request),
      notice: {
        ja: `${issued.number}を発行しました。下の一覧から開けます。`,
        en: `Issued ${issued.number}; open it below.`,
      },
    }
  } catch (error) {
    if (error instanceof InputError) return documentPage(documents, service, request, error.problems, reason, reissue)
    if (error instanceof ConflictError)
      return documentPage(documents, service, request, [{ message: error.reason }], reason, reissue)
    throw error
  }
}

const issuedFile = async (
  documents: DocumentService,
  service: RegisterService,
  request: RouteRequest,
): Promise<Outcome> => {
  const { id = '', document = '', issued = '' } = request.params
  const found = await documents.file(request.act(), service.register, id, document, issued)
  return {
    kind: 'file',
    type: 'application/pdf',
    name: `${document}-${found.issued.issuedAt.slice(0, 10)}.pdf`,
    bytes: found.bytes,
    headers: { 'cache-control': 'private, no-store' },
  }
}

export const documentRoutes = (documents: DocumentService, service: RegisterService): readonly Route[] => {
  const { register } = service
  if (!register.definition.documents?.length) return []
  const path = `${staffList(register)}/:id/documents/:document`
  const look: readonly LedgerEventDefinition[] = register.fields.some(isPersonal) ? [recordRead] : []
  return [
    {
      method: 'GET',
      path,
      zone: 'staff',
      access: { permission: permission(register.id, 'read') },
      ledger: look,
      handle: request => documentPage(documents, service, request),
    },
    {
      method: 'POST',
      path,
      zone: 'staff',
      access: { permission: permission(register.id, 'issue') },
      ledger: [documentIssued, ...look],
      handle: request => issue(documents, service, request),
    },
    {
      method: 'GET',
      path: `${path}/:issued`,
      zone: 'staff',
      access: { permission: permission(register.id, 'read') },
      ledger: look,
      handle: request => issuedFile(documents, service, request),
    },
  ]
}
