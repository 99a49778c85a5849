import type { Child } from 'hono/jsx'
import type { Bilingual } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import { NotFoundError } from '../../../base/problem.ts'
import { isId } from '../../../base/uuid.ts'
import { Details } from '../../../ui/details.tsx'
import { Empty } from '../../../ui/empty.tsx'
import { href } from '../../../ui/link.ts'
import { Notice } from '../../../ui/notice.tsx'
import { PageHeading, Section } from '../../../ui/page.tsx'
import { Pagination } from '../../../ui/pagination.tsx'
import { SearchForm } from '../../../ui/search-form.tsx'
import { Tabs } from '../../../ui/tabs.tsx'
import { StatusTag } from '../../../ui/tag.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { Route, RouteRequest } from '../../routing/route.ts'
import { readListQuery, reservedParameters } from '../query.ts'
import type { RecordRow } from '../record.ts'
import type { Registers } from '../registers.ts'
import type { RegisterService } from '../service.ts'
import { countText } from './count-text.ts'
import { FilterBoxes } from './filter-boxes.tsx'
import { normalisedQuery } from './list-query.ts'
import { mapBox, mapPlaces, pointField } from './map.tsx'
import { nameOf } from './naming.ts'
import { publicList, publicRecord } from './paths.ts'
import { RecordTable } from './record-table.tsx'
import { RecordView } from './record-view.tsx'
import { referenceLinks } from './references.ts'

const refused: Bilingual = { ja: '検索条件を読み取れません', en: 'The search cannot be read' }

const searched = (query: URLSearchParams): boolean =>
  [...query].some(([name, value]) => value !== '' && (name === 'q' || !reservedParameters.has(name)))

