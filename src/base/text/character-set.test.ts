import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { projectRoot } from '../root.ts'
import { codePointsOf, isInSet, isPrivateSign, signsOf } from './character-set.ts'
import { shrinkSuggestions } from './shrink.ts'

test.each([...'見本亜腕弌熙ァA1～ー・閖竈邊邉'])('%s is in JIS X 0208', sign =>
  expect(isInSet(sign, 'jis-x-0208')).toBe(true),
)
test.each([...'髙﨑𠮷德濵①㈱ⅰ€', '邉\u{e010f}', '\ue000'])('%s is not', sign =>
  expect(isInSet(sign, 'jis-x-0208')).toBe(false),
)

test('a selector belongs to the sign before it', () => {
  expect(signsOf('渡邉\u{e010f}𠮷')).toEqual(['渡', '邉\u{e010f}', '𠮷'])
  expect(codePointsOf('邉\u{e010f}')).toBe('U+9089 U+E010F')
  expect([isPrivateSign('\ue000'), isPrivateSign('\ufffd'), isPrivateSign('﨑')]).toEqual([true, true, false])
})

test('suggestions are in the set, several where nobody but the office knows', () => {
  expect(shrinkSuggestions('髙')).toEqual(['高'])
  expect(shrinkSuggestions('濵')).toEqual(['浜', '濱'])
  expect(shrinkSuggestions('邉\u{e010f}')).toEqual(['邉'])
  expect(shrinkSuggestions('鷗')).toEqual(['鴎'])
  expect(shrinkSuggestions('\ue000')).toEqual([])
  expect(shrinkSuggestions('髙', new Map([['髙', ['高', '髙']]]))).toEqual(['高', '髙'])
})

const folder = join(projectRoot, '../shared/data/characters')
const there = existsSync(join(folder, 'mj-shrink.tsv'))
const lines = (name: string): readonly (readonly string[])[] =>
  readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .slice(1)
    .filter(Boolean)
    .map(line => line.split('\t'))

describe.skipIf(!there)(
  'against the whole shrink map of IPA (skipped where ../shared/data/characters is absent)',
  () => {
    test('built-in suggestions of single signs are among its targets', () => {
      const glyphs = new Map(lines('mj-glyphs.tsv').map(([mj = '', ucs = '']) => [mj, ucs]))
      const map = new Map<string, Set<string>>()
      for (const [mj = '', to = ''] of lines('mj-shrink.tsv')) {
        const from = glyphs.get(mj) ?? ''
        if (from !== '' && to !== '') map.set(from, (map.get(from) ?? new Set()).add(to))
      }
      for (const sign of ['髙', '﨑', '德', '濵']) {
        const targets = map.get(sign)
        expect(targets, sign).toBeDefined()
        expect(
          shrinkSuggestions(sign).some(one => targets?.has(one)),
          sign,
        ).toBe(true)
      }
    })
  },
)
