import type { Bilingual } from '../../../base/bilingual.ts'
import { Details } from '../../../ui/details.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { ErrorSummary } from '../../../ui/error-summary.tsx'
import { href, withQuery } from '../../../ui/link.ts'
import { PageHeading } from '../../../ui/page.tsx'
import { Pagination } from '../../../ui/pagination.tsx'
import { PointMap } from '../../../ui/point-map.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { RouteRequest } from '../../routing/route.ts'
import { catalogueFormats } from '../catalogue/catalogue.ts'
import { reservedParameters } from '../query.ts'
import type { Register } from '../register.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { ActiveFilters } from './active-filters.tsx'
import { resultText } from './count-text.ts'
import { FilterBoxes, isAskedFirst } from './filter-boxes.tsx'
import { filtersMeant } from './filters-meant.ts'
import { readPageQuery } from './list-query.ts'
import { LostPlace } from './lost-place.tsx'
import { geoJson, mostPlaces, pointField } from './map.tsx'
import { MeantLinks } from './meant-links.tsx'
import { publicList, publicRecord } from './paths.ts'
import { type ListColumn, RecordTable } from './record-table.tsx'
import { referenceLinks } from './references.ts'

const unreadable: Bilingual = { ja: '検索条件を読み取れません', en: 'The search cannot be read' }

const publicIds = (register: Register): ReadonlySet<string> => new Set(register.publicFields.map(field => field.id))

const readPublicQuery = (service: RegisterService, request: RouteRequest) =>
  readPageQuery(service, request.query, publicIds(service.register), request.act().clock.now())

const searched = (query: URLSearchParams): boolean =>
  [...query].some(([name, value]) => value !== '' && (name === 'q' || !reservedParameters.has(name)))

/** The form of a list, with what was asked last. On a phone the results come first: more boxes are folded away. */
const Search = ({ service, request }: { service: RegisterService; request: RouteRequest }) => {
  const { register } = service
  const { language, query } = request
  const visible = publicIds(register)
  const boxes = { register, visible, query, language, context: service.context() }
  const filters = register.definition.filters.filter(id => visible.has(id)).map(id => register.field(id))
  return (
    <SearchForm
      language={language}
      path={publicList(register)}
      label={register.definition.title}
      query={query.get('q') ?? ''}
      queryName={register.searchFields.length ? 'q' : null}
      folded
      open={false}
      active={searched(query)}
      hidden={query.get('view') === 'map' ? { view: 'map' } : {}}
      first={filters.some(isAskedFirst) ? <FilterBoxes {...boxes} which="first" /> : undefined}
    >
      {filters.every(isAskedFirst) ? null : <FilterBoxes {...boxes} which="others" />}
    </SearchForm>
  )
}

/** Files hold what the list was searched for. */
const useData = ({ register }: RegisterService, { language, query }: RouteRequest) => (
  <Details summary={language === 'ja' ? 'このデータを使う（オープンデータ・API）' : 'Use this data (open data, API)'}>
    <p>
      {language === 'ja' ? 'ライセンス：' : 'Licence: '}
      {register.definition.publish?.license} <a href={`/api/v1/${register.id}`}>JSON</a>{' '}
      {searched(query) ? (language === 'ja' ? 'この検索結果のファイル：' : 'Files of this search: ') : ''}
      {catalogueFormats.map(({ extension, title }) => (
        <>
          <a
            href={href(
              language,
              withQuery(`${publicList(register)}/export.${extension}`, query, {
                view: null,
                after: null,
                before: null,
                limit: null,
              }),
            )}
          >
            {title}
          </a>{' '}
        </>
      ))}
      <a href={href(language, '/data')}>{language === 'ja' ? 'データ一覧' : 'Catalogue'}</a>
    </p>
  </Details>
)

/** The public list of a register, as a table or as a map with the table below. */
export const publicListPage = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
  column?: ListColumn,
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const { definition } = register
  const ja = language === 'ja'
  const path = publicList(register)
  const { query, lost } = readPublicQuery(service, request)
  if (!query.ok)
    return {
      kind: 'page',
      status: 400,
      title: unreadable,
      crumbs: [{ title: definition.title, path }, { title: unreadable }],
      body: (
        <>
          <ErrorSummary language={language} problems={query.problems} />
          <PageHeading title={definition.title[language]} />
          <Search service={service} request={request} />
        </>
      ),
    }
  const hasMap = pointField(register) !== undefined
  const asMap = hasMap && request.query.get('view') === 'map'
  const { page, count } = await service.publishedPage(query.value)
  const visible = publicIds(register)
  const fields = definition.list.map(id => register.field(id)).filter(field => visible.has(field.id))
  const references = await referenceLinks(registers, null, fields, page.rows, language)
  const context = service.context()
  const view = (to: string | null) => withQuery(path, request.query, { view: to, after: null, before: null })
  return {
    kind: 'page',
    title: definition.title,
    crumbs: [{ title: definition.title }],
    wide: true,
    ...(asMap ? { scripts: ['map'] } : {}),
    body: (
      <>
        <PageHeading title={definition.title[language]} lead={definition.description[language]} />
        <Search service={service} request={request} />
        {lost ? <LostPlace language={language} /> : null}
        <div class="results">
          <p class="result-count" role="status">
            {resultText(count, searched(request.query), language)}
          </p>
          <ActiveFilters register={register} path={path} query={request.query} language={language} context={context} />
        </div>
        {hasMap ? (
          <Tabs
            language={language}
            label={{ ja: '表示の切替', en: 'View' }}
            tabs={[
              { title: { ja: '一覧', en: 'List' }, path: view(null), current: !asMap },
              { title: { ja: '地図', en: 'Map' }, path: view('map'), current: asMap },
            ]}
          />
        ) : null}
        {page.rows.length === 0 ? (
          <Empty title={ja ? '見つかりませんでした。' : 'Nothing was found.'}>
            <p>
              {ja
                ? 'ことばを短くするか、条件を減らして、もう一度検索してください。ひらがな・カタカナでもさがせます。'
                : 'Try fewer or shorter words, or fewer filters.'}
            </p>
            <MeantLinks language={language} meant={filtersMeant(register, path, request.query, context)} />
          </Empty>
        ) : (
          <>
            {asMap ? (
              <PointMap
                language={language}
                label={definition.title}
                points={href(
                  language,
                  withQuery(`${path}/map.geojson`, request.query, { view: null, after: null, before: null }),
                )}
              />
            ) : null}
            <RecordTable
              language={language}
              register={register}
              fields={fields}
              rows={page.rows}
              context={context}
              references={references}
              path={path}
              query={request.query}
              sort={query.value.sort}
              now={request.act().clock.now()}
              column={column}
              linkTo={row => publicRecord(register, row.id)}
            />
          </>
        )}
        <Pagination
          language={language}
          path={path}
          query={request.query}
          before={page.previous ?? undefined}
          after={page.next ?? undefined}
        />
        {useData(service, request)}
      </>
    ),
  }
}

/** All places of a search, for the map. */
export const publicPlaces = async (service: RegisterService, request: RouteRequest): Promise<Outcome> => {
  const { query } = readPublicQuery(service, request)
  if (!query.ok) return { kind: 'problem', status: 400, title: unreadable, problems: query.problems }
  const { rows } = await service.publishedList({ ...query.value, limit: mostPlaces })
  return { kind: 'json', value: geoJson(service.register, rows, request.language, service.context()) }
}