const listPage = async (registers: Registers, service: RegisterService, request: RouteRequest): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const context = service.context()
  const visible = new Set(register.publicFields.map(field => field.id))
  const parameters = normalisedQuery(register, request.query, context, request.act().clock.now())
  const query = readListQuery(register, parameters, visible)
  if (!query.ok) return { kind: 'problem', status: 400, title: refused, problems: query.problems }
  const asMap = request.query.get('view') === 'map' && pointField(register) !== undefined
  const [page, count] = await Promise.all([
    service.publishedList(asMap ? { ...query.value, limit: 200 } : query.value),
    service.publishedCount(query.value),
  ])
  const fields = register.definition.list.map(id => register.field(id)).filter(field => visible.has(field.id))
  const references = await referenceLinks(registers, null, fields, page.rows, language)
  const path = publicList(register)
  const { definition } = register
  const active = searched(request.query)
  const view = asMap ? { view: 'map' } : undefined
  const tabs = pointField(register)
    ? [
        { title: { ja: '一覧', en: 'List' }, path: withoutView(path, request.query), current: !asMap },
        { title: { ja: '地図', en: 'Map' }, path: withView(path, request.query), current: asMap },
      ]
    : []
  return {
    kind: 'page',
    title: definition.title,
    crumbs: [{ title: definition.title }],
    wide: true,
    ...(asMap ? { scripts: ['map'] } : {}),
    body: (
      <>
        <PageHeading title={definition.title[language]} lead={definition.description[language]} />
        <SearchForm
          language={language}
          path={path}
          label={definition.title}
          query={request.query.get('q') ?? ''}
          queryName={register.searchFields.length ? 'q' : null}
          folded
          active={active}
          {...(view ? { hidden: view } : {})}
        >
          <FilterBoxes
            register={register}
            visible={visible}
            query={request.query}
            language={language}
            context={context}
          />
        </SearchForm>
        {tabs.length ? <Tabs language={language} label={{ ja: '表示の切替', en: 'View' }} tabs={tabs} /> : null}
        <p class="result-count" role="status">
          {countText(count, language)}
        </p>
        {page.rows.length === 0 ? (
          <Empty title={language === 'ja' ? '該当する記録はありません。' : 'Nothing was found.'}>
            <p>
              {language === 'ja'
                ? 'ことばを短くするか、条件を減らして、もう一度検索してください。'
                : 'Try fewer or shorter words, or fewer filters.'}
            </p>
          </Empty>
        ) : (
          <>
            {asMap
              ? mapBox(
                  language,
                  mapPlaces(register, page.rows, language, context, row =>
                    href(language, publicRecord(register, row.id)),
                  ),
                )
              : null}
            <RecordTable
              language={language}
              register={register}
              fields={fields}
              rows={page.rows}
              context={context}
              references={references}
              path={path}
              query={request.query}
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
        <Details
          summary={language === 'ja' ? 'このデータを使う（オープンデータ・API）' : 'Use this data (open data, API)'}
        >
          <p>
            {language === 'ja' ? 'ライセンス：' : 'Licence: '}
            {definition.publish?.license} <a href={`/api/v1/${register.id}`}>JSON</a>{' '}
            <a href={href(language, `${path}/export.csv`)}>CSV</a>{' '}
            <a href={href(language, '/data')}>{language === 'ja' ? 'データ一覧' : 'Catalogue'}</a>
          </p>
        </Details>
      </>
    ),
  }
}

const withView = (path: string, query: URLSearchParams): string => {
  const next = new URLSearchParams(query)
  next.set('view', 'map')
  next.delete('after')
  next.delete('before')
  return `${path}?${next}`
}

const withoutView = (path: string, query: URLSearchParams): string => {
  const next = new URLSearchParams(query)
  next.delete('view')
  const text = next.toString()
  return text ? `${path}?${text}` : path
}

const detailPage = async (
  registers: Registers,
  service: RegisterService,
  request: RouteRequest,
  more: PublicExtras,
): Promise<Outcome> => {
  const { register } = service
  const { language } = request
  const id = request.params['id'] ?? ''
  const row = isId(id) ? await service.published(id) : null
  if (!row) throw new NotFoundError(register.id)
  const context = service.context()
  const fields = register.publicFields.filter(field => !field.field.retired)
  const references = await referenceLinks(registers, null, fields, [row], language)
  const title = nameOf(register, row.values, language, context)
  const point = pointField(register)
  const place =
    point && row.values[point.id]
      ? mapBox(
          language,
          mapPlaces(register, [row], language, context, () => ''),
        )
      : null
  const extra = more.publicDetail ? await more.publicDetail(row, request) : null
  return {
    kind: 'page',
    title: { ja: title, en: title },
    crumbs: [{ title: register.definition.title, path: publicList(register) }, { title: { ja: title, en: title } }],
    ...(place ? { scripts: ['map'] } : {}),
    body: (
      <>
        <PageHeading
          title={title}
          tags={row.sample ? <StatusTag tone="sample">{language === 'ja' ? '見本' : 'Sample'}</StatusTag> : undefined}
        />
        {row.sample ? (
          <Notice tone="info">
            {language === 'ja'
              ? 'これは見本の記録です。実在する人・事業者・施設ではありません。'
              : 'This is a sample record. It is no real person, business or facility.'}
          </Notice>
        ) : null}
        {extra}
        <RecordView
          language={language}
          register={register}
          fields={fields}
          values={row.values}
          context={context}
          references={references}
          filledOnly
        />
        {place ? <Section title={language === 'ja' ? '地図' : 'Map'}>{place}</Section> : null}
        <p class="muted">
          {language === 'ja' ? '最終更新：' : 'Updated: '}
          <time datetime={row.updatedAt}>{showMoment(row.updatedAt, language)}</time>
        </p>
      </>
    ),
  }
}

/** What a system adds to a register's public page beside the fields. */
export interface PublicExtras {
  readonly publicDetail?: (row: RecordRow, request: RouteRequest) => Promise<Child>
}

export const publicRoutes = (
  registers: Registers,
  service: RegisterService,
  extras: PublicExtras = {},
): readonly Route[] => {
  if (!service.register.definition.publish) return []
  const path = publicList(service.register)
  return [
    {
      method: 'GET',
      path,
      zone: 'public',
      access: 'everyone',
      ledger: [],
      handle: request => listPage(registers, service, request),
    },
    {
      method: 'GET',
      path: `${path}/:id`,
      zone: 'public',
      access: 'everyone',
      ledger: [],
      handle: request => detailPage(registers, service, request, extras),
    },
  ]
}
