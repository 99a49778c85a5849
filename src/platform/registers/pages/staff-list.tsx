import { LinkButton } from '../../../ui/button.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { PageHeading } from '../../../ui/page.tsx'
import { Pagination } from '../../../ui/pagination.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { reservedParameters } from '../query.ts'
import type { RegisterService } from '../service.ts'
import { unitsOf } from '../unit.ts'
import { maySearch, visibleFields } from '../visibility.ts'
import { resultText } from './count-text.ts'
import { FilterBoxes } from './filter-boxes.tsx'
import { readPageQuery } from './list-query.ts'
import { LostPlace } from './lost-place.tsx'
import type { PageTools } from './page-tools.ts'
import { staffList, staffRecord } from './paths.ts'
import { type ListColumn, RecordTable } from './record-table.tsx'
import { referenceLinks } from './references.ts'

/** Fields by which the staff list may be searched: what one may not see, one may not search by either. */
const searchable = (service: RegisterService, request: RouteRequest): ReadonlySet<string> =>
  new Set(
    visibleFields(service.register, request.actor)
      .filter(field => field.class !== 'special')
      .map(field => field.id),
  )

export const staffListPage = async (
  tools: PageTools,
  service: RegisterService,
  request: RouteRequest,
  column?: ListColumn,
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const context = service.context()
  const visible = searchable(service, request)
  const { query, lost } = readPageQuery(service, request.query, visible, request.act().clock.now())
  if (!query.ok)
    return {
      kind: 'problem',
      status: 400,
      title: { ja: '検索条件を読み取れません', en: 'The search cannot be read' },
      problems: query.problems,
    }
  const act = request.act()
  const shown = [...register.definition.list, ...unitsOf(register), ...(column?.needs ?? [])]
  const { page, count } = await service.page(act, query.value, shown)
  const fields = register.definition.list.map(id => register.field(id)).filter(field => page.fields.includes(field))
  const references = await referenceLinks(tools.registers, act, fields, page.rows, language)
  const path = staffList(register)
  const can = (what: 'create' | 'import' | 'export') => service.may(act, what)
  const suffix = request.query.size ? `?${request.query}` : ''
  const active = [...request.query].some(
    ([name, value]) => value !== '' && (name === 'q' || !reservedParameters.has(name)),
  )
  return {
    kind: 'page',
    title: register.definition.title,
    crumbs: [{ title: register.definition.title }],
    wide: true,
    body: (
      <>
        <PageHeading title={register.definition.title[language]} lead={register.definition.description[language]}>
          {can('create') ? (
            <LinkButton language={language} path={`${path}/new`}>
              {language === 'ja' ? '新しく登録する' : 'New record'}
            </LinkButton>
          ) : null}
          {can('import') ? (
            <LinkButton language={language} look="secondary" path={`${path}/import`}>
              {language === 'ja' ? 'ファイルから取り込む' : 'Import a file'}
            </LinkButton>
          ) : null}
          {can('export') ? (
            <LinkButton language={language} look="secondary" path={`${path}/export${suffix}`}>
              {language === 'ja' ? 'ファイルに出力する' : 'Export'}
            </LinkButton>
          ) : null}
          <LinkButton language={language} look="quiet" path={`${path}/counts`}>
            {language === 'ja' ? '時点の件数' : 'Counts as of a day'}
          </LinkButton>
        </PageHeading>
        <SearchForm
          language={language}
          path={path}
          label={register.definition.title}
          query={request.query.get('q') ?? ''}
          queryName={register.searchFields.length && maySearch(register, request.actor) ? 'q' : null}
          folded
          active={active}
        >
          <FilterBoxes
            register={register}
            visible={visible}
            query={request.query}
            language={language}
            context={context}
          />
        </SearchForm>
        {lost ? <LostPlace language={language} /> : null}
        <p class="result-count" role="status">
          {resultText(count, active, language)}
        </p>
        {page.rows.length === 0 ? (
          <Empty title={language === 'ja' ? '該当する記録はありません。' : 'Nothing was found.'} />
        ) : (
          <RecordTable
            language={language}
            register={register}
            fields={fields}
            rows={page.rows}
            context={context}
            references={references}
            column={column}
            path={path}
            query={request.query}
            sort={query.value.sort}
            linkTo={row => staffRecord(register, row.id)}
          />
        )}
        <Pagination
          language={language}
          path={path}
          query={request.query}
          before={page.previous ?? undefined}
          after={page.next ?? undefined}
        />
      </>
    ),
  }
}
