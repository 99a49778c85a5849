import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { writeCsvStream } from '../src/base/csv/write.ts'
import { openPool } from '../src/platform/database/pool.ts'
import { csvRows } from './import.ts'
import { permit } from './register.ts'
import type { ImportAnswer, ImportTask } from './servers/import.ts'
import type { MoveAnswer, MoveTask } from './servers/move.ts'
import { runChild } from './tools/child.ts'
import { owner, registersOver } from './tools/fill.ts'
import type { BenchOptions } from './tools/options.ts'
import { atMost, factor, note } from './tools/report.ts'
import { withMachine } from './tools/site.ts'
import { spreadOf } from './tools/statistics.ts'

/**
 * The same rows moved in (layout, mapping, characters, report) and imported plainly, both into the empty register, in turns.
 * A rehearsal writes everything and undoes it, so that it takes what the cut-over takes.
 */
export const moving = (options: BenchOptions): Promise<void> =>
  withMachine(0, async ({ folder, urls, adminUrl }) => {
    const rows = options.full ? 1_000_000 : 50_000
    const rounds = options.full ? 1 : Math.min(3, options.rounds)
    const path = join(folder, 'permits.csv')
    const admin = openPool(adminUrl, { max: 1 })
    const { register } = registersOver({
      owner: admin,
      app: admin,
      reader: admin,
      lists: admin,
      close: async () => {},
    }).service(permit.id)
    await admin`insert into musubi.organisation (tenant, id, kind, name_ja, name_en)
      values (${owner}, ${owner}, 'prefecture', '見本', 'Sample') on conflict do nothing`
    await pipeline(Readable.from(writeCsvStream(csvRows(register, rows))), createWriteStream(path))
    const empty = () => admin.unsafe(`truncate ${register.rowTable}, ${register.historyTable}`)
    const plainly = async (): Promise<number> => {
      await empty()
      const answer = await runChild<ImportAnswer>('servers/import.ts', { urls, path } satisfies ImportTask)
      if (answer.created !== rows) throw new Error(`${answer.created} of ${rows} rows were imported`)
      return answer.ms
    }
    const moved = async (): Promise<MoveAnswer> => {
      await empty()
      const task: MoveTask = { urls, path, store: join(folder, 'store') }
      const answer = await runChild<MoveAnswer>('servers/move.ts', task)
      const [row] = await admin.unsafe(`select count(*)::int as n from ${register.rowTable}`)
      if (answer.created !== rows || Number(row?.['n']) !== rows)
        throw new Error(`${row?.['n']} of ${rows} rows were moved`)
      return answer
    }
    const [rehearsals, cutOvers, megabytes]: [number[], number[], number[]] = [[], [], []]
    let before = await plainly()
    for (let round = 0; round < rounds; round += 1) {
      const own = await moved()
      const after = await plainly()
      const plain = (before + after) / 2
      rehearsals.push(own.rehearsalMs / plain)
      cutOvers.push(own.cutOverMs / plain)
      megabytes.push(own.megabytes)
      const speed = (ms: number) => `${Math.round(rows / (ms / 1000)).toLocaleString('en')} rows/s`
      note(
        `${rows} rows: rehearsal ${speed(own.rehearsalMs)}, cut-over ${speed(own.cutOverMs)}, import ${speed(after)}`,
      )
      before = after
    }
    await admin.end()
    factor(`rehearsal of ${rows} rows, of the plain import's time`, spreadOf(rehearsals), 2.5, 'at most')
    factor(`cut-over of ${rows} rows, of the plain import's time`, spreadOf(cutOvers), 2.5, 'at most')
    atMost(`memory of the moving process, ${rows} rows`, Math.max(...megabytes), 400, 'MB')
  })
