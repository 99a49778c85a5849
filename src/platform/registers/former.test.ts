import { expect, test } from 'vitest'
import type { Fields } from './field.ts'
import { answeredNames, currentData, currentName, formerNames } from './former.ts'

const label = { ja: '見本', en: 'Sample' }
const pattern = '^〒([0-9]{3}-[0-9]{4}) (.*)$'
const fields: Fields = {
  ground: {
    kind: 'text',
    label,
    formerly: [
      { id: 'surface', until: '2027-03-31' },
      { id: 'floor', until: '2020-03-31' },
    ],
  },
  contact: { kind: 'text', label, retired: { since: '2026-04-01', reason: label } },
  postcode: { kind: 'text', label, splitFrom: { field: 'contact', pattern, group: 1 } },
  owner: { kind: 'text', label, required: true, fill: '市' },
}

test('an old revision is read under the names of today', () => {
  const names = formerNames(fields)
  expect([currentName(names, 'surface'), currentName(names, 'floor'), currentName(names, 'owner')]).toEqual([
    'ground',
    'ground',
    'owner',
  ])
  expect(currentData(fields, { floor: 'clay', owner: 'A' })).toEqual({ ground: 'clay', owner: 'A' })
})

test('a former name is answered up to its last day', () => {
  expect([...answeredNames(fields, '2027-03-31')]).toEqual([['surface', 'ground']])
  expect([...answeredNames(fields, '2027-04-01')]).toEqual([])
})

test('what a migration split off or filled in is there in older revisions too', () => {
  expect(currentData(fields, { ground: 'clay', contact: '〒980-8570 本町' })).toEqual({
    ground: 'clay',
    contact: '〒980-8570 本町',
    postcode: '980-8570',
    owner: '市',
  })
})

test('a part that somebody emptied later stays empty', () => {
  expect(currentData(fields, { contact: '〒980-8570 本町', postcode: null, owner: 'A' }).postcode).toBeNull()
})
