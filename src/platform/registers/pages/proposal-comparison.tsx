import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { Table } from '../../../ui/table.tsx'
import { Words } from '../../../ui/words.tsx'
import type { RouteRequest } from '../../routing/route.ts'
import type { ProposedChange } from '../approval/proposal.ts'
import type { RecordValues } from '../field.ts'
import { fromStored } from '../record.ts'
import type { Registers } from '../registers.ts'
import { visibleFields } from '../visibility.ts'
import { ValueOrNone } from './history-pages.tsx'
import { nameOf } from './naming.ts'
import { filesOf, proposedFile, staffRecord } from './paths.ts'
import { referenceLinks } from './references.ts'

const operationNames = {
  create: { ja: '登録', en: 'New' },
  change: { ja: '変更', en: 'Change' },
  remove: { ja: '削除', en: 'Removal' },
} as const

/** One change of a proposal: what stands now beside what would stand, side by side. */
export const compared = async (
  registers: Registers,
  request: RouteRequest,
  proposal: string,
  change: ProposedChange,
) => {
  const service = registers.service(change.register)
  const { register } = service
  const { language } = request
  const context = service.context()
  const act = request.act()
  const fields = visibleFields(register, request.actor)
  const open = fields.some(field => field.class === 'special')
  const after = fromStored(register, change.id, change.data, registers.tools.secrets, open)
  const current = change.operation === 'create' ? null : await service.get(act, change.id)
  const before: Partial<RecordValues> = current?.row.values ?? {}
  const outdated = current !== null && current.row.version !== change.version - 1
  const same = (id: string) => JSON.stringify(before[id] ?? null) === JSON.stringify(after[id] ?? null)
  const shown = fields.filter(field =>
    change.operation === 'change' ? !same(field.id) : (after[field.id] ?? null) !== null,
  )
  const rows = [before, after].map((values, at) => ({
    id: change.id,
    tenant: '',
    version: at,
    sample: change.sample,
    createdAt: '',
    updatedAt: '',
    removedAt: null,
    values: Object.fromEntries(register.fields.map(field => [field.id, values[field.id] ?? null])),
  }))
  const references = await referenceLinks(registers, act, fields, rows, language)
  const hidden = register.fields.filter(field => !fields.includes(field) && change.changed.includes(field.id))
  const name = nameOf(register, after, language, context)
  return {
    outdated,
    title: `${register.definition.title[language]}${language === 'ja' ? '　' : ': '}${operationNames[change.operation][language]}`,
    body: (
      <>
        <p>
          {change.operation === 'create' ? (
            <Words text={name} />
          ) : (
            <a href={href(language, staffRecord(register, change.id))}>
              <Words text={name} />
            </a>
          )}
        </p>
        {outdated && change.operation !== 'create' ? (
          <Notice tone="error">
            {language === 'ja'
              ? '起案の後に、この記録は別の変更を受けました。承認できません。差し戻して、起案し直してもらってください。'
              : 'The record was changed after this was proposed, so it cannot be approved. Return it to be proposed again.'}
          </Notice>
        ) : null}
        <Table
          language={language}
          caption={{ ja: '変更の内容', en: 'The change' }}
          captionHidden
          columns={[
            { title: { ja: '項目', en: 'Field' } },
            ...(change.operation === 'change' ? [{ title: { ja: '現在', en: 'Now' } }] : []),
            { title: { ja: '起案の内容', en: 'Proposed' } },
          ]}
          rows={shown.map(field => ({
            cells: [
              field.field.label[language],
              ...(change.operation === 'change'
                ? [
                    <ValueOrNone
                      field={field}
                      value={before[field.id]}
                      language={language}
                      context={context}
                      references={references}
                      file={filesOf(staffRecord(register, change.id)) + field.id}
                    />,
                  ]
                : []),
              <ValueOrNone
                field={field}
                value={after[field.id]}
                language={language}
                context={context}
                references={references}
                file={proposedFile(proposal, change, field.id)}
              />,
            ],
          }))}
        />
        {hidden.length ? (
          <p class="muted">
            {language === 'ja' ? '閲覧の権限がない項目も変わります。' : 'Fields that you may not see change as well.'}
          </p>
        ) : null}
      </>
    ),
  }
}
