import { query as runQuery } from '../../../platform/database/statement.ts'
import { listSql } from '../../../platform/registers/list-sql.ts'
import { FilterBoxes } from '../../../platform/registers/pages/filter-boxes.tsx'
import { readPageQuery } from '../../../platform/registers/pages/list-query.ts'
import { LostPlace } from '../../../platform/registers/pages/lost-place.tsx'
import { columnsToStored } from '../../../platform/registers/record.ts'
import type { Outcome } from '../../../platform/routing/outcome.ts'
import type { RouteRequest } from '../../../platform/routing/route.ts'
import type { Services } from '../../../platform/services.ts'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { TextField } from '../../../ui/field.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading } from '../../../ui/page.tsx'
import { Pagination } from '../../../ui/pagination.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import { Table } from '../../../ui/table.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import { Words } from '../../../ui/words.tsx'
import { showPermitNumber } from '../codes/permit-number.ts'
import { maybeValidOn } from '../queries.ts'
import { findPermitKind } from '../registers/kinds.ts'
import { factsOf } from '../rules/facts.ts'
import { mayWork, permitStateOn } from '../rules/state.ts'
import { textOf } from '../work/step.ts'
import { validPath } from './paths.ts'
import { showDay } from './show-day.ts'
import { dayAsked, StateTag } from './validity.tsx'

const title = { ja: 'その日に有効な許可', en: 'Permits valid on a day' }

/**
 * Permits that held on a day, with the search and the filters of the public list. SQL sieves what may hold, the rules
 * decide on each record: a page may show some rows fewer than it read, and never one that did not hold.
 */
export const validList = async (services: Services, request: RouteRequest): Promise<Outcome> => {
  const { language } = request
  const ja = language === 'ja'
  const service = services.registers.service('waste_permit')
  const { register } = service
  const { day, text, problems } = dayAsked(services, request)
  const visible = new Set(register.publicFields.map(field => field.id))
  const parameters = new URLSearchParams(request.query)
  parameters.delete('before')
  parameters.set('sort', 'permitNumber')
  const { query, lost } = readPageQuery(service, parameters, visible, request.act().clock.now())
  if (!query.ok)
    return {
      kind: 'problem',
      status: 400,
      title: { ja: '検索条件を読み取れません', en: 'The search cannot be read' },
      problems: query.problems,
    }
  const columns = [
    'id',
    'sample',
    ...register.publicFields.flatMap(field => field.columns.map(column => `"${column.name}"`)),
  ].join(', ')
  const read =
    problems.length > 0
      ? []
      : await runQuery(
          services.database.lists,
          listSql(register.publishedView, columns, query.value, [maybeValidOn(day)]),
        )
  const shown = read.slice(0, query.value.limit).map(row => {
    const values = columnsToStored(register, row)
    return { id: String(row['id']), sample: row['sample'] === true, values, state: permitStateOn(factsOf(values), day) }
  })
  const rows = shown.filter(({ state }) => mayWork(state) === 'yes' || mayWork(state) === 'in-part')
  const last = shown.at(-1)
  const next =
    read.length > query.value.limit && last
      ? service.cursor(query.value, 'after', { value: textOf(last.values['permitNumber']), id: last.id })
      : undefined
  const dayWords = ja ? showDay(day, 'ja') : showDay(day, 'en')
  return {
    kind: 'page',
    title,
    status: problems.length > 0 ? 422 : 200,
    crumbs: [{ title: register.definition.title, path: '/waste/permits' }, { title }],
    wide: true,
    body: (
      <>
        <PageHeading
          title={title[language]}
          lead={
            ja
              ? `${dayWords}に有効な許可を表示しています。更新申請の審査中のものを含みます。`
              : `Permits that hold on ${dayWords}, those with a pending renewal included.`
          }
        />
        <ErrorSummary language={language} problems={problems} />
        <SearchForm
          language={language}
          path={validPath}
          label={title}
          query={request.query.get('q') ?? ''}
          active={request.query.size > 0}
        >
          <TextField
            language={language}
            name="day"
            label={{ ja: '調べる日', en: 'Day' }}
            help={{
              ja: '例 令和5年4月1日、2023-04-01。空欄は今日です。',
              en: 'For example 2023-04-01; empty is today.',
            }}
            value={text}
            filter
            problems={problems}
          />
          <FilterBoxes
            register={register}
            visible={visible}
            query={request.query}
            language={language}
            context={service.context()}
          />
        </SearchForm>
        {lost ? <LostPlace language={language} /> : null}
        {rows.length === 0 ? (
          <Empty
            title={ja ? 'この日に有効な許可は見つかりませんでした。' : 'No permit that holds on this day was found.'}
          />
        ) : (
          <Table
            language={language}
            caption={title}
            captionHidden
            columns={[
              { title: { ja: '許可番号', en: 'Number' } },
              { title: { ja: '氏名又は名称', en: 'Holder' } },
              { title: { ja: '業の種類', en: 'Kind' } },
              { title: { ja: '状態', en: 'State' } },
              { title: { ja: '許可期限', en: 'Expires' } },
            ]}
            rows={rows.map(({ id, sample, values, state }) => ({
              cells: [
                <>
                  <a href={href(language, `/waste/permits/${id}?day=${day}`)}>
                    {showPermitNumber(textOf(values['permitNumber']), values['tenDigits'] === true)}
                  </a>
                  {sample ? <StatusTag tone="sample">{ja ? '見本' : 'Sample'}</StatusTag> : null}
                </>,
                <Words text={textOf(values['holder'])} />,
                findPermitKind(textOf(values['kind']))?.label[language] ?? '',
                <StateTag state={state} language={language} />,
                showDay(textOf(values['expiresOn']), language),
              ],
            }))}
          />
        )}
        <Pagination language={language} path={validPath} query={request.query} after={next} />
      </>
    ),
  }
}
