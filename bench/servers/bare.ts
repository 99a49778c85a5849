import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import postgres from 'postgres'
import { systemClock } from '../../src/base/clock.ts'
import type { JsonObject } from '../../src/base/json.ts'
import { newId } from '../../src/base/uuid.ts'
import type { RoleUrls } from '../../src/platform/database/connect.ts'
import { connect } from '../../src/platform/database/connect.ts'
import { runStatements, type Statement } from '../../src/platform/database/statement.ts'
import { types } from '../../src/platform/database/types.ts'
import { entryRow } from '../../src/platform/ledger/store.ts'
import { recordCreated } from '../../src/platform/registers/events.ts'
import { countSql, listSql } from '../../src/platform/registers/list-sql.ts'
import { readListQuery } from '../../src/platform/registers/query.ts'
import { publicSelectText, selectText, writeStatement } from '../../src/platform/registers/store.ts'
import { permit } from '../register.ts'
import { serveTask } from '../tools/child.ts'
import { owner, registersOver } from '../tools/fill.ts'

export interface BareTask {
  readonly urls: RoleUrls
  readonly port: number
}

interface PermitInput extends JsonObject {
  readonly holder: string
  readonly place: { readonly municipality: string; readonly town: string; readonly rest: string }
}

/** What was sent, into the columns as it is. */
const cellsOf = (data: PermitInput): readonly unknown[] => [
  data['number'],
  data.holder,
  data['holderKana'],
  data['kind'],
  data['wastes'],
  data.place.municipality,
  data.place.town,
  data.place.rest,
  data['capacity'],
  data['grantedOn'],
  data['expiresOn'],
  data['representative'],
  data['phone'],
  data['note'],
]

/**
 * The peer of the comparisons: the same HTTP server, driver, pool sizes and SQL, and nothing of the platform around them: no
 * session, no permission, no row security, no checks, no headers, no log, no compression.
 */
await serveTask<BareTask>(async ({ urls, port }) => {
  const pool = (url: string, max: number) =>
    postgres(url, { max, types, fetch_types: false, prepare: true, connection: { TimeZone: 'UTC', DateStyle: 'ISO' } })
  const reader = pool(urls.public, 12)
  const all = pool(urls.owner, 16)
  // For the create, which goes out in one flight as the platform's does; through the owner, whom row security lets pass.
  const database = await connect({ ...urls, app: urls.owner })
  const register = registersOver(database).service(permit.id).register
  const visible = new Set(register.publicFields.map(field => field.id))
  const fields = register.publicFields.flatMap(field => field.columns.map(column => `"${column.name}"`))
  const listColumns = ['id', 'version', 'sample', 'updated_at', ...fields].join(', ')
  const run = ({ text, values, prepare }: Statement) =>
    reader.unsafe(text, [...values] as string[], { prepare: prepare ?? true })

  const app = new Hono()
  app.get('/public/:id', async c => {
    const [row] = await reader.unsafe(publicSelectText(register), [c.req.param('id')], { prepare: true })
    return row ? c.json(row) : c.notFound()
  })
  app.get('/row/:id', async c => {
    const [row] = await all.unsafe(selectText(register), [c.req.param('id')], { prepare: true })
    return row ? c.json(row) : c.notFound()
  })
  app.get('/list', async c => {
    const query = readListQuery(register, new URLSearchParams(c.req.query()), visible)
    if (!query.ok) return c.json(query.problems, 400)
    const [rows, [counted]] = await Promise.all([
      run(listSql(register.publishedView, listColumns, query.value)),
      run(countSql(register.publishedView, query.value, 1000)),
    ])
    return c.json({ rows, count: counted?.['count'] })
  })
  app.post('/create', async c => {
    const data = await c.req.json<PermitInput>()
    const id = newId()
    const at = systemClock.now()
    await runStatements(
      database.app,
      [owner],
      [
        writeStatement({
          register,
          operation: 'create',
          tenant: owner,
          id,
          version: 1,
          sample: false,
          search: { search: `${data['number']}\n${data.holder}\n${data['holderKana']}`, publicSearch: null },
          cells: cellsOf(data),
          data,
          hash: Buffer.alloc(32),
          at,
          actor: null,
          actorName: '',
          reason: null,
          entry: entryRow(
            { event: recordCreated, tenant: owner, actor: null, register: permit.id, record: id, body: { version: 1 } },
            at,
          ),
        }),
      ],
    )
    return c.json({ id, version: 1 }, 201)
  })
  const server = serve({ fetch: app.fetch, port, hostname: '127.0.0.1' })
  return {
    answer: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.close()
      await Promise.all([reader.end(), all.end(), database.close()])
    },
  }
})
