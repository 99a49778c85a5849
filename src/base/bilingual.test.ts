import { describe, expect, it } from 'vitest'
import { fill, languages, say } from './bilingual.ts'

describe('fill', () => {
  const text = { ja: '{count}件の{thing}（{count}）', en: '{count} {thing} ({count})' }

  it('puts values into both languages, each in its own', () => {
    expect(fill(text, { count: 3, thing: { ja: '許可', en: 'permits' } })).toEqual({
      ja: '3件の許可（3）',
      en: '3 permits (3)',
    })
  })

  it('leaves marks without a value, and does not fill what was filled in', () => {
    expect(fill(text, { thing: '{count}' }).en).toBe('{count} {count} ({count})')
    expect(fill({ ja: '{a}', en: '{a}' }, { a: '{b}', b: 'x' }).ja).toBe('{b}')
    expect(fill({ ja: '{a}', en: '{a}' }, { a: '$&$1' }).ja).toBe('$&$1')
  })
})

it('say chooses the language, Japanese first', () => {
  expect(languages).toEqual(['ja', 'en'])
  expect(languages.map(language => say({ ja: '県', en: 'prefecture' }, language))).toEqual(['県', 'prefecture'])
})
