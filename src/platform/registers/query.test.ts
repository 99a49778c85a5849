import { describe, expect, test } from 'vitest'
import { newId } from '../../base/uuid.ts'
import { createSecrets } from '../database/secrets.ts'
import { checkRegister } from './check.ts'
import { type Direction, sealCursor } from './cursor.ts'
import { defineRegister } from './definition.ts'
import { isOnlyPlaceLost, readListQuery, withMoment } from './query.ts'
import { prepareRegister } from './register.ts'

const players = defineRegister({
  id: 'player',
  title: { ja: '選手', en: 'Players' },
  description: { ja: '見本', en: 'Sample' },
  fields: {
    name: { kind: 'text', label: { ja: '氏名', en: 'Name' }, class: 'personal' },
    points: { kind: 'integer', label: { ja: '得点', en: 'Points' } },
    level: {
      kind: 'choices',
      label: { ja: '級', en: 'Level' },
      of: ['a', 'b'].map(code => ({ code, label: { ja: code, en: code } })),
    },
    hours: { kind: 'openingHours', label: { ja: '時間', en: 'Hours' } },
  },
  naming: ['points'],
  list: ['name', 'points'],
  search: ['name'],
  filters: ['level', 'points', 'hours'],
  sort: ['name', '-points'],
})
const register = prepareRegister(checkRegister(players, [players], []))
const other = prepareRegister(checkRegister({ ...players, id: 'coach' }, [{ ...players, id: 'coach' }], []))
const everything = new Set(['name', 'points', 'level', 'hours'])
const secrets = createSecrets([{ id: 1, bytes: Buffer.alloc(32, 7) }])
const noon = new Date('2026-11-22T03:00:00Z')

const read = (query: string, { of = register, keys = secrets, now = noon } = {}) =>
  readListQuery(of, withMoment(new URLSearchParams(query), now), everything, undefined, keys)
const id = newId()
const sealed = (query: string, direction: Direction = 'after', value = '見本 花子') => {
  const asked = read(query)
  if (!asked.ok) throw new Error(query)
  return sealCursor(secrets, register, asked.value, direction, { value, id })
}
const lost = (query: string, options: Parameters<typeof read>[1] = {}) => {
  const result = read(query, options)
  return !result.ok && isOnlyPlaceLost(result.problems) && result.problems[0]?.message.en
}

test('an address has a number of conditions that people set', () => {
  const level = (count: number) => Array.from({ length: count }, () => 'level=a').join('&')
  expect(read(level(200)).ok).toBe(true)
  const result = read(level(201))
  expect(!result.ok && result.problems).toHaveLength(1)
})

test('a moment is one that the database knows too', () => {
  const asked = (moment: string) => read(`hours.openAt=${encodeURIComponent(moment)}`).ok
  for (const right of ['2026-02-28', '2024-02-29T23:59Z', '2026-11-22T12:00:00.123456+09:00', 'now'])
    expect(asked(right), right).toBe(true)
  for (const wrong of ['2026-02-30', '2026-02-30T10:00Z', '0000-01-01', '2026-11-22T12:00+23:59', '2026-11-22T25:00Z'])
    expect(asked(wrong), wrong).toBe(false)
})

describe('the order of a list', () => {
  const orderFor = (visible: readonly string[], query = '') => {
    const result = readListQuery(register, new URLSearchParams(query), new Set(visible))
    return result.ok ? [result.value.sort.field?.id, result.value.sort.descending] : result.problems[0]?.field
  }

  test('is the first that the caller may see, and that of the ids when there is none', () => {
    expect(orderFor(['name', 'points'])).toEqual(['name', false])
    expect(orderFor(['points'])).toEqual(['points', true])
    expect(orderFor([])).toEqual([undefined, false])
  })

  test('is refused when it is asked for by name and may not be seen', () => {
    expect(orderFor(['points'], 'sort=name')).toBe('sort')
    const asked = readListQuery(register, new URLSearchParams('sort=-name'), new Set(['points']))
    expect(asked).toMatchObject({ ok: false, problems: [{ field: 'sort', value: '-name' }] })
  })
})

describe('places in a list', () => {
  const query = 'q=見本&level=a&level=b'

  test('are opaque: neither the value nor the id can be read from an address', () => {
    const token = sealed(query)
    expect(token).toMatch(/^[\w-]+$/)
    const bytes = Buffer.from(token, 'base64url')
    for (const hidden of ['花子', id]) {
      expect(token).not.toContain(hidden)
      expect(bytes.includes(hidden)).toBe(false)
    }
  })

  test('are the same for the same page, so that an unchanged page is unchanged', () => {
    expect(sealed(query)).toBe(sealed(query))
    expect(sealed(query)).not.toBe(sealed(query, 'after', '見本 太郎'))
  })

  test('open for the same search, whatever the order of its filters and the number of rows', () => {
    const result = read(`level=b&q=見本&level=a&limit=7&after=${sealed(query)}`)
    expect(result.ok && result.value.after).toEqual({ value: '見本 花子', id })
  })

  test('open for "open now" also a moment later', () => {
    const token = sealed('hours.openAt=now')
    expect(lost(`hours.openAt=now&after=${token}`, { now: new Date('2026-11-22T03:05:00Z') })).toBe(false)
  })

  test.each([
    ['another search', `q=別&level=a&level=b&after=${sealed(query)}`],
    ['another filter', `q=見本&level=a&after=${sealed(query)}`],
    ['another order', `${query}&sort=-name&after=${sealed(query)}`],
    ['another direction', `${query}&before=${sealed(query)}`],
    ['altered', `${query}&after=${sealed(query).replace(/^./, 'B')}`],
    ['cut off', `${query}&after=${sealed(query).slice(0, -3)}`],
    ['of the older form', `${query}&after=${Buffer.from(JSON.stringify(['見本', id])).toString('base64url')}`],
    ['no place at all', `${query}&after=x`],
  ])('of %s are refused', (_, address) => {
    expect(lost(address)).toContain('cannot be read')
  })

  test('of another register or key are refused', () => {
    expect(lost(`${query}&after=${sealed(query)}`, { of: other })).toContain('cannot be read')
    const keys = createSecrets([{ id: 1, bytes: Buffer.alloc(32, 8) }])
    expect(lost(`${query}&after=${sealed(query)}`, { keys })).toContain('cannot be read')
  })

  test('outlive a change of keys', () => {
    const keys = createSecrets([
      { id: 1, bytes: Buffer.alloc(32, 7) },
      { id: 2, bytes: Buffer.alloc(32, 8) },
    ])
    expect(lost(`${query}&after=${sealed(query)}`, { keys })).toBe(false)
  })

  test('whose value the field cannot hold any more are refused', () => {
    expect(lost(`sort=points&after=${sealed('sort=points', 'after', 'many')}`)).toContain('cannot be read')
    expect(lost(`sort=points&after=${sealed('sort=points', 'after', '12')}`)).toBe(false)
  })

  test('are told beside what else is wrong, which is then no lost place', () => {
    const result = read('unknown=1&after=x')
    expect(!result.ok && isOnlyPlaceLost(result.problems)).toBe(false)
  })
})
