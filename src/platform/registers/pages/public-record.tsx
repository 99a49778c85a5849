import { showMoment } from '../../../base/moment.ts'
import { NotFoundError } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { PageHeading } from '../../../ui/page.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import type { RegisterField } from '../register.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { FirstLines } from './first-lines.tsx'
import { nameOf } from './naming.ts'
import { filesOf, publicList, publicRecord } from './paths.ts'
import type { PublicExtras } from './public-pages.tsx'
import { RecordView } from './record-view.tsx'
import { referenceLinks } from './references.ts'

/** A published record: what one needs at once, what the system adds, then every field under its heading. */
export const publicRecordPage = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
  more: PublicExtras,
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const ja = language === 'ja'
  const id = request.params['id'] ?? ''
  const row = isId(id) ? await service.published(id) : null
  if (!row) throw new NotFoundError(register.id)
  const context = service.context()
  // The heading names it and the button leads to the map: said once is enough.
  const said = (field: RegisterField) =>
    field.field.kind === 'point' || (register.naming.length === 1 && register.naming[0]?.id === field.id)
  const fields = register.publicFields.filter(field => !field.field.retired && !said(field))
  const references = await referenceLinks(registers, null, register.publicFields, [row], language)
  const title = nameOf(register, row.values, language, context)
  const problems = more.problems?.(request) ?? []
  const extra = more.publicDetail ? await more.publicDetail(row, request) : null
  return {
    kind: 'page',
    status: problems.length ? 422 : 200,
    title: { ja: title, en: title },
    crumbs: [{ title: register.definition.title, path: publicList(register) }, { title: { ja: title, en: title } }],
    body: (
      <>
        <ErrorSummary language={language} problems={problems} />
        <PageHeading
          title={title}
          tags={
            row.sample ? (
              <StatusTag tone="sample">{ja ? '見本（実在しません）' : 'Sample (not real)'}</StatusTag>
            ) : undefined
          }
        />
        <FirstLines
          register={register}
          row={row}
          language={language}
          context={context}
          now={request.act().clock.now()}
        />
        {extra}
        <RecordView
          language={language}
          register={register}
          fields={fields}
          values={row.values}
          context={context}
          references={references}
          fileOf={field => filesOf(publicRecord(register, id)) + field}
          filledOnly
        />
        <p class="muted">
          {ja ? '最終更新：' : 'Updated: '}
          <time datetime={row.updatedAt}>{showMoment(row.updatedAt, language)}</time>
        </p>
      </>
    ),
  }
}
