import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { check, type Seen } from '../faults/check.ts'
import { type Fate, openJournal, readJournal, type Step, type Told } from '../faults/journal.ts'

const step = (version: number, values: Step['values'], mark = 'a'): Step => ({
  register: 'club',
  mark,
  operation: version === 1 ? 'create' : 'change',
  version,
  values,
})
const deed = (fate: Fate, ...steps: readonly Step[]): Told => ({
  key: steps.map(({ mark, version }) => `${mark}${version}`).join(),
  how: 'create',
  steps,
  fate,
  sentAt: 1,
  endedAt: 2,
})
const seen = (version: number, values: Step['values'], mark = 'a'): Seen => ({
  register: 'club',
  mark,
  id: `id of ${mark}`,
  version,
  removed: false,
  values,
  revisions: Array.from({ length: version }, (_, at) => ({
    version: at + 1,
    operation: at === 0 ? 'create' : 'change',
    entries: 1,
  })),
})
const faults = (deeds: readonly Told[], rows: readonly Seen[]) => check(deeds, rows).map(({ fault }) => fault)

const made = deed('acknowledged', step(1, { name: 'x', file: { sha256: '1' } }))
const changed = (fate: Fate) => deed(fate, step(2, { name: 'y' }))

test('what was acknowledged and is there once with its values is in order', () => {
  expect(faults([made], [seen(1, { name: 'x', file: { sha256: '1' }, other: 1 })])).toEqual([])
  expect(faults([made, changed('acknowledged')], [seen(2, { name: 'y', file: { sha256: '1' } })])).toEqual([])
})

test('a record, a change or a removal that was lost is found', () => {
  expect(faults([made], [])).toEqual(['lost'])
  expect(faults([made, changed('acknowledged')], [seen(1, { name: 'x', file: { sha256: '1' } })])).toEqual(['lost'])
  const removed = deed('acknowledged', { ...step(2, {}), operation: 'remove' })
  expect(faults([made, removed], [{ ...seen(2, { name: 'x', file: { sha256: '1' } }) }])).toContain('altered')
})

test('a double and an altered value are found, in a part of a value and in an older field too', () => {
  const right = seen(1, { name: 'x', file: { sha256: '1' } })
  expect(faults([made], [right, { ...right, id: 'another' }])).toEqual(['doubled'])
  expect(faults([made], [seen(1, { name: 'x', file: { sha256: '2' } })])).toEqual(['altered'])
  expect(faults([made, changed('acknowledged')], [seen(2, { name: 'y', file: { sha256: '3' } })])).toEqual(['altered'])
})

test('of what nobody knows there may be all or nothing; of what was denied nothing', () => {
  const there = { name: 'y', file: { sha256: '1' } }
  expect(faults([made, changed('unknown')], [seen(1, { name: 'x', file: { sha256: '1' } })])).toEqual([])
  expect(faults([made, changed('unknown')], [seen(2, there)])).toEqual([])
  expect(faults([made, changed('refused')], [seen(2, there)])).toEqual(['denied'])
  const two = [step(1, {}, 'b'), step(1, {}, 'c')]
  expect(faults([deed('unknown', ...two)], [])).toEqual([])
  expect(faults([deed('unknown', ...two)], [seen(1, {}, 'b'), seen(1, {}, 'c')])).toEqual([])
  expect(faults([deed('unknown', ...two)], [seen(1, {}, 'c')])).toEqual(['half'])
  expect(faults([deed('acknowledged', ...two)], [seen(1, {}, 'c')])).toEqual(['lost'])
})

test('a gap in the history, a revision without its one entry, and a record that nobody sent are found', () => {
  const right = seen(2, { name: 'y', file: { sha256: '1' } })
  const both = [made, changed('acknowledged')]
  expect(faults(both, [{ ...right, revisions: right.revisions.slice(1) }])).toEqual(['history'])
  expect(faults(both, [{ ...right, revisions: right.revisions.map(one => ({ ...one, entries: 0 })) }])).toEqual([
    'ledger',
    'ledger',
  ])
  expect(faults([], [right])).toEqual(['stranger'])
})

test('the journal tells each request with its fate; one that never ended is unknown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'musubi-journal-'))
  try {
    const path = join(folder, 'journal')
    const journal = openJournal(path)
    for (const key of ['1', '2', '3']) journal.send({ key, how: 'create', steps: [step(1, {}, key)] })
    journal.end('1', 'acknowledged', '201')
    journal.end('2', 'refused', '503')
    journal.close()
    expect(readJournal(path).map(({ key, fate }) => `${key} ${fate}`)).toEqual([
      '1 acknowledged',
      '2 refused',
      '3 unknown',
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
