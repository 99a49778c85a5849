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
  gap: false,
  sameDisk: false,
}
const said = (facts: Partial<BackupFacts>) => alarmsOf({ ...well, ...facts }, 8, now).map(text => text.en)

describe('backups are alarming', () => {
  test('not while all is well, nor while nothing is written', () => {
    expect(said({})).toEqual([])
    expect(said({ shippedUntil: new Date(ago(1)), unshipped: 0 })).toEqual([])
    expect(said({ lastGood: proof(7.9) })).toEqual([])
  })

  const cases: readonly (readonly [string, Partial<BackupFacts>, RegExp])[] = [
    ['without a place', { configured: false }, /No place/],
    ['with a server of the operator’s own', { external: true }, /a tool of that server/],
    ['without one', { newest: undefined }, /No backup was made/],
    ['when two nights were missed', { newest: backup(2.1) }, /none was made for two days/],
    ['when the log is not shipped', { shippedUntil: new Date(ago(0.1)), unshipped: 5 }, /not in the backup yet/],
    ['when the place cannot be written', { problem: 'the disk is full' }, /the disk is full/],
    ['when a part of the log is missing', { gap: true }, /A part of the log/],
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
})
