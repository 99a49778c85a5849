import { createReadStream, createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { writeCsvStream } from '../src/base/csv/write.ts'
import { openPool } from '../src/platform/database/pool.ts'
import { registerColumns } from '../src/platform/registers/columns.ts'
import { writeField } from '../src/platform/registers/kinds/index.ts'
import type { Register } from '../src/platform/registers/register.ts'
import { permit, permitValues } from './register.ts'
import type { ImportAnswer, ImportTask } from './servers/import.ts'
import { runChild } from './tools/child.ts'
import { registersOver } from './tools/fill.ts'
import type { BenchOptions } from './tools/options.ts'
import { atMost, factor, note } from './tools/report.ts'
import { withMachine } from './tools/site.ts'
import { spreadOf } from './tools/statistics.ts'

export function* csvRows(register: Register, rows: number): Generator<readonly string[]> {
  const columns = registerColumns(register)
  yield columns.map(column => column.heading)
  for (let index = 0; index < rows; index += 1) {
    const values = permitValues(index, rows)
    yield columns.map(({ field, part }) => writeField(field.field, values[field.id] ?? null)[part] ?? '')
  }
}

/**
 * A CSV file through the import, with its checks, history and ledger, against COPY of the rows that it made into the same
 * table with the same indexes, both into the empty table.
 */
export const importing = (options: BenchOptions): Promise<void> =>
  withMachine(0, async ({ folder, urls, adminUrl }) => {
    const rows = options.full ? 1_000_000 : 100_000
    const rounds = options.full ? 1 : Math.min(3, options.rounds)
    const path = join(folder, 'permits.csv')
    const copied = join(folder, 'permits.copy')
    // COPY into a table with row security is the superuser's alone.
    const admin = openPool(adminUrl, { max: 1 })
    const { register } = registersOver({
      owner: admin,
      app: admin,
      reader: admin,
      lists: admin,
      close: async () => {},
    }).service(permit.id)
    await pipeline(Readable.from(writeCsvStream(csvRows(register, rows))), createWriteStream(path))
    const empty = () => admin.unsafe(`truncate ${register.rowTable}, ${register.historyTable}`)
    const importOnce = async () => {
      await empty()
      const answer = await runChild<ImportAnswer>('servers/import.ts', { urls, path } satisfies ImportTask)
      if (answer.created !== rows) throw new Error(`${answer.created} of ${rows} rows were imported`)
      return answer
    }
    const copyOnce = async () => {
      await empty()
      const began = performance.now()
      await pipeline(createReadStream(copied), await admin.unsafe(`copy ${register.rowTable} from stdin`).writable())
      return performance.now() - began
    }
    const first = await importOnce()
    await pipeline(await admin.unsafe(`copy ${register.rowTable} to stdout`).readable(), createWriteStream(copied))
    const times: number[] = []
    const megabytes = [first.megabytes]
    let before = await copyOnce()
    for (let round = 0; round < rounds; round += 1) {
      const own = await importOnce()
      const after = await copyOnce()
      times.push(own.ms / ((before + after) / 2))
      megabytes.push(own.megabytes)
      note(`${rows} rows: import ${(own.ms / 1000).toFixed(1)} s, COPY ${(after / 1000).toFixed(1)} s`)
      before = after
    }
    await admin.end()
    factor(`import of ${rows} rows, of COPY's time`, spreadOf(times), 8, 'at most')
    atMost(`memory of the importing process, ${rows} rows`, Math.max(...megabytes), 400, 'MB')
  })
