import type { Json, JsonObject } from '../../../base/json.ts'
import type { FieldKindId } from '../field.ts'
import { fieldSchema } from '../kinds/index.ts'
import type { KindContext } from '../kinds/kind.ts'
import type { Register, RegisterField } from '../register.ts'

const labelled = (field: RegisterField, schema: JsonObject): JsonObject => ({
  ...schema,
  title: `${field.field.label.ja} / ${field.field.label.en}`,
  ...(field.field.help ? { description: `${field.field.help.ja}\n${field.field.help.en}` } : {}),
})

const marks: Readonly<Record<string, JsonObject>> = {
  id: { type: 'string', format: 'uuid', readOnly: true },
  version: { type: 'integer', minimum: 1, description: 'Send it back with a change (or as If-Match).' },
  updatedAt: { type: 'string', format: 'date-time', readOnly: true },
  sample: {
    type: 'boolean',
    description: 'Present and true on sample records, which are no real person, business or facility.',
    readOnly: true,
  },
}

const recordSchema = (fields: readonly RegisterField[], context: KindContext): JsonObject => {
  const properties: Record<string, Json> = { ...marks }
  for (const field of fields) {
    const schema = fieldSchema(field.field, context)
    properties[field.id] = labelled(field, field.alwaysFilled ? schema : { anyOf: [schema, { type: 'null' }] })
    for (const former of field.field.formerly ?? [])
      if (context.today <= former.until)
        properties[former.id] = {
          ...labelled(field, schema),
          deprecated: true,
          description: `Former name of ${field.id}, answered until ${former.until}.`,
        }
  }
  return {
    type: 'object',
    properties,
    required: ['id', 'version', 'updatedAt', ...fields.filter(field => field.alwaysFilled).map(field => field.id)],
  }
}

const ranged: ReadonlySet<FieldKindId> = new Set(['date', 'dateTime', 'integer', 'decimal', 'yen'])

const parametersOf = (register: Register, visible: readonly RegisterField[]): readonly Json[] => {
  const query = (name: string, description: string, schema: JsonObject = { type: 'string' }): JsonObject => ({
    name,
    in: 'query',
    required: false,
    description,
    schema,
  })
  const sortable = visible.filter(field => register.sortable.has(field.id)).flatMap(field => [field.id, `-${field.id}`])
  const filters = visible
    .filter(field => register.filterable.has(field.id))
    .flatMap(field => {
      const about = field.field.label.en
      const plain = field.usualFilter
        ? [query(field.id, `${about}; several values mean one of them.`, { type: 'array', items: { type: 'string' } })]
        : []
      const range = ranged.has(field.field.kind)
        ? [query(`${field.id}.from`, `${about}, from`), query(`${field.id}.to`, `${about}, up to`)]
        : []
      const open =
        field.field.kind === 'openingHours'
          ? [query(`${field.id}.openAt`, `${about}: open at this moment (ISO 8601)`)]
          : []
      return [...plain, ...range, ...open]
    })
  return [
    ...(register.searchFields.length
      ? [query('q', 'Words to search for, in kanji or kana; two characters are enough.')]
      : []),
    ...filters,
    query('sort', 'Field to sort by; a leading - turns the order round.', { type: 'string', enum: sortable }),
    query('limit', 'Records of a page.', { type: 'integer', minimum: 1, maximum: 1000, default: 50 }),
    query(
      'after',
      'Place of the next page: follow the "next" link. Opaque, and only for the same search, filters and order; another or an older one is answered with 400.',
    ),
    query('before', 'Place of the page before: follow the "previous" link. Opaque, as "after".'),
    labels,
  ]
}

/** Also of a single record. */
const labels: JsonObject = {
  name: 'labels',
  in: 'query',
  required: false,
  description: 'Adds "labels": what codes and ids of the record mean, by field, in this language. Read only.',
  schema: { type: 'string', enum: ['ja', 'en'] },
}

const problemResponse = (description: string): JsonObject => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
})

const json = (schema: JsonObject, description: string): JsonObject => ({
  description,
  content: { 'application/json': { schema } },
})

const version: JsonObject = {
  name: 'version',
  in: 'query',
  required: false,
  description: 'The file as this version of the record had it; without it the present one.',
  schema: { type: 'integer', minimum: 1 },
}

const filePath = (
  register: Register,
  fields: readonly RegisterField[],
  staff: boolean,
  tags: readonly string[],
  idParameter: JsonObject,
): JsonObject => {
  const files = fields.filter(({ field }) => field.kind === 'file').map(field => field.id)
  if (files.length === 0) return {}
  return {
    [`/api/v1/${register.id}/{id}/files/{field}`]: {
      parameters: [
        idParameter,
        { name: 'field', in: 'path', required: true, schema: { type: 'string', enum: files } },
        ...(staff ? [version] : []),
      ],
      get: {
        operationId: `file_${register.id}`,
        tags: [...tags],
        summary: 'The file of a field, byte for byte as it was entered',
        responses: {
          200: {
            description: 'The file. Its name is in Content-Disposition, its SHA-256 the ETag.',
            content: { '*/*': { schema: { type: 'string', format: 'binary' } } },
          },
          404: problemResponse('There is none, or it is not for you.'),
        },
      },
    },
  }
}

const header = (name: string, description: string, required = false): JsonObject => ({
  name,
  in: 'header',
  required,
  description,
  schema: { type: 'string' },
})

/** Of staff calls that write: with a session they need the mark that forms carry. */
const writing = [
  header(
    'x-csrf',
    'With a session: the mark that every form of the pages carries as hidden input "csrf". Not with a key.',
  ),
  header('x-reason', 'Why, percent-encoded where it is not ASCII; kept in history and ledger.'),
]
const ifMatch = header('if-match', 'The version that was read. PATCH may send it as "version" in the body instead.')

