import type { Json, JsonObject } from '../../../base/json.ts'
import { workbookType } from '../../../base/workbook/write.ts'
import { query } from '../../database/statement.ts'
import type { ExportFormat } from '../export/format.ts'
import { publicList } from '../pages/paths.ts'
import type { Register } from '../register.ts'
import type { Registers } from '../registers.ts'

/** A published register as a dataset of the open-data catalogue. */
export interface Dataset {
  readonly register: Register
  readonly path: string
  readonly license: string
  /** Records without the samples. */
  readonly count: number
  readonly samples: number
  /** Moment of the newest change, null where there is none yet. */
  readonly updatedAt: string | null
}

export const datasets = async (registers: Registers): Promise<readonly Dataset[]> => {
  const published = registers.all().flatMap(({ register }) => (register.definition.publish ? [register] : []))
  return Promise.all(
    published.map(async (register): Promise<Dataset> => {
      const [row] = await query(registers.tools.database.reader, {
        text: `select count(*) filter (where not sample)::int as count, count(*) filter (where sample)::int as samples, max(updated_at) as updated from ${register.publishedView}`,
        values: [],
      })
      const updated = row?.['updated']
      return {
        register,
        path: publicList(register),
        license: register.definition.publish?.license ?? '',
        count: Number(row?.['count'] ?? 0),
        samples: Number(row?.['samples'] ?? 0),
        updatedAt: updated === null || updated === undefined ? null : String(updated),
      }
    }),
  )
}

export interface CatalogueFormat {
  /** Of the address, `…/export.csv`. */
  readonly extension: string
  readonly format: ExportFormat
  readonly title: string
  readonly mediaType: string
}

/** The public's files of a register. Offices whose programs open CSV as Shift_JIS only get it so. */
export const catalogueFormats: readonly CatalogueFormat[] = [
  { extension: 'csv', format: 'csv', title: 'CSV', mediaType: 'text/csv' },
  { extension: 'sjis.csv', format: 'csv-cp932', title: 'CSV (Shift_JIS)', mediaType: 'text/csv' },
  {
    extension: 'xlsx',
    format: 'xlsx',
    title: 'Excel',
    mediaType: workbookType,
  },
  { extension: 'jsonl', format: 'jsonl', title: 'JSON Lines', mediaType: 'application/jsonl' },
]

/** Addresses of licences that have one; others are named. */
const licenses: Readonly<Record<string, string>> = {
  'CC BY 4.0': 'https://creativecommons.org/licenses/by/4.0/',
  'CC0 1.0': 'https://creativecommons.org/publicdomain/zero/1.0/',
}

export const licenseAddress = (license: string): string | undefined => licenses[license]

const both = (text: { readonly ja: string; readonly en: string }): Json => [
  { '@language': 'ja', '@value': text.ja },
  { '@language': 'en', '@value': text.en },
]

const licenseJson = (license: string): Json => {
  const address = licenses[license]
  return address ? { '@id': address } : license
}

/** The catalogue as DCAT 3 (W3C, 2024), which CKAN and the national data catalogue harvest. */
export const catalogueJsonLd = (
  found: readonly Dataset[],
  origin: string,
  publisher: { readonly ja: string; readonly en: string },
  title: { readonly ja: string; readonly en: string },
): JsonObject => {
  const agent: Json = { '@type': 'foaf:Organization', 'foaf:name': both(publisher) }
  const dataset = ({ register, path, license, updatedAt }: Dataset): Json => {
    const { definition } = register
    const address = `${origin}${path}`
    const common: JsonObject = { 'dct:license': licenseJson(license) }
    const file = ({ extension, title: name, mediaType }: CatalogueFormat): Json => ({
      '@type': 'dcat:Distribution',
      '@id': `${address}/export.${extension}`,
      'dct:title': name,
      'dcat:downloadURL': { '@id': `${address}/export.${extension}?sample=no` },
      'dcat:accessURL': { '@id': address },
      'dcat:mediaType': { '@id': `https://www.iana.org/assignments/media-types/${mediaType}` },
      ...common,
    })
    const api: Json = {
      '@type': 'dcat:Distribution',
      '@id': `${origin}/api/v1/${register.id}#distribution`,
      'dct:title': 'API',
      'dcat:accessURL': { '@id': `${origin}/api/openapi.json` },
      'dcat:mediaType': { '@id': 'https://www.iana.org/assignments/media-types/application/json' },
      ...common,
    }
    return {
      '@type': 'dcat:Dataset',
      '@id': `${address}#dataset`,
      'dct:identifier': register.id,
      'dct:title': both(definition.title),
      'dct:description': both(definition.description),
      'dct:publisher': agent,
      'dct:language': { '@id': 'http://publications.europa.eu/resource/authority/language/JPN' },
      'dcat:landingPage': { '@id': address },
      'dcat:keyword': (definition.publish?.keywords ?? []).flatMap(word => [
        { '@language': 'ja', '@value': word.ja },
        { '@language': 'en', '@value': word.en },
      ]),
      ...(updatedAt ? { 'dct:modified': { '@type': 'xsd:dateTime', '@value': updatedAt } } : {}),
      ...common,
      'dcat:distribution': [...catalogueFormats.map(file), api],
    }
  }
  return {
    '@context': {
      dcat: 'http://www.w3.org/ns/dcat#',
      dct: 'http://purl.org/dc/terms/',
      foaf: 'http://xmlns.com/foaf/0.1/',
      xsd: 'http://www.w3.org/2001/XMLSchema#',
    },
    '@type': 'dcat:Catalog',
    '@id': `${origin}/data`,
    'dct:title': both(title),
    'dct:publisher': agent,
    'foaf:homepage': { '@id': `${origin}/data` },
    'dcat:dataset': found.map(dataset),
  }
}
