import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../test/platform/platform.ts'
import { until } from '../../test/platform/process.ts'
import { newId } from '../base/uuid.ts'
import { startSequencer } from '../platform/ledger/sequencer.ts'
import { verifyLedger } from '../platform/ledger/verify.ts'
import { recordStep, watchedClock } from './clock-steps.ts'

let platform: TestPlatform
beforeAll(async () => {
  platform = await startTestPlatform()
})
afterAll(() => platform.close())

test('a clock that is set back under the platform: a warning in the ledger, entries in their order, the ledger whole', async () => {
  const { services, signer } = platform.built
  const { owner } = services.database
  let at = new Date('2026-11-22T05:00:00Z')
  const steps = watchedClock({ now: () => at })
  const { clock } = steps
  const ids = [newId()]
  // Nobody can be told yet, as while a platform starts or its database is away.
  clock.now()
  at = new Date('2026-11-22T03:00:00Z')
  clock.now()
  ids.push(newId(Date.now() - 3_600_000), newId())
  let broken = true
  steps.tell(async step => {
    if (broken) {
      broken = false
      throw new Error('the database is away')
    }
    await recordStep(services, step)
  })
  const warnings = () => owner`select content from ledger.entry where event = 'clock.set-back'`
  await until('the warning is told again and kept', async () => (await warnings()).length === 1, 20_000)
  const [warning] = await warnings()
  expect(String(warning?.['content'])).toContain('7200')
  expect(ids).toEqual(ids.toSorted())
  const sequencer = startSequencer({ owner, signer, outside: [], clock })
  // Transactions of other databases on the same server hold places back for a moment.
  await until('every entry has its place', async () => {
    await sequencer.flush()
    return (
      (await owner`select 1 from ledger.entry e where not exists (select 1 from ledger.leaf where entry = e.id)`)
        .length === 0
    )
  })
  await sequencer.stop()
  const report = await verifyLedger({ owner, outside: [], verifiers: [signer] })
  expect(report.findings).toEqual([])
})
