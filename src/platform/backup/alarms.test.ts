import { describe, expect, test } from 'vitest'
import { alarmsOf, type BackupFacts } from './alarms.ts'
import type { BackupRow, ProofRow } from './store.ts'

const now = new Date('2026-11-23T03:00:00Z')
const ago = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString()

const backup = (days: number): BackupRow => ({
  id: 'b',
  epoch: 1,
  place: '/p',
  started_at: ago(days),
  finished_at: ago(days),
  cluster_bytes: '1',
  written_bytes: '1',
  uploads: '0',
  ledger_size: '0',
})
const proof = (days: number, problems: readonly string[] = []): ProofRow => ({
  id: 'p',
  backup: 'b',
  at: ago(days),
  good: problems.length === 0,
  seconds: 1,
  moment: null,
  report: {
    backup: 'b',
    at: ago(days),
    good: problems.length === 0,
    seconds: 1,
    moment: null,
    tables: 1,
    rows: 1,
    ledger: 1,
    uploads: 0,
    problems,
  },
})
const well: BackupFacts = {
  configured: true,
  external: false,
  newest: backup(0.5),
  newestProof: proof(1),
  lastGood: proof(1),
  shippedUntil: now,
  unshipped: 0,
  problem: undefined,
  gapSince: undefined,
  keptLimit: 4 * 2 ** 30,
  sameDisk: false,
  baseDays: 1,
}
const said = (facts: Partial<BackupFacts>) => alarmsOf({ ...well, ...facts }, 8, now).map(alarm => alarm.text.en)

describe('backups are alarming', () => {
  test('not while all is well, nor while nothing is written', () => {
    expect(said({})).toEqual([])
    expect(said({ shippedUntil: new Date(ago(1)), unshipped: 0 })).toEqual([])
    expect(said({ lastGood: proof(7.9) })).toEqual([])
    // Once a week, by the operator's own choice.
    expect(said({ newest: backup(7.9), baseDays: 7 })).toEqual([])
  })

  const cases: readonly (readonly [string, Partial<BackupFacts>, RegExp])[] = [
    ['without a place', { configured: false }, /No place/],
    ['with a server of the operator’s own', { external: true }, /a tool of that server/],
    ['without one', { newest: undefined }, /No backup was made/],
    ['when two nights were missed', { newest: backup(2.1) }, /none was made for 2 days/],
    ['when a weekly one is a day late', { newest: backup(8.1), baseDays: 7 }, /none was made for 8 days/],
    ['when the log is not shipped', { shippedUntil: new Date(ago(0.1)), unshipped: 5 }, /not in the backup yet/],
    ['when the place cannot be written', { problem: 'the disk is full' }, /the disk is full/],
    ['when a part of the log is missing', { gapSince: ago(1) }, /a part of the log was lost .* \(4\.0 GB\)/],
    ['when the log that waits nears its limit', { unshipped: 3 * 2 ** 30 }, /grown to 3\.0 GB/],
    ['when they lie on the disk of the data', { sameDisk: true }, /same disk/],
    ['when the last proof found something', { newestProof: proof(0.1, ['a table is short']) }, /a table is short/],
    ['when they were never proven', { lastGood: undefined, newestProof: undefined }, /never been proven/],
    ['when not proven for long', { lastGood: proof(8.1), newestProof: proof(8.1) }, /not been proven for 8 days/],
  ]
  test.each(cases)('%s', (_when, facts, expected) => {
    const alarms = said(facts)
    expect(alarms).toHaveLength(1)
    expect(alarms[0]).toMatch(expected)
  })

  test('once for each thing that is wrong: its occasion lasts as long as it does', () => {
    const later = new Date(now.getTime() + 3 * 86_400_000)
    const facts = { ...well, newest: backup(-2.9), lastGood: proof(9), newestProof: proof(9) }
    const [first, second] = [now, later].map(at => alarmsOf({ ...facts, unshipped: 0 }, 8, at))
    expect(first).toHaveLength(1)
    expect(second?.map(alarm => alarm.occasion)).toEqual(first?.map(alarm => alarm.occasion))
    const anew = alarmsOf({ ...facts, lastGood: proof(8.5) }, 8, now)
    expect(anew[0]?.occasion).not.toBe(first?.[0]?.occasion)
  })
})
