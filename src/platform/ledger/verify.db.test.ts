import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { flushAll, sampleRows, writeEntries } from '../../../test/ledger-writers.ts'
import type { Transaction } from '../database/connection.ts'
import { signCheckpoint } from './checkpoint.ts'
import { emptyFrontier } from './frontier.ts'
import { loadSigner, loadVerifiers, verifierPath } from './keys.ts'
import { leafHash } from './merkle.ts'
import { outsideFolders } from './outside.ts'
import { exitCodeOf, printReport } from './report.ts'
import { startSequencer } from './sequencer.ts'
import { signerOf } from './signed-note.ts'
import { verifyLedger } from './verify.ts'

const entries = 600
let test: TestDatabase
let dataFolder: string

const sequence = async () => {
  const sequencer = startSequencer({
    owner: test.database.owner,
    signer: loadSigner({ dataFolder }),
    outside: outsideFolders(dataFolder, ''),
    checkpointMs: 0,
  })
  await flushAll(sequencer, test.database.app)
  await sequencer.stop()
}

// Checkpoints at 200, 400 and 600 entries, inside and outside.
beforeEach(async () => {
  test = await freshDatabase()
  dataFolder = mkdtempSync(join(tmpdir(), 'musubi-verify-'))
  for (let i = 0; i < 3; i += 1) {
    await writeEntries(test.database.app, sampleRows(entries / 3))
    await sequence()
  }
})
afterEach(async () => {
  await test.drop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const verify = (more: { lagSeconds?: number } = {}) =>
  verifyLedger({
    owner: test.database.owner,
    outside: outsideFolders(dataFolder, ''),
    verifiers: loadVerifiers(verifierPath(dataFolder)),
    ...more,
  })

/** What someone with the owner's rights can do: switch the triggers off and change what they like. */
const tamper = (work: (sql: Transaction) => Promise<unknown>) => {
  const { owner } = test.database
  return owner.begin(async tx => {
    for (const table of ['entry', 'leaf', 'node', 'checkpoint'])
      await tx.unsafe(`alter table ledger.${table} disable trigger all`)
    await work(tx)
    for (const table of ['entry', 'leaf', 'node', 'checkpoint'])
      await tx.unsafe(`alter table ledger.${table} enable trigger all`)
  })
}

const entryAt = async (seq: number): Promise<{ id: string; content: string }> => {
  const [row] = await test.database.owner<{ id: string; content: string }[]>`
    select e.id, e.content from ledger.leaf l join ledger.entry e on e.id = l.entry where l.seq = ${seq}`
  if (row === undefined) throw new Error(`no entry at ${seq}`)
  return row
}

/** Rebuilds leaves, nodes, tree and state over the present contents, as a tamperer who knows the code would. */
const rebuild = async (sql: Transaction) => {
  const rows = await sql<{ entry: string; content: string }[]>`
    select l.entry, e.content from ledger.leaf l join ledger.entry e on e.id = l.entry order by l.seq`
  await sql`delete from ledger.leaf`
  await sql`delete from ledger.node`
  const nodes: { level: number; number: number; hash: Buffer }[] = []
  const frontier = emptyFrontier((height, number, hash) => {
    if (height > 0 && height % 8 === 0) nodes.push({ level: height / 8, number, hash })
  })
  for (const { entry, content } of rows) {
    await sql`insert into ledger.leaf values (${frontier.size}, ${entry}, ${leafHash(content)})`
    frontier.push(leafHash(content))
  }
  for (const { level, number, hash } of nodes) await sql`insert into ledger.node values (${level}, ${number}, ${hash})`
  await sql`update ledger.tree set size = ${frontier.size}, frontier = ${frontier.bytes()}`
}

const checkpointFile = () => {
  const [folder = ''] = outsideFolders(dataFolder, '')
  return join(folder, readdirSync(folder)[0] ?? '')
}

describe('musubi verify', () => {
  it('finds nothing in an honest log', async () => {
    const report = await verify()
    expect(report).toMatchObject({
      size: entries,
      count: 0,
      waiting: 0,
      unproven: [],
      checkpoints: { inside: 3, outside: 3 },
    })
    expect(exitCodeOf(report)).toBe(0)
    expect(printReport(report, undefined, 'ja').at(-1)).toBe('すべて合っています。')
    expect(printReport(report, undefined, 'en').at(-1)).toBe('Everything fits.')
  })

  it('names the first entry whose content was altered', async () => {
    const [late, early] = [await entryAt(450), await entryAt(123)]
    await tamper(async sql => {
      for (const { id } of [late, early])
        await sql`update ledger.entry set content = replace(content, '"version":1', '"version":2') where id = ${id}`
    })
    const report = await verify()
    expect(report).toMatchObject({
      count: 2,
      findings: [{ kind: 'content', place: 123, entry: early.id }, { place: 450 }],
    })
    expect(exitCodeOf(report)).toBe(1)
    expect(printReport(report, undefined, 'en').join('\n')).toContain(`place 123 (entry ${early.id}) was altered`)
  })

  it('finds a search column that no longer says what the content says', async () => {
    const { id } = await entryAt(7)
    await tamper(sql => sql`update ledger.entry set actor = null where id = ${id}`)
    expect(await verify()).toMatchObject({ count: 1, findings: [{ kind: 'columns', place: 7, entry: id }] })
  })

  it('finds an entry that was removed', async () => {
    const { id } = await entryAt(300)
    await tamper(sql => sql`delete from ledger.entry where id = ${id}`)
    expect(await verify()).toMatchObject({ count: 1, findings: [{ kind: 'missing', place: 300, entry: id }] })
  })

  it('finds an entry that was removed with its leaf', async () => {
    const { id } = await entryAt(300)
    await tamper(async sql => {
      await sql`delete from ledger.entry where id = ${id}`
      await sql`delete from ledger.leaf where entry = ${id}`
    })
    expect((await verify()).findings[0]).toMatchObject({ kind: 'gap', place: 300 })
  })

  it('finds a history that was rewritten whole, with its checkpoints, from those outside', async () => {
    const { id } = await entryAt(250)
    const forger = signerOf('musubi.localhost/ledger', Buffer.alloc(32, 1))
    await tamper(async sql => {
      await sql`update ledger.entry set content = replace(content, '"version":1', '"version":2') where id = ${id}`
      await rebuild(sql)
      await sql`delete from ledger.checkpoint`
    })
    const report = await verify()
    expect(report).toMatchObject({ count: 1, checkpoints: { inside: 0, outside: 3 } })
    expect(report.findings[0]).toMatchObject({ kind: 'checkpoint', place: 200 })
    expect(report.findings[0]?.message.en).toContain('between places 200 and 399')
    // A checkpoint signed with another key does not help.
    await test.database.owner`
      insert into ledger.checkpoint values (600, ${leafHash('')}, now(), ${signCheckpoint(600, leafHash(''), forger)})`
    expect((await verify()).findings.map(finding => finding.kind)).toContain('signature')
  })

  it('finds a tail that was cut off cleanly', async () => {
    await tamper(async sql => {
      await sql`delete from ledger.entry where id in (select entry from ledger.leaf where seq >= 400)`
      await sql`delete from ledger.leaf where seq >= 400`
      await sql`delete from ledger.checkpoint where size > 400`
      await rebuild(sql)
    })
    const report = await verify()
    expect(report).toMatchObject({ size: 400, count: 1, findings: [{ kind: 'cut', place: 400 }] })
    expect(report.findings[0]?.message.ja).toContain('600 件')
  })

  it('finds a leaf, an upper node or a state that was altered', async () => {
    await tamper(sql => sql`update ledger.node set hash = ${leafHash('x')} where number = 1`)
    expect(await verify()).toMatchObject({ count: 1, findings: [{ kind: 'node', place: 256 }] })
    await tamper(sql => sql`update ledger.leaf set hash = ${leafHash('x')} where seq = 511`)
    expect((await verify()).findings[0]).toMatchObject({ kind: 'node', place: 256 })
    await test.database.owner`update ledger.tree set frontier = overlay(frontier placing '\\x00'::bytea from 1)`
    expect((await verify()).findings.map(finding => finding.kind)).toContain('tree')
  })

  it('finds a checkpoint whose published root is not the one that was signed', async () => {
    await tamper(sql => sql`update ledger.checkpoint set root = ${leafHash('x')} where size = 400`)
    expect(await verify()).toMatchObject({ count: 1, findings: [{ kind: 'checkpoint', place: 400 }] })
  })

  it('finds an upper hash that belongs to no complete subtree', async () => {
    await tamper(sql => sql`insert into ledger.node values (1, 7, ${leafHash('x')})`)
    expect(await verify()).toMatchObject({ count: 1, findings: [{ kind: 'node', place: 7 * 256 }] })
  })

  it('finds an entry that was slipped in behind the log', async () => {
    const [row] = sampleRows(1)
    if (row === undefined) throw new Error('no row')
    await test.database.owner`
      insert into ledger.entry (xid, id, at, event, tenant, content)
      values ('1', ${row.id}, ${row.at}, ${row.event}, ${row.tenant}, ${row.content})`
    expect(await verify()).toMatchObject({ count: 1, findings: [{ kind: 'unplaced', entry: row.id }] })
  })

  it('lets new entries wait for their place, but not for ever', async () => {
    await writeEntries(test.database.app, sampleRows(2))
    expect(await verify()).toMatchObject({ count: 0, waiting: 2 })
    expect(await verify({ lagSeconds: -1 })).toMatchObject({ count: 2, findings: [{ kind: 'unplaced' }, {}] })
  })

  it('does not call a log proven that has no checkpoint outside', async () => {
    rmSync(checkpointFile())
    const report = await verify()
    expect(report.count).toBe(0)
    expect(exitCodeOf(report)).toBe(2)
    expect(printReport(report, undefined, 'ja').join('\n')).toContain('証明できない')
  })

  it('finds a checkpoint outside that was altered', async () => {
    const file = checkpointFile()
    writeFileSync(file, readFileSync(file, 'utf8').replace('\\n400\\n', '\\n401\\n'))
    expect((await verify()).findings).toMatchObject([{ kind: 'signature' }])
  })
})
