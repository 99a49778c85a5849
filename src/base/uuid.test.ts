import { describe, expect, it } from 'vitest'
import { isId, newId } from './uuid.ts'

describe('newId', () => {
  it('is a UUIDv7 of its moment', () => {
    const before = Date.now()
    const id = newId()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const ms = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    expect(ms).toBeGreaterThanOrEqual(before)
    expect(ms).toBeLessThan(before + 60_000)
  })

  it('grows and never repeats, within a millisecond and past its sequence, also when the clock goes back', () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => newId(Date.now() - (at % 3) * 1000))
    expect(new Set(ids).size).toBe(ids.length)
    expect([...ids].sort()).toEqual(ids)
  })

  it('differs in its random part', () => {
    expect(new Set(Array.from({ length: 5000 }, () => newId().slice(19))).size).toBe(5000)
  })
})

it('isId knows an id', () => {
  expect(isId(newId())).toBe(true)
  for (const text of ['', 'x', newId().toUpperCase(), `${newId()} `, newId().replaceAll('-', '')])
    expect(isId(text)).toBe(false)
})
