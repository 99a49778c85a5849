import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../../../test/database.ts'
import { flushAll, sampleRows, writeEntries } from '../../../test/ledger-writers.ts'
import { newId } from '../../base/uuid.ts'
import { inTenants } from '../database/transaction.ts'
import { signCheckpoint } from './checkpoint.ts'
import { ledgerCut } from './cut.ts'
import { beginNewLog, loadSigner, loadVerifiers, verifierPath } from './keys.ts'
import { appendOutside, outsideFolders } from './outside.ts'
import { exitCodeOf, printReport } from './report.ts'
import { asSequencer, clusterOf, sequenceBatch } from './sequence.ts'
import { startSequencer } from './sequencer.ts'
import { record } from './service.ts'
import { verifyLedger } from './verify.ts'

let db: TestDatabase
let dataFolder: string
beforeEach(async () => {
  db = await freshDatabase()
  dataFolder = mkdtempSync(join(tmpdir(), 'musubi-cut-'))
})
afterEach(async () => {
  await db.drop()
  rmSync(dataFolder, { recursive: true, force: true })
})

const outside = () => outsideFolders(dataFolder, '')
const verify = () =>
  verifyLedger({ owner: db.database.owner, outside: outside(), verifiers: loadVerifiers(verifierPath(dataFolder)) })

const sequence = async (): Promise<void> => {
  const sequencer = startSequencer({
    owner: db.database.owner,
    signer: loadSigner({ dataFolder }),
    outside: outside(),
    checkpointMs: 0,
  })
  await flushAll(sequencer, db.database.app)
  await sequencer.stop()
}

/** Five entries that are there, and a statement over nine. */
const cutOff = async () => {
  const signer = loadSigner({ dataFolder })
  await writeEntries(db.database.app, sampleRows(5))
  await sequence()
  const [folder = ''] = outside()
  await appendOutside(folder, signCheckpoint(9, Buffer.alloc(32, 9), signer), new Date())
  return signer
}

const enterCut = async (origin: string): Promise<void> => {
  const tenant = newId()
  const body = { origin, size: 5, signed: 9, continues: `${origin}/2` }
  await inTenants(db.database.app, [tenant], tx =>
    record(tx, { event: ledgerCut, tenant, actor: null, body }, new Date()),
  )
}

describe('a log of which a part was cut off', () => {
  test('is found, also when an entry that anyone could write explains it', async () => {
    const signer = await cutOff()
    expect((await verify()).findings.map(finding => finding.kind)).toEqual(['cut'])
    await enterCut(signer.name)
    const cluster = await clusterOf(db.database.owner)
    await asSequencer(db.database.owner, tx => sequenceBatch(tx, cluster, 100))
    const report = await verify()
    expect(report.findings.map(finding => finding.kind)).toEqual(['cut'])
    expect(report.cuts).toEqual([])
  })

  test('is in order, and said each time, once another key has signed for the entry that tells it', async () => {
    const signer = await cutOff()
    const next = beginNewLog(dataFolder)
    expect(next.name).toBe(`${signer.name}/2`)
    expect(loadSigner({ dataFolder }).id).toBe(next.id)
    await enterCut(signer.name)
    await sequence()
    const report = await verify()
    expect(report).toMatchObject({
      count: 0,
      unproven: [],
      size: 6,
      cuts: [{ origin: signer.name, size: 5, signed: 9 }],
    })
    expect(exitCodeOf(report)).toBe(0)
    expect(printReport(report, undefined, 'en').join('\n')).toContain('was cut at 5 entries by a restore')
    expect(printReport(report, undefined, 'ja').join('\n')).toContain('5 件で切断されています')
  })

  test('that is cut a second time tells both; what the second log signed beyond is found until then', async () => {
    const signer = await cutOff()
    const next = beginNewLog(dataFolder)
    await enterCut(signer.name)
    await sequence()
    const [folder = ''] = outside()
    await appendOutside(folder, signCheckpoint(20, Buffer.alloc(32, 9), next), new Date())
    expect((await verify()).findings.map(finding => finding.kind)).toEqual(['cut'])
    expect(beginNewLog(dataFolder).name).toBe(`${signer.name}/3`)
    const tenant = newId()
    const body = { origin: next.name, size: 6, signed: 20, continues: `${signer.name}/3` }
    await inTenants(db.database.app, [tenant], tx =>
      record(tx, { event: ledgerCut, tenant, actor: null, body }, new Date()),
    )
    await sequence()
    expect(await verify()).toMatchObject({ count: 0, cuts: [{ size: 5 }, { size: 6 }] })
  })
})