const pathsOf = (register: Register, fields: readonly RegisterField[], writes: boolean): JsonObject => {
  const ref: JsonObject = { $ref: `#/components/schemas/${register.id}` }
  const tags = [register.definition.title.en]
  const page: JsonObject = {
    type: 'object',
    properties: {
      records: { type: 'array', items: ref },
      next: { type: ['string', 'null'], format: 'uri-reference' },
      previous: { type: ['string', 'null'], format: 'uri-reference' },
    },
  }
  const accepted = json(
    {
      type: 'object',
      properties: { proposal: { type: 'string', format: 'uuid' }, id: { type: 'string', format: 'uuid' } },
    },
    'Waits for a second officer.',
  )
  const idParameter: JsonObject = { name: 'id', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } }
  const body: JsonObject = { required: true, content: { 'application/json': { schema: ref } } }
  const done = json(
    { type: 'object', properties: { id: { type: 'string', format: 'uuid' }, version: { type: 'integer' } } },
    'Written.',
  )
  const refused = writes
    ? {
        401: problemResponse('Neither signed in nor with a key that works.'),
        403: problemResponse('Not permitted; the attempt is recorded.'),
        429: problemResponse('A key that asks too fast: wait as long as Retry-After says.'),
      }
    : {}
  const collection: Record<string, Json> = {
    get: {
      operationId: `list_${register.id}`,
      tags,
      summary: register.definition.title.en,
      description: register.definition.description.en,
      parameters: parametersOf(register, fields),
      responses: {
        200: json(page, 'One page.'),
        400: problemResponse('A field that cannot be used here, or a value that cannot be read.'),
        ...refused,
      },
    },
  }
  const item: Record<string, Json> = {
    parameters: [idParameter],
    get: {
      operationId: `get_${register.id}`,
      tags,
      summary: `One record: ${register.definition.title.en}`,
      parameters: [labels],
      responses: {
        200: json(ref, 'The record.'),
        ...refused,
        404: problemResponse('There is none, or it is not for you.'),
      },
    },
  }
  if (writes) {
    collection['post'] = {
      operationId: `create_${register.id}`,
      tags,
      summary: 'Create',
      parameters: writing,
      requestBody: body,
      responses: {
        201: done,
        202: accepted,
        ...refused,
        422: problemResponse('What is wrong, by field.'),
      },
    }
    item['patch'] = {
      operationId: `change_${register.id}`,
      tags,
      summary: 'Change',
      parameters: [...writing, ifMatch],
      requestBody: body,
      responses: {
        200: done,
        202: accepted,
        ...refused,
        409: problemResponse('Somebody was quicker.'),
        422: problemResponse('What is wrong, by field.'),
      },
    }
    item['delete'] = {
      operationId: `remove_${register.id}`,
      tags,
      summary: 'Remove',
      parameters: [...writing, { ...ifMatch, required: true }],
      responses: { 200: done, 202: accepted, ...refused, 409: problemResponse('Somebody was quicker.') },
    }
  }
  return {
    [`/api/v1/${register.id}`]: collection,
    [`/api/v1/${register.id}/{id}`]: item,
    ...filePath(register, fields, writes, tags, idParameter),
  }
}

const problemSchema: JsonObject = {
  type: 'object',
  description: 'RFC 9457',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string', format: 'uri', description: 'Of this request: what the operator finds it by.' },
    errors: {
      type: 'array',
      description: 'What to mend, one by one.',
      items: {
        type: 'object',
        properties: {
          field: { type: 'string' },
          row: { type: 'integer' },
          column: { type: 'string' },
          value: { type: 'string' },
          detail: { type: 'string' },
        },
        required: ['detail'],
      },
    },
  },
  required: ['type', 'title', 'status'],
}

const session: JsonObject = {
  type: 'apiKey',
  in: 'cookie',
  name: 'musubi.session_token',
  description: 'The session of someone who signed in on the pages; on https its name begins with __Host-.',
}

const key: JsonObject = {
  type: 'http',
  scheme: 'bearer',
  description:
    'A key for a machine, made by an administrator on the page “Keys for machines”. It may do what it was given; looks at personal data are recorded under its name, with x-reason or else its purpose.',
}

/**
 * OpenAPI 3.1 of one zone: the public one describes open data, the staff one everything that a register has.
 * @param origin `https://…` of the listener; left out of the committed copy
 */
export const openApi = (
  registers: readonly Register[],
  zone: 'public' | 'staff',
  context: KindContext,
  title: string,
  origin?: string,
): JsonObject => {
  const shown = registers.filter(register => zone === 'staff' || register.published)
  const fieldsOf = (register: Register) => (zone === 'staff' ? register.fields : register.publicFields)
  return {
    openapi: '3.1.0',
    info: {
      title,
      version: '1',
      description:
        'Dates are YYYY-MM-DD, moments ISO 8601 in UTC, codes strings that keep their leading zeros. Errors are RFC 9457 problems.',
    },
    ...(origin ? { servers: [{ url: origin }] } : {}),
    paths: Object.assign(
      {},
      ...shown.map(register => pathsOf(register, fieldsOf(register), zone === 'staff')),
    ) as JsonObject,
    ...(zone === 'staff' ? { security: [{ key: [] }, { session: [] }] } : {}),
    components: {
      ...(zone === 'staff' ? { securitySchemes: { key, session } } : {}),
      schemas: {
        Problem: problemSchema,
        ...Object.fromEntries(
          shown.map(register => [
            register.id,
            { title: register.definition.title.en, ...recordSchema(fieldsOf(register), context) },
          ]),
        ),
      },
    },
  }
}
