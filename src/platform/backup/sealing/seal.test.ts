import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { newId } from '../../../base/uuid.ts'
import { addresser, type EpochKey, fingerprintOf, openObject, sealObject } from './seal.ts'

const keyOf = (epoch: number): EpochKey => ({ epoch, bytes: randomBytes(32), madeAt: '2026-11-23T00:00:00.000Z' })
const [key, repository, name] = [keyOf(1), newId(), 'chunks/1/ab/abcd']

describe('a sealed object', () => {
  test('opens to what was sealed, whatever that was', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.string({ minLength: 1 }), async (plain, any) => {
        const sealed = await sealObject(key, repository, any, plain)
        expect(await openObject(key, repository, any, sealed)).toEqual(Buffer.from(plain))
      }),
      { numRuns: 50 },
    )
  })

  test('shows nothing of its content, is small where the content repeats, and differs each time', async () => {
    const plain = Buffer.from('個人情報'.repeat(1000))
    const [one, two] = [await sealObject(key, repository, name, plain), await sealObject(key, repository, name, plain)]
    expect(one.includes(Buffer.from('個人情報'))).toBe(false)
    expect(one.length).toBeLessThan(200)
    expect(one.equals(two)).toBe(false)
  })

  test('with any byte altered does not open', async () => {
    const sealed = await sealObject(key, repository, name, randomBytes(100))
    for (let at = 0; at < sealed.length; at += 1) {
      const altered = Buffer.from(sealed)
      altered[at] = (altered[at] ?? 0) ^ 1
      await expect(openObject(key, repository, name, altered), `byte ${at}`).rejects.toThrow(
        'The backup cannot be used',
      )
    }
  })

  test('cut off anywhere is called truncated', async () => {
    const sealed = await sealObject(key, repository, name, randomBytes(100))
    for (const length of [0, 3, 59, 60, 61, sealed.length - 1])
      await expect(openObject(key, repository, name, sealed.subarray(0, length))).rejects.toThrow('truncated')
  })

  test.each([
    ['another name', key, repository, 'chunks/1/ab/other', 'swapped'],
    ['another epoch', keyOf(2), repository, name, 'swapped'],
    ['another repository', key, newId(), name, 'another repository'],
    ['another key', { ...key, bytes: randomBytes(32) }, repository, name, 'damaged'],
  ])('under %s is refused with the reason', async (_what, otherKey, otherRepository, otherName, reason) => {
    const sealed = await sealObject(key, repository, name, Buffer.from('内容'))
    await expect(openObject(otherKey, otherRepository, otherName, sealed)).rejects.toThrow(reason)
  })
})

test('addresses are the same for the same content under one key, and tell nothing under another', () => {
  const [address, other] = [addresser(key), addresser(keyOf(1))]
  expect(address(Buffer.from('a'))).toBe(address(Buffer.from('a')))
  expect(address(Buffer.from('a'))).not.toBe(address(Buffer.from('b')))
  expect(address(Buffer.from('a'))).not.toBe(other(Buffer.from('a')))
  expect(fingerprintOf(key)).toMatch(/^[0-9a-f]{16}$/)
})
