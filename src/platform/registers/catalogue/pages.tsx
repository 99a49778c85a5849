import type { Bilingual } from '../../../base/bilingual.ts'
import { showMoment } from '../../../base/moment.ts'
import { DefinitionList } from '../../../ui/definition-list.tsx'
import { href } from '../../../ui/link.ts'
import { PageHeading, Section } from '../../../ui/page.tsx'
import type { Outcome } from '../../routing/outcome.ts'
import type { MenuEntry, Route, RouteRequest } from '../../routing/route.ts'
import type { Registers } from '../registers.ts'
import { catalogueFormats, catalogueJsonLd, type Dataset, datasets, licenseAddress } from './catalogue.ts'

const title: Bilingual = { ja: 'オープンデータ', en: 'Open data' }

const License = ({ license }: { license: string }) => {
  const address = licenseAddress(license)
  return address ? (
    <a href={address} rel="license external">
      {license}
    </a>
  ) : (
    license
  )
}

const DatasetView = ({ dataset, request }: { dataset: Dataset; request: RouteRequest }) => {
  const { language } = request
  const ja = language === 'ja'
  const { definition } = dataset.register
  const samples = dataset.samples
    ? ja
      ? `（ほかに見本${dataset.samples.toLocaleString('en')}件）`
      : ` (and ${dataset.samples.toLocaleString('en')} samples)`
    : ''
  return (
    <Section title={definition.title[language]}>
      <p>{definition.description[language]}</p>
      <DefinitionList
        language={language}
        items={[
          {
            term: { ja: '一覧', en: 'List' },
            value: <a href={href(language, dataset.path)}>{definition.title[language]}</a>,
          },
          {
            term: { ja: 'ファイル', en: 'Files' },
            value: catalogueFormats.map(({ extension, title: name }) => (
              <>
                <a href={href(language, `${dataset.path}/export.${extension}`)}>{name}</a>{' '}
              </>
            )),
          },
          { term: { ja: 'API', en: 'API' }, value: <a href="/api/openapi.json">OpenAPI</a> },
          { term: { ja: '利用条件', en: 'Licence' }, value: <License license={dataset.license} /> },
          {
            term: { ja: '件数', en: 'Records' },
            value: dataset.count.toLocaleString('en') + samples,
          },
          {
            term: { ja: '最終更新', en: 'Last change' },
            value: dataset.updatedAt ? showMoment(dataset.updatedAt, language) : '－',
          },
        ]}
      />
    </Section>
  )
}

/** The open-data catalogue: a page for people, DCAT for harvesters. */
export const catalogueRoutes = (registers: Registers, publisher: Bilingual, service: Bilingual): readonly Route[] => [
  {
    method: 'GET',
    path: '/data',
    zone: 'public',
    access: 'everyone',
    ledger: [],
    handle: async (request): Promise<Outcome> => {
      const found = await datasets(registers)
      return {
        kind: 'page',
        title,
        crumbs: [{ title }],
        body: (
          <>
            <PageHeading
              title={title[request.language]}
              lead={
                request.language === 'ja'
                  ? '公開している台帳を、どなたでも自由に使えるデータとして提供しています。ファイルと API の内容は、いつも今の台帳と同じです。'
                  : 'Published registers as data that everyone may use. Files and API always hold what the registers hold now.'
              }
            />
            {found.map(dataset => (
              <DatasetView dataset={dataset} request={request} />
            ))}
            <p>
              <a href="/data/catalog.jsonld">
                {request.language === 'ja'
                  ? '機械で読めるカタログ（DCAT、JSON-LD）'
                  : 'Catalogue for machines (DCAT, JSON-LD)'}
              </a>
            </p>
          </>
        ),
      }
    },
  },
  {
    method: 'GET',
    path: '/data/catalog.jsonld',
    zone: 'public',
    access: 'everyone',
    ledger: [],
    handle: async (request): Promise<Outcome> => ({
      kind: 'json',
      value: catalogueJsonLd(await datasets(registers), request.origin, publisher, {
        ja: `${service.ja} ${title.ja}`,
        en: `${service.en}: ${title.en}`,
      }),
      headers: { 'content-type': 'application/ld+json', 'access-control-allow-origin': '*' },
    }),
  },
]

export const catalogueMenu: readonly MenuEntry[] = [{ zone: 'public', title, path: '/data', order: 800, minor: true }]
