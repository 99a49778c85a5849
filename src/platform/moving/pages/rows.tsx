import type { Bilingual } from '../../../base/bilingual.ts'
import { Buttons, LinkButton } from '../../../ui/button.tsx'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { lookAtRows } from '../service/look.ts'
import { type MovingTools, openMove } from '../service/tools.ts'
import { movePath, page, param } from './common.tsx'

const most = 20

/** Rows of a file as they stand in it; a look that the ledger keeps. */
export const rowsPage = async (tools: MovingTools, request: RouteRequest): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const open = await openMove(tools, request.act(), param(request, 'id'))
  const file = request.query.get('file') ?? ''
  const wanted = (request.query.get('rows') ?? '')
    .split(',')
    .filter(text => /^\d{1,9}$/.test(text))
    .map(Number)
    .slice(0, most)
  const { columns, rows } = await lookAtRows(tools, request.act(), open.move.id, file, wanted)
  const title: Bilingual = { ja: 'ファイルの行', en: 'Rows of the file' }
  return page(
    title,
    <>
      <PageHeading
        title={title[language]}
        lead={
          ja ? '個人情報を含みます。閲覧したことは証跡に残りました。' : 'Personal data; this look is in the ledger.'
        }
      />
      {rows.map(row => (
        <Section title={ja ? `${row.row}行目` : `Row ${row.row}`}>
          {row.wrong ? (
            <p>{row.wrong[language]}</p>
          ) : (
            <DefinitionList
              language={language}
              items={columns.map((column, at) => ({
                term: column.item.title,
                value: <span lang="ja">{row.cells[at] ?? ''}</span>,
              }))}
            />
          )}
        </Section>
      ))}
      <Buttons>
        <LinkButton language={language} look="quiet" path={movePath(open.move.id)}>
          {ja ? '移行に戻る' : 'Back to the move'}
        </LinkButton>
      </Buttons>
    </>,
    { crumbs: [{ title: { ja: open.move.name, en: open.move.name }, path: movePath(open.move.id) }, { title }] },
  )
}
