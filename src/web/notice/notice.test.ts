import { expect, test } from 'vitest'
import { packNotice, unpackNotice } from './notice.ts'

const secret = new Uint8Array(32).fill(1)

test('comes back as it was, in both languages', () => {
  const notice = { ja: '許可証を保存しました。', en: 'Saved.' }
  expect(unpackNotice(secret, packNotice(secret, notice))).toEqual(notice)
})

test('words that we did not sign are not shown', () => {
  const forged = Buffer.from(JSON.stringify(['偽', 'forged'])).toString('base64url')
  expect(unpackNotice(secret, `${forged}.${packNotice(secret, { ja: '', en: '' }).split('.')[1]}`)).toBeUndefined()
  expect(unpackNotice(secret, packNotice(new Uint8Array(32), { ja: 'x', en: 'x' }))).toBeUndefined()
  expect(unpackNotice(secret, 'nonsense')).toBeUndefined()
})
