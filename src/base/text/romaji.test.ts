import { expect, test } from 'vitest'
import { toRomaji } from './romaji.ts'

test.each([
  ['ミホン　タロウ', 'Mihon Taro'],
  ['ミホンヤッキョクチョウザイテン', 'Mihonyakkyokuchozaiten'],
  ['せんだい しおがま', 'Sendai Shiogama'],
  ['ファーマシー', 'Famashi'],
  ['ハッチョウボリ', 'Hatchobori'],
  ['シンマチ', 'Shimmachi'],
  ['ティーサロン', 'Tisaron'],
  ['ジュンコ', 'Junko'],
  ['ユウキ', 'Yuki'],
  ['NPO', 'NPO'],
  ['', ''],
])('%s is written %s', (reading, romaji) => {
  expect(toRomaji(reading)).toBe(romaji)
})
