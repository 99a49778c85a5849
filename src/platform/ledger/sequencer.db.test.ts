import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { flushAll, sampleRows, writeEntries, writeMany } from '../../../test/ledger-writers.ts'
import { until } from '../../../test/platform/process.ts'
import { projectRoot } from '../../base/root.ts'
import { openCheckpoint } from './checkpoint.ts'
import { loadSigner } from './keys.ts'
import { outsideFolders, readOutside } from './outside.ts'
import { asSequencer } from './sequence.ts'
import { type SequencerOptions, startSequencer } from './sequencer.ts'
import { insertEntries } from './store.ts'
import { ledgerLag, newestCheckpoint, rootAt } from './tree-store.ts'
import { verifyLedger } from './verify.ts'

let test: TestDatabase
let dataFolder: string
beforeEach(async () => {
  test = await freshDatabase()
  dataFolder = mkdtempSync(join(tmpdir(), 'musubi-ledger-'))
})
afterEach(async () => {
  await test.drop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const options = (more: Partial<SequencerOptions> = {}): SequencerOptions => ({
  owner: test.database.owner,
  signer: loadSigner({ dataFolder }),
  outside: outsideFolders(dataFolder, ''),
  intervalMs: 2,
  checkpointMs: 0,
  ...more,
})

/** Everything that must hold of the log, whatever happened: each entry once, in the order of (xid, n), and verified. */
const expectWhole = async (acknowledged?: ReadonlySet<string>) => {
  const { owner } = test.database
  const entries = await owner<{ id: string }[]>`select id from ledger.entry order by xid, n`
  const leaves = await owner<{ seq: string; entry: string }[]>`select seq, entry from ledger.leaf order by seq`
  expect(leaves.map(leaf => leaf.entry)).toEqual(entries.map(entry => entry.id))
  expect(leaves.map(leaf => Number(leaf.seq))).toEqual(leaves.map((_, i) => i))
  if (acknowledged) expect(new Set(entries.map(entry => entry.id))).toEqual(acknowledged)
  const outside = outsideFolders(dataFolder, '')
  const report = await verifyLedger({ owner, outside, verifiers: [loadSigner({ dataFolder })] })
  expect(report).toMatchObject({ size: entries.length, count: 0, waiting: 0 })
  return report
}

describe('the sequencer', () => {
  it('gives every entry its place, signs, and keeps the checkpoint outside too', async () => {
    await writeEntries(test.database.app, sampleRows(700))
    expect((await ledgerLag(test.database.app, new Date())).entries).toBe(700)
    const sequencer = startSequencer(options({ batch: 300 }))
    await flushAll(sequencer, test.database.app)
    expect(await ledgerLag(test.database.app, new Date())).toEqual({ entries: 0, seconds: 0 })
    const newest = await newestCheckpoint(test.database.reader)
    const checkpoint = openCheckpoint(newest?.note ?? '', [loadSigner({ dataFolder })])
    expect(checkpoint?.size).toBe(700)
    expect(await rootAt(test.database.reader, 700)).toEqual(checkpoint?.root)
    expect(readOutside(outsideFolders(dataFolder, '')).notes.at(-1)?.note).toBe(newest?.note)
    expect(sequencer.status()).toMatchObject({ state: 'active', placed: 700, checkpoint: 700, outside: {} })
    await sequencer.stop()
    await expectWhole()
  })

  it('is one at a time: while one works, another neither works nor waits', async () => {
    const { owner } = test.database
    const other = () => asSequencer(owner, () => Promise.resolve('working'))
    await asSequencer(owner, async () => expect(await other()).toBe('standby'))
    expect(await other()).toBe('working')
  })

  it('waits for a transaction that is still running, and then skips none of it', async () => {
    const sequencer = startSequencer(options())
    const [early, late] = [sampleRows(3), sampleRows(3)]
    await test.database.app.begin(async tx => {
      await tx`select pg_current_xact_id()`
      // The later transaction commits first: a cursor on the number alone would pass the earlier one by.
      await writeEntries(test.database.app, late)
      await sequencer.flush()
      expect(await test.database.owner`select 1 from ledger.leaf`).toHaveLength(0)
      await tx`select set_config('musubi.tenants', ${early[0]?.tenant ?? ''}, true)`
      await insertEntries(tx, early)
    })
    await flushAll(sequencer, test.database.app)
    await sequencer.stop()
    await expectWhole(new Set([...early, ...late].map(row => row.id)))
  })

  it('works by itself, soon after a write', async () => {
    const sequencer = startSequencer(options())
    await until('it leads', () => sequencer.status().state === 'active')
    await writeEntries(test.database.app, sampleRows(1))
    await until('the entry is signed', () => sequencer.status().checkpoint === 1)
    await sequencer.stop()
  })

  it('is one, however many processes start it, and all keep checkpoints', async () => {
    const second = mkdtempSync(join(tmpdir(), 'musubi-ledger-'))
    const one = startSequencer(options({ batch: 7 }))
    const two = startSequencer(options({ batch: 7, outside: [second] }))
    const acknowledged = await writeMany(test.database.app, 4, 30)
    await Promise.all([flushAll(one, test.database.app), flushAll(two, test.database.app)])
    await Promise.all([one.stop(), two.stop()])
    const last = startSequencer(options())
    await flushAll(last, test.database.app)
    await last.stop()
    await expectWhole(acknowledged)
    expect(readOutside([second]).notes.length).toBeGreaterThan(0)
    rmSync(second, { recursive: true })
  })

  it('skips nothing while it keeps at the heels of writers that commit out of order', async () => {
    // Large batches and rare signatures: the cursor is at the newest commit all the time.
    const sequencer = startSequencer(options({ intervalMs: 0, checkpointMs: 60_000 }))
    const acknowledged = await writeMany(test.database.app, 6, 60)
    await flushAll(sequencer, test.database.app)
    await sequencer.stop()
    await expectWhole(acknowledged)
  })

  it('killed at any moment loses, doubles and reorders nothing', async () => {
    const script = join(projectRoot, 'test/ledger-sequencer-process.ts')
    let writing = true
    const written = writeMany(test.database.app, 4, 300).finally(() => {
      writing = false
    })
    let kills = 0
    const placed = async () => (await test.database.owner`select 1 from ledger.leaf`).length
    // On a busy machine a child may be killed before it places anything; the test is about those that did.
    while (writing || kills < 5 || (kills < 60 && (await placed()) === 0)) {
      const child = spawn(process.execPath, [script, test.url('owner'), dataFolder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const ended = once(child, 'exit')
      await once(child.stdout, 'data')
      await sleep(randomInt(5, 120))
      child.kill('SIGKILL')
      await ended
      kills += 1
    }
    const acknowledged = await written
    expect(await placed()).toBeGreaterThan(0)
    const sequencer = startSequencer(options())
    await flushAll(sequencer, test.database.app)
    expect(sequencer.status().state).toBe('active')
    await sequencer.stop()
    const report = await expectWhole(acknowledged)
    expect(report.checkpoints.inside).toBeGreaterThan(1)
  })

  it('goes on in another cluster, where transaction numbers begin anew', async () => {
    const { owner, app } = test.database
    await writeEntries(app, sampleRows(5))
    const first = startSequencer(options())
    await flushAll(first, test.database.app)
    await first.stop()
    await writeEntries(app, sampleRows(3))
    // As after a logical copy from a cluster that had got much further: cursor and identity are of the old one.
    await owner`update ledger.tree set cluster = 'another', xid = '900000000000'`
    const second = startSequencer(options())
    await flushAll(second, test.database.app)
    await writeEntries(app, sampleRows(4))
    await flushAll(second, test.database.app)
    await second.stop()
    await expectWhole()
    expect((await ledgerLag(app, new Date())).entries).toBe(0)
  })

  it('waits in another cluster for a copy that is still under way', async () => {
    const { owner, app } = test.database
    await writeEntries(app, sampleRows(5))
    const first = startSequencer(options())
    await flushAll(first, app)
    await first.stop()
    await owner`update ledger.tree set cluster = 'another', xid = '900000000000'`
    // Entries come with the numbers that they had, and the transaction that brings them is not done.
    const copied = sampleRows(3)
    let second = first
    await owner.begin(async tx => {
      for (const { id, at, event, tenant, content } of copied)
        await tx`insert into ledger.entry (xid, id, at, event, tenant, content) values ('2', ${id}, ${at}, ${event}, ${tenant}, ${content})`
      second = startSequencer(options())
      await vi.waitFor(async () => {
        const waits = await owner`select 1 from pg_locks where relation = 'ledger.entry'::regclass and not granted`
        const placed = await owner`select 1 from ledger.tree where cluster <> 'another'`
        expect(waits.length + placed.length).toBe(1)
      }, 10_000)
    })
    await flushAll(second, app)
    await second.stop()
    const places = await owner`select 1 from ledger.leaf where entry = any (${copied.map(row => row.id)}::uuid[])`
    expect(places).toHaveLength(3)
  })

  it('does not sign a second history for a database that lost entries', async () => {
    const rows = sampleRows(5)
    await writeEntries(test.database.app, rows)
    const first = startSequencer(options())
    await flushAll(first, test.database.app)
    await first.stop()
    // The same data folder with a database from before.
    const older = await freshDatabase()
    await writeEntries(older.database.app, sampleRows(2))
    const logged: string[] = []
    const second = startSequencer(options({ owner: older.database.owner, log: line => logged.push(line) }))
    await second.flush()
    expect(second.status()).toMatchObject({ state: 'halted', placed: 0 })
    expect(logged.join()).toContain('fewer than the checkpoint of 5 entries')
    await second.stop()
    expect(await older.database.owner`select 1 from ledger.checkpoint`).toHaveLength(0)
    await older.drop()
  })

  it('does not sign a second history of the same length', async () => {
    await writeEntries(test.database.app, sampleRows(5))
    const first = startSequencer(options())
    await flushAll(first, test.database.app)
    await first.stop()
    const other = await freshDatabase()
    await writeEntries(other.database.app, sampleRows(5))
    const innocent = startSequencer(options({ owner: other.database.owner, outside: [] }))
    await flushAll(innocent, other.database.app)
    await innocent.stop()
    const second = startSequencer(options({ owner: other.database.owner }))
    await second.flush()
    expect(second.status().reason).toContain('does not fit the checkpoint of 5 entries')
    await second.stop()
    await other.drop()
  })

  it('can be verified while everyone works', async () => {
    const { owner, app } = test.database
    const sequencer = startSequencer(options({ batch: 10 }))
    let writing = true
    const written = writeMany(app, 3, 60).finally(() => {
      writing = false
    })
    let sizes = 0
    while (writing) {
      const outside = outsideFolders(dataFolder, '')
      const report = await verifyLedger({ owner, outside, verifiers: [loadSigner({ dataFolder })] })
      expect(report.findings).toEqual([])
      sizes += report.size
    }
    expect(sizes).toBeGreaterThan(0)
    await written
    await sequencer.stop()
  })

  it('goes on when a folder cannot be written, says so, and catches up', async () => {
    const blocked = join(dataFolder, 'blocked')
    writeFileSync(blocked, 'a file where a folder should be')
    const sequencer = startSequencer(options({ outside: [...outsideFolders(dataFolder, ''), blocked] }))
    await writeEntries(test.database.app, sampleRows(2))
    await flushAll(sequencer, test.database.app)
    expect(Object.keys(sequencer.status().outside)).toEqual([blocked])
    rmSync(blocked)
    await flushAll(sequencer, test.database.app)
    expect(sequencer.status().outside).toEqual({})
    expect(readOutside([blocked]).notes).toHaveLength(1)
    await sequencer.stop()
    await expectWhole()
  })

  it('passes over a line of its checkpoint file that a crash cut off', async () => {
    await writeEntries(test.database.app, sampleRows(2))
    const first = startSequencer(options())
    await flushAll(first, test.database.app)
    await first.stop()
    const [folder = ''] = outsideFolders(dataFolder, '')
    const [file = ''] = readdirSync(folder)
    appendFileSync(join(folder, file), '{"at":"2026-')
    await writeEntries(test.database.app, sampleRows(2))
    const second = startSequencer(options())
    await flushAll(second, test.database.app)
    await second.stop()
    expect(readOutside([folder])).toMatchObject({ notes: { length: 2 }, unreadable: { length: 1 } })
  })
})
